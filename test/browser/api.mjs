// The interface for programs: its description is clean, and every GET route of it answers what it
// promises to a worker whose role may ask.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { none, ok, same } from './tap.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

// What redocly finds in the document, as lines.
export function lint(document, file) {
    writeFileSync(file, document);
    const words = [`${here}/node_modules/@redocly/cli/bin/cli.js`, 'lint', file, '--format=json',
        `--config=${here}/redocly.yaml`];
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off',
        REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    return new Promise((resolve) => {
        execFile(process.execPath, words, { env, cwd: here }, (error, stdout, stderr) => {
            const found = /^\{[\s\S]*^\}/m.exec(stdout);
            if (!found) return resolve([`redocly says nothing: ${error ?? ''} ${stderr}`]);
            const { problems } = JSON.parse(found[0]);
            return resolve(problems.map(({ ruleId, message, location }) =>
                `${ruleId}: ${message} at ${location[0]?.pointer}`));
        });
    });
}

// Where a value is not what its schema says; the part of JSON Schema that Haven's document uses.
export function schema_faults(document, schema, value, where = '$') {
    if (schema.$ref) {
        const target = schema.$ref.split('/').slice(1).reduce((at, part) => at[part], document);
        return schema_faults(document, target, value, where);
    }
    const types = [schema.type ?? []].flat();
    const type = value === null ? 'null' : Array.isArray(value) ? 'array'
        : Number.isInteger(value) ? 'integer' : typeof value;
    const is_number = type === 'integer' && types.includes('number');
    if (types.length > 0 && !types.includes(type) && !is_number) {
        return [`${where} is ${type}, not ${types.join(' or ')}`];
    }
    if (schema.enum && !schema.enum.includes(value)) {
        return [`${where} is ${value}, not one of the list`];
    }
    if (type === 'array') {
        return value.flatMap((item, at) =>
            schema_faults(document, schema.items ?? {}, item, `${where}[${at}]`));
    }
    if (type !== 'object') return [];
    const missing = (schema.required ?? []).filter((name) => !(name in value))
        .map((name) => `${where} lacks ${name}`);
    const properties = schema.properties ?? {};
    const unknown = schema.properties
        ? Object.keys(value).filter((name) => !(name in properties))
            .map((name) => `${where} has ${name} besides`)
        : [];
    const inside = Object.entries(properties).filter(([name]) => name in value)
        .flatMap(([name, part]) => schema_faults(document, part, value[name], `${where}.${name}`));
    return [...missing, ...unknown, ...inside];
}

async function call(server, token, path) {
    const answer = await fetch(`${server.url}/api/v1${path}`, { redirect: 'manual',
        headers: token ? { authorization: `Bearer ${token}` } : {} });
    return { status: answer.status, type: answer.headers.get('content-type') ?? '',
        text: await answer.text() };
}

async function check_route(server, document, route, { token, path }) {
    const { status, type, text } = await call(server, token, path);
    const faults = status === 200 ? [] : [`status ${status}: ${text.slice(0, 200)}`];
    const promised = document.paths[route.path].get.responses['200'].content['application/json'];
    if (status === 200 && promised) {
        if (!type.startsWith('application/json')) faults.push(`it is ${type}`);
        else faults.push(...schema_faults(document, promised.schema, JSON.parse(text)));
    }
    none(faults, `GET /api/v1${route.path} answers what it promises`);
}

// What is there only after two people said yes, or on a night that is not the demo's: a story asks
// for it, in these words.
const in_a_story = {
    '/releases/{release}/document': { story: 'release.story', words: 'document' },
    '/releases/{release}/documents/{document}/copy':
        { story: 'own-copy-documents.story', words: '/copy' },
    '/renewal': { story: 'new-password.story', words: 'renewal' },
    '/renewal/qr': { story: 'new-password.story', words: 'qr' },
};

function asks_story({ story, words }) {
    return readFileSync(new URL(`../stories/${story}`, import.meta.url), 'utf8').includes(words);
}

// examples: for the path of each route where it can be asked, and by whom: { path, user }.
export async function every_route_answers(server, document, routes, examples) {
    const tokens = {};
    for (const route of routes.paths.filter(({ has_get }) => has_get)) {
        const example = examples[route.path];
        if (!example && in_a_story[route.path]) {
            const told = in_a_story[route.path];
            ok(asks_story(told), `${told.story} asks for ${route.path}`);
            continue;
        }
        if (!ok(example, `somebody may ask for ${route.path}`)) continue;
        const { user, path } = example;
        if (user) tokens[user] ??= await server.run('token', '--user', user);
        await check_route(server, document, route, { token: tokens[user], path });
    }
    await refusals(server, tokens);
}

async function refusals(server, tokens) {
    const nobody = await call(server, null, '/desk');
    same(nobody.status, 401, 'without a token the interface answers 401');
    ok(nobody.type.startsWith('application/problem+json'), 'as a problem', nobody.type);
    const missing = await call(server, Object.values(tokens)[0], '/people/QQ-0000');
    same(missing.status, 404, 'what nobody has is 404');
    ok(missing.type.startsWith('application/problem+json'), 'as a problem too', missing.type);
}

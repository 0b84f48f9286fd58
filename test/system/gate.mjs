// What leaves is compared with every house's address, and the process that asks for it never holds one:
// neither while a file leaves nor after. Addresses are typed before the server starts, each a word that
// exists nowhere else; then the list of rooms leaves while the memory of every process of the server but
// the vault's is read through for them: as typed, in small letters, and folded as they are compared.
//
//     node gate.mjs HAVEN
//
// A word planted in the server's environment must be found: a search that is blind proves nothing.
//
// Then somebody's own copy with PDFs: the one whose text gives a house away is stopped, the others
// are let through, and of each it stands there how much of it could be read.
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { dirname, join } from 'node:path';
import { memoryOf, processesOf, vaultOf } from './canaries.mjs';
import { Server, check, demo, end, folder, pdf, run, takeCall, token } from './haven.mjs';

const HOUSES = 6, ROUNDS = 3, MARK = 'Zqövigate';
const needles = [MARK, MARK.toLowerCase(), 'zqovigate'].map((text) => Buffer.from(text));
const data = folder(), place = dirname(data);
demo(data, { people: 3, houses: 4 });

const [header, first] = readFileSync(join(dirname(process.argv[1]), '../../sample/houses.csv'), 'utf8')
    .split('\n');
const houses = [header];
for (let i = 0; i < HOUSES; i++)
    houses.push(first.replace('Alder', `Swept ${i}`).replace(/"1 Sample.*?"/,
        `"${i + 1} ${MARK} Street, Sampleton, ZZ99 1AA"`));
const file = join(place, 'houses.csv');
writeFileSync(file, `${houses.join('\n')}\n`);
const imported = run(['import', 'houses', file], { data });
check(imported.status === 0, 'houses are typed', imported.stdout + imported.stderr);
const bearer = token(data, 'desk');

// How often it stands now in the processes that are not the vault. null: memoryOf says why.
function sweep(server) {
    const processes = processesOf(server.child.pid), vault = vaultOf(processes);
    let found = 0;
    for (const one of processes) {
        if (one === vault) continue;
        const memory = memoryOf(one.pid);
        if (memory === null) return null;
        for (const { bytes } of memory)
            for (const needle of needles) found += bytes.includes(needle);
    }
    return found;
}

let server = await Server.start(data);
// a connection each: while memory is read nobody here answers
const list = () => server.ask('/api/v1/beds/export', { token: bearer, agent: new http.Agent() })
    .catch((error) => ({ status: 0, body: `${error} ${server.said}` }));
const swept = [];
let left = 0, said = '';
for (let round = 0; round < ROUNDS; round++) {
    const leaving = [list(), list(), list()];
    await new Promise((resolve) => { setTimeout(resolve, 5 * round); });
    swept.push(sweep(server));
    for (const one of await Promise.all(leaving)) {
        const is = one.status === 200 && one.body.includes('Swept 0');
        left += is;
        if (!is) said = `${one.status} ${one.body.slice(0, 300)}`;
    }
}
swept.push(sweep(server));
await server.stop();
check(left === 3 * ROUNDS, `${left} lists of rooms left`, said);
if (swept[0] === null) {
    console.log('# SKIP only root may read the memory of another process, and nobody under a sanitizer');
} else {
    check(swept.every((found) => found === 0),
        `${HOUSES} addresses looked for in the web process, while lists leave and after: none`, swept);
    server = await Server.start(data, { PLANTED: MARK });
    check(sweep(server) > 0, 'one planted in the server is found');
    await server.stop();
}

// ---- PDFs in somebody's own copy -----------------------------------------------------------------

server = await Server.start(data);
const ref = await takeCall(server, bearer, 'Dora Gate');
const papers = [
    pdf(`BT /F 12 Tf [(Come to 2 Zq\\366) 20 (vigate)] TJ 0 -14 Td (Street on Monday.) Tj ET`),
    pdf('BT /F 12 Tf (Come on Monday.) Tj ET'),
    pdf('BT /F 12 Tf (Come on Monday.) Tj ET BI /W 1 /H 1 /CS /G /BPC 8 ID x EI')];
for (const [number, bytes] of papers.entries()) {
    const added = await server.ask(`/api/v1/referrals/${ref}/documents`, { token: bearer,
        form: { title: `Letter ${number}`, kind: 'other' }, file: { name: 'a.pdf', bytes } });
    if (added.status !== 200) console.log(`# ${added.status} ${added.body}`);
}
const person = (await server.json(`/api/v1/referrals/${ref}/documents`, { token: bearer }))
    .value.documents.ref;
const releases = `/api/v1/people/${person}/releases`;
await server.ask(releases, { token: bearer,
    json: { template: 'own_copy', recipient: 'Dora', basis: 'her_right', told: 'told' } });
const [{ release }] = (await server.json(releases, { token: bearer })).value.rows;
const path = `/api/v1/releases/${release}`;
const rows = async () =>
    (await server.json(path, { token: bearer })).value.documents.rows;
const looks = [];
for (const { document } of await rows())
    looks.push(await server.ask(`${path}/documents/${document}/look`,
        { token: bearer, json: { verdict: 'clear' } }));
check(looks.map(({ status }) => status).join() === '422,200,200',
    'a PDF whose text gives a house away is stopped', looks.map(({ body }) => body).join('\n'));
check(!looks[0].body.includes(MARK), 'what was found is not told', looks[0].body);
const read = (await rows()).map(({ reading }) => reading);
check(read.join() === ',whole,pictures', 'and of the others it stands there what could be read',
    read.join());
check(!processesOf(server.child.pid).some(({ name }) => /cleaner/.test(name)),
    'no process that read them is left');
await server.stop();
end();

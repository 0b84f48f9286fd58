// The server is killed at random instants while a large cold record is opened: the record is either
// as cold as before, with the asking still to be answered, or goes on by itself and opens. Nobody
// reads it in between, everything in it opens in the end, and nothing is left beside.
//
//     node thaw.mjs HAVEN file|postgres
//
// 4 kills, with HAVEN_LONG 60; on PostgreSQL (HAVEN_TEST_POSTGRES) 2, and 30. The record has documents
// of 40 MB, more than the request that confirms does itself.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Server, check, demo, emptyPostgres, end, folder, jpeg, run, takeCall, token, until }
    from './haven.mjs';

const onPostgres = process.argv[3] === 'postgres';
const database = process.env.HAVEN_TEST_POSTGRES;
if (onPostgres && !database) {
    console.log('1..0 # SKIP HAVEN_TEST_POSTGRES names no database');
    process.exit(0);
}
const kills = (process.env.HAVEN_LONG ? 60 : 4) / (onPostgres ? 2 : 1);
const DOCUMENTS = 4, BYTES = 10 << 20;
// of the kills, most of them early: what a thaw of this record takes, and a little more
const SPREAD_MS = 5000;
// where none of them met it, because the machine is much faster or slower: so many more look for it
const MORE = 20;
const env = onPostgres ? { HAVEN_DB: database } : {};
const then = { ...env, HAVEN_CLOCK: '2026-11-24T02:10Z' };
const later = { ...env, HAVEN_CLOCK: '2028-02-01T10:00Z' };
// a demo's clock begins anew with its server, which must not be before she went cold
const after = { ...env, HAVEN_CLOCK: '2028-02-01T12:00Z' };

// Small numbers that are the same in every run of this test.
let seed = 20280201;
function draw(most) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % most;
}

const digest = (body) => createHash('sha256').update(body).digest('hex');

async function documents(server, ref, bearer) {
    const list = await server.json(`/api/v1/people/${ref}/documents`, { token: bearer });
    const digests = [];
    const rows = list.value.documents?.rows ?? [];
    for (const { document } of rows.toSorted((a, b) => (a.document < b.document ? -1 : 1))) {
        const got = await server.ask(`/api/v1/people/${ref}/documents/${document}`, { token: bearer });
        digests.push(`${document} ${got.status} ${digest(got.body)}`);
    }
    return digests;
}

// ---- a record that is cold -----------------------------------------------------------------------

const base = folder();
if (onPostgres) emptyPostgres(database);
demo(base, { people: 3, houses: 2, env: then });
let server = await Server.start(base, then);
let desk = token(base, 'desk', then);
const call = await takeCall(server, desk, 'Dora Thaw');
for (let i = 0; i < DOCUMENTS; i++) {
    const added = await server.ask(`/api/v1/referrals/${call}/documents`, { token: desk,
        form: { title: `Scan ${i}`, kind: 'legal' },
        file: { name: 'scan.jpg', bytes: jpeg('', BYTES - 400 - i) } });
    if (added.status !== 200) throw new Error(`no document: ${added.status} ${added.body}`);
}
const { ref } = (await server.json(`/api/v1/referrals/${call}/documents`, { token: desk }))
    .value.documents;
const before = await documents(server, ref, desk);
const ended = await server.ask(`/api/v1/referrals/${call}/unable`,
    { token: desk, json: { reason: 'no_bed_in_time' } });
if (ended.status !== 200) throw new Error(`the call does not end: ${ended.status} ${ended.body}`);
await server.stop();

server = await Server.start(base, later);
const guardian = token(base, 'guardian', later), worker = token(base, 'worker', later);
desk = token(base, 'desk', later);
const isCold = await until(async () => (await server.json('/api/v1/cold', { token: guardian }))
    .value.cold.some((line) => line.ref === ref), 150);
check(isCold && before.length === DOCUMENTS && before.every((line) => / 200 /.test(line)),
    'a record with large documents is cold', before.join('\n'));
const asked = await server.ask('/api/v1/cold/ask',
    { token: worker, json: { reference: ref, reason: 'returned' } });
const { thaw } = (await server.json('/api/v1/cold', { token: guardian })).value.waiting
    .find((line) => line.ref === ref);
const { sealed } = (await server.json(`/api/v1/thaws/${thaw}`, { token: guardian })).value;
const opened = run(['cold', 'open', '--key', join(base, 'record', 'cold.key')], { input: sealed }).stdout;
check(asked.status === 200 && opened.length > 100, 'somebody asks, and the key opens its keys');
await server.stop();

// ---- killed while it is opened -------------------------------------------------------------------

// Everything as it is, in a folder; and a folder (and the database) in which all is as it was.
function keep() {
    if (onPostgres)
        execFileSync('pg_dump', ['--no-owner', '--format=plain', '--file', join(base, 'dump'), database]);
}
function putBack() {
    const data = folder();
    cpSync(base, data, { recursive: true });
    if (onPostgres) {
        emptyPostgres(database);
        execFileSync('psql', ['-q', '-X', '-v', 'ON_ERROR_STOP=1', '-f', join(base, 'dump'), database],
            { stdio: ['ignore', 'ignore', 'inherit'] });
    }
    return data;
}

// What one of the database's own tools says.
const answered = (data, sql) => (onPostgres
    ? execFileSync('psql', ['-A', '-t', '-X', '-c', sql, database], { encoding: 'utf8' })
    : execFileSync('sqlite3', [join(data, 'record', 'haven.db'), sql], { encoding: 'utf8' })).trim();

const look = async (to) =>
    (await to.json(`/api/v1/thaws/${thaw}`, { token: guardian })).value;
const reads = async (to) => (await to.ask(`/api/v1/people/${ref}`, { token: desk })).status;
const confirm = (to) => to.ask(`/api/v1/thaws/${thaw}/confirm`,
    { token: guardian, json: { opened } }).catch(() => undefined);
const left = (data) => answered(data,
    `select (select count(*) from thawing) || ' ' || (select count(*) from sealed_anew) || ' ' ||
     (select count(*) from thaw_damage)`);

const found = { cold: 0, on_its_way: 0, open: 0 };
const wrong = [];
const met = { cold: [0], on_its_way: [], open: [] }; // after how many ms it was killed
const between = () => (met.open.length ? (Math.max(...met.cold) + Math.min(...met.open)) / 2
    : 2 * Math.max(SPREAD_MS, ...met.cold));
keep();
for (let number = 0; number < kills || (found.on_its_way === 0 && number < kills + MORE); number++) {
    const data = putBack();
    server = await Server.start(data, after);
    const said = confirm(server);
    const ms = number < kills ? SPREAD_MS * (number / kills) ** 2 + draw(20) : between();
    await new Promise((resolve) => { setTimeout(resolve, ms); });
    const gone = await server.stop('SIGKILL');
    if (gone.signal !== 'SIGKILL') throw new Error(`it ended by itself: ${server.said}`);
    await said;

    server = await Server.start(data, after);
    const status = await reads(server);
    const state = await look(server);
    const is = state.until_at ? 'open' : state.outcome ? 'on_its_way' : 'cold';
    found[is] += 1;
    met[is].push(ms);
    // it may have been opened since it was read a moment ago, and never the other way round
    if ((is === 'cold' && (status !== 404 || !state.is_cold || state.sealed !== sealed))
        || (is === 'on_its_way' && (status !== 404 || state.is_cold || state.sealed)))
        wrong.push(`${number}: ${is} ${status} ${JSON.stringify(state).slice(0, 300)}`);
    if (is === 'cold') await confirm(server);
    if (!await until(async () => (await look(server)).until_at, 60))
        wrong.push(`${number}: ${is}, and it does not open: ${server.said}`);
    // documents are read by who works with her again: the desk takes her call
    await server.ask('/api/v1/referrals/new', { token: desk, json: { person: ref, is_tonight: true } });
    const now = await documents(server, ref, desk);
    if (now.join() !== before.join()) wrong.push(`${number}: ${is}: ${now.join('\n')}`);
    if (run(['audit', 'verify'], { data, env: after }).status !== 0)
        wrong.push(`${number}: the log is broken`);
    await server.stop();
    if (left(data) !== '0 0 0') wrong.push(`${number}: ${is}: left beside: ${left(data)}`);
}
console.log(`# after the kills: ${JSON.stringify(found)}`);
check(wrong.length === 0, `${Object.values(found).reduce((a, b) => a + b)} times killed: cold or on its way, and whole in the end`,
    wrong.join('\n'));
check(found.on_its_way > 0, 'some were killed while it was opened', JSON.stringify(found));
end();

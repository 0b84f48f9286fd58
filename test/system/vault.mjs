// Kills of single processes of the real server, while it is written to and searched: what ends is
// there again within a second, nothing acknowledged is lost, and no answer is ever a wrong one.
//
//     node vault.mjs HAVEN
import { mkdirSync, readFileSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Server, answer, check, demo, end, folder, run, takeCall, token, until } from './haven.mjs';

const servingMostMs = 1000; // issue: kill to serving
const kills = process.env.HAVEN_LONG ? 50 : 4;
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// The children of a process, by what they are.
function children(parent) {
    const found = { vault: 0, web: 0 };
    for (const name of readdirSync('/proc')) {
        if (!/^\d+$/.test(name)) continue;
        try {
            const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
            const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
            if (Number(rest[1]) !== parent || rest[0] === 'Z') continue;
            found[stat.includes('(haven-vault)') ? 'vault' : 'web'] = Number(name);
        } catch {
            // it ended while we looked
        }
    }
    return found;
}

const isAlive = (pid) => {
    try {
        return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z');
    } catch {
        return false;
    }
};

const data = folder();
demo(data, { people: 30, houses: 2 });
let server = await Server.start(data);
const desk = token(data, 'desk');
const known = 'Known Before Selassie';
await takeCall(server, desk, known);

// ---- the vault, under load ----------------------------------------------------------------------

const told = { answered: 0, busy: 0, wrong: [] };
const ledger = [];
let isOver = false;

function count(said, isRight) {
    if (said.status === 200 && isRight(said.body)) told.answered += 1;
    else if (said.status === 503) told.busy += 1;
    else told.wrong.push(`${said.status} ${said.body.slice(0, 200)}`);
    return said.status === 200;
}

async function write(worker) {
    for (let i = 0; !isOver; i++) {
        const word = `word-${worker}-${i}`;
        try {
            const call = await takeCall(server, desk, `Writer ${worker} ${i}`);
            const said = await answer(server, desk, call, { 'code-word': word });
            if (count(said, () => true)) ledger.push({ call, word });
        } catch (error) {
            if (/: 503/.test(error.message)) told.busy += 1;
            else told.wrong.push(error.message);
        }
    }
}

// Somebody known is found, or the server says that it cannot say: never that there is nobody.
async function search() {
    while (!isOver) {
        const said = await server.ask('/api/v1/people/search', { token: desk, json: { text: known } })
            .catch((error) => ({ status: 0, body: error.message }));
        count(said, (body) => JSON.parse(body).hits.length > 0);
    }
}

const works = [...Array.from({ length: 6 }, (_, i) => write(i)), search(), search()];
const times = [];
for (let i = 0; i < kills; i++) {
    await pause(i < 4 ? 400 : 2200); // more often it would be a loop, which pauses
    const before = children(server.child.pid);
    process.kill(before.vault, 'SIGKILL');
    const began = performance.now();
    // what needs the vault each time: somebody's name is sealed
    while ((await server.ask('/api/v1/referrals/new', { token: desk,
        json: { name: `After kill ${i}`, is_tonight: true } })).status !== 200) await pause(5);
    times.push(performance.now() - began);
    const after = children(server.child.pid);
    if (after.web !== before.web) told.wrong.push('the web process did not stay');
}
await until(() => told.answered > 50);
isOver = true;
await Promise.all(works);
const worst = Math.max(...times);
check(worst <= servingMostMs, `the vault killed ${kills} times: serving again after at most ` +
    `${worst.toFixed(0)} ms (${told.answered} answered, ${told.busy} told to wait)`);
check(told.wrong.length === 0 && told.answered > 50, 'and no answer was a wrong one',
    told.wrong.slice(0, 5).join('\n'));

async function missing() {
    let lost = 0;
    for (const { call, word } of ledger) {
        const page = await server.ask(`/api/v1/referrals/${call}/check`, { token: desk });
        lost += page.body.includes(word) ? 0 : 1;
    }
    return lost;
}
check(await missing() === 0, `and nothing of ${ledger.length} acknowledged writes is lost`);

// ---- the web process ----------------------------------------------------------------------------

const first = children(server.child.pid);
const killed = performance.now();
process.kill(first.web, 'SIGKILL');
for (;;) {
    const said = await server.ask('/api/v1/desk', { token: desk, agent: undefined })
        .catch(() => ({ status: 0 }));
    if (said.status === 200) break;
    await pause(5);
}
const webMs = performance.now() - killed;
const found = await server.ask('/api/v1/people/search', { token: desk, json: { text: known } });
check(found.status === 200 && JSON.parse(found.body).hits.length > 0,
    'the first search after it finds who was known before', found.body);
check(webMs <= servingMostMs, `the web process killed: serving again after ${webMs.toFixed(0)} ms`);
const second = children(server.child.pid);
check(second.web !== first.web && second.vault !== first.vault && await until(() => !isAlive(first.vault)),
    'with a vault of its own; the one before has ended');
check(await missing() === 0, 'and nothing acknowledged is lost');
check(run(['audit', 'verify'], { data }).status === 0, 'and the log is whole');

// ---- the supervisor -----------------------------------------------------------------------------

await server.stop('SIGKILL');
check(await until(() => !isAlive(second.web) && !isAlive(second.vault)),
    'who kills the supervisor ends all three');
server = await Server.start(data);
check(await missing() === 0, 'and the next finds everything');
const last = children(server.child.pid);
const ended = await server.stop();
check(ended.code === 0 && !isAlive(last.web) && !isAlive(last.vault),
    'SIGTERM to the supervisor ends all three with 0');

// ---- what is the vault's alone ------------------------------------------------------------------

const place = dirname(data);
const vault = join(data, 'vault'), record = join(data, 'record'), handed = join(place, 'credentials');
const holder = run(['backup', 'key', '--to', join(place, 'holder.key')]).stdout.match(/[0-9a-f]{64}/)[0];
mkdirSync(handed, { mode: 0o700 });

// Whether the web process writes a file there, which it makes for a command.
const writes = (where) => run(['pack', '--to', join(where, 'pack'), '--seal-to', holder], { data }).status === 0;

const beside = { HAVEN_BACKUP: join(place, 'backups'), HAVEN_BACKUP_KEY: holder,
    HAVEN_RESERVE: join(place, 'reserve'), HAVEN_WITNESSES: join(place, 'checkpoints') };
const backups = (count) => until(() => readdirSync(beside.HAVEN_BACKUP)
    .filter((name) => name.endsWith('.keys')).length === count);
server = await Server.start(data, beside);
check(writes(record) && !writes(vault), 'the vault\'s folder opens for it alone, the record\'s does');
check(await missing() === 0
    && await backups(1)
    && readFileSync(beside.HAVEN_RESERVE).length > 0
    && await until(() => readFileSync(beside.HAVEN_WITNESSES).length > 0),
    'and what settings name beside the data folder, and is made at start, is written');
const stranger = run(['backup', 'key', '--to', join(place, 'stranger.key')]).stdout.match(/[0-9a-f]{64}/)[0];
const stolen = run(['backup', '--to', record, '--seal-to', stranger], { data });
check(stolen.status === 1 && /of its setting backup-key only/.test(stolen.stderr),
    'the server has the root key sealed to nobody whom its settings do not name', stolen.stderr);
await server.stop();
const verified = run(['backup', 'verify', '--from', beside.HAVEN_BACKUP, '--key', join(place, 'holder.key')]);
check(verified.status === 0, 'and its backups give it to who holds their key', verified.stderr);

renameSync(join(vault, 'root.key'), join(handed, 'root.key'));
server = await Server.start(data, { ...beside, CREDENTIALS_DIRECTORY: handed });
check(await missing() === 0 && await backups(2) && writes(record) && !writes(handed) && !writes(vault),
    'a key that systemd hands over is the vault\'s, and nothing beside it opens for the web process');
await server.stop();
server = await Server.start(data, { HAVEN_KEY: join(handed, 'root.key') });
check(await missing() === 0 && writes(record) && !writes(handed) && !writes(vault),
    'and so is one that HAVEN_KEY names');
await server.stop();

renameSync(join(handed, 'root.key'), join(record, 'root.key'));
const inside = run(['serve'], { data, env: { HAVEN_KEY: join(record, 'root.key'),
    HAVEN_PORT: String(server.port) } });
check(inside.status === 1 && /is for the vault alone/.test(inside.stderr),
    'a key where the web process makes its files is refused at the start', inside.stderr);
renameSync(join(record, 'root.key'), join(vault, 'root.key'));

// ---- a folder from before there were two --------------------------------------------------------

for (const half of [record, vault]) {
    for (const name of readdirSync(half)) renameSync(join(half, name), join(data, name));
    rmdirSync(half);
}
server = await Server.start(data);
check(await missing() === 0 && /are in its folders record and vault/.test(server.said) && !writes(vault),
    'is carried over at the start', server.said);
await server.stop();

// ---- what cannot start --------------------------------------------------------------------------

const keyless = run(['serve'], { data, env: { HAVEN_KEY: `${data}/no-such.key`,
    HAVEN_PORT: String(server.port) } });
check(keyless.status === 1 && /is missing/.test(keyless.stderr) && !/started again/.test(keyless.stderr),
    'without its key it says so once and ends with 1', keyless.stderr);
end();

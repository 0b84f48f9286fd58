// The heap of the real server gives nothing, once or from then on, at points drawn over the path of a
// request: it is answered with 5xx, or as ever where a library copes; or the process ends loudly
// (abort, never a crash) and is there again. Nothing is done by half.
//
//     node heap.mjs HAVEN HEAP.so
//
// 10 points of each request; with HAVEN_LONG 150.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Server, check, demo, end, folder, run, takeCall, token } from './haven.mjs';

const points = process.env.HAVEN_LONG ? 150 : 10;
const endsBesideEachOther = 4; // after which the supervisor would make pauses
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

const data = folder();
demo(data, { people: 5, houses: 2 });
const desk = token(data, 'desk');

// A call makes one of each.
function counts() {
    const sql = ['person', 'household_member', 'referral'].map((table) =>
        `select count(*) from ${table};`).join('');
    return execFileSync('sqlite3', [join(data, 'record', 'haven.db'), sql], { encoding: 'utf8' })
        .trim().split('\n').map(Number);
}
const before = counts();

// ---- the heap -----------------------------------------------------------------------------------

const path = join(data, '..', 'heap');
const control = openSync(path, 'w+');
const set = (...words) => writeSync(control, Buffer.from(Int32Array.from(words).buffer), 0, 16, 0);
function read() {
    const words = new Int32Array(4);
    readSync(control, Buffer.from(words.buffer), 0, 16, 0);
    return { left: words[1], failed: words[3] };
}
set(0, 0, 0, 0);

// The sanitizer wants to be first of all libraries; here it is asked behind the heap that fails.
const env = { LD_PRELOAD: process.argv[3], HAVEN_HEAP: path,
    ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:verify_asan_link_order=0` };
let server = await Server.start(data, env);
let ends = 0;

function webProcess() {
    for (const name of readdirSync('/proc')) {
        if (!/^\d+$/.test(name)) continue;
        try {
            const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
            const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
            if (Number(rest[1]) === server.child.pid && rest[0] !== 'Z' &&
                !stat.includes('(haven-vault)')) return Number(name);
        } catch {
            // it ended while we looked
        }
    }
    return 0;
}

async function serving() {
    for (let i = 0; i < 400; i++) {
        try {
            if ((await server.ask('/api/v1/desk', { token: desk })).status === 200) return true;
        } catch {
            // not yet
        }
        await pause(25);
    }
    return false;
}

// ---- trying -------------------------------------------------------------------------------------

const told = { refused: 0, answered: 0, ended: 0, wrong: [] };
let strangers = 0; // the door counts tries by name
const names = []; // { name, isTold }: whose call was sent
const requests = {
    desk: () => server.ask('/api/v1/desk', { token: desk, agent: undefined }),
    beds: () => server.ask('/api/v1/beds', { token: desk }),
    search: () => server.ask('/api/v1/people/search', { token: desk, json: { text: 'Selam' } }),
    refused: () => server.ask('/api/v1/people/search', { token: desk, json: { text: '' } }),
    'sign-in page': () => server.ask('/sign-in'),
    'sign-in': () => server.ask('/sign-in',
        { form: { user_name: `nobody-${++strangers}`, password: 'x', code: '1' } }),
    call: async () => {
        const name = `Heap Letter${String.fromCharCode(65 + names.length % 26)}${names.length}`;
        const entry = { name, isTold: false };
        names.push(entry);
        const said = await server.ask('/api/v1/referrals/new',
            { token: desk, json: { name, is_tonight: true } });
        entry.isTold = said.status === 200;
        return said;
    },
};

async function tryOnce(what, ask, ordinary, nth, isForEver) {
    const said = server.said.length;
    set(webProcess(), nth, isForEver, 0);
    let answer = null;
    try {
        answer = await ask();
    } catch {
        // the connection ended
    }
    const { failed } = read();
    set(0, 0, 0, 0);
    const isThere = await serving();
    const lines = server.said.slice(said);
    const ended = lines.includes('haven: the server ended by signal 6;');
    const isLoud = ended ? /haven: bug: /.test(lines) : !/ ended (by|with) /.test(lines);
    const isCrash = /ended by signal (?!6;)/.test(lines);
    const isRight = answer === null || answer.status >= 500 || answer.status === ordinary;
    told.ended += ended ? 1 : 0;
    told.refused += failed && !ended && answer?.status !== ordinary ? 1 : 0;
    told.answered += failed && answer?.status === ordinary ? 1 : 0;
    if (!isThere || !isLoud || isCrash || !isRight)
        told.wrong.push(`${what}, allocation ${nth}${isForEver ? ' and all after it' : ''}: ` +
            `${answer?.status ?? 'no answer'}, there again: ${isThere}; ${lines.trim()}`);
    ends += ended ? 1 : 0;
    if (ends >= endsBesideEachOther || !isThere) {
        await server.stop();
        server = await Server.start(data, env);
        ends = 0;
        await serving();
    }
}

for (const [what, ask] of Object.entries(requests)) {
    set(webProcess(), 1 << 30, 0, 0);
    const ordinary = (await ask()).status;
    const count = (1 << 30) - read().left;
    set(0, 0, 0, 0);
    let nth = 0;
    for (let i = 0; i < points && nth < count; i++) {
        nth = Math.max(nth + 1, Math.round(count * (i / points) ** 2));
        await tryOnce(what, ask, ordinary, nth, i % 2);
    }
    console.log(`# ${what}: ${count} allocations, answered with ${ordinary}`);
}
console.log(`# ${told.refused} refused, ${told.answered} answered all the same, ` +
    `${told.ended} ended the process`);
check(told.wrong.length === 0, `whatever allocation fails: an answer, 5xx, or an end that is said, ` +
    `${told.refused + told.answered + told.ended} times`, told.wrong.join('\n'));
check(told.ended + told.refused > 0, 'some were refused, or ended the process');

// ---- nothing by half ----------------------------------------------------------------------------

const lost = [];
for (const { name, isTold } of names) {
    const found = await server.json('/api/v1/people/search', { token: desk, json: { text: name } });
    if (isTold && !found.body.includes(name)) lost.push(name);
}
await takeCall(server, desk, 'Heap Last');
await server.stop();
closeSync(control);
check(lost.length === 0, 'every call that was acknowledged is there', lost.join('\n'));
const added = counts().map((count, i) => count - before[i]);
check(new Set(added).size === 1, `no call is there by half: ${added[0]} people, households, referrals`,
    added.join(' '));
const whole = run(['audit', 'verify'], { data });
check(whole.status === 0, 'the log is whole', whole.stderr);
end();

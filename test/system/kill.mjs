// The server is killed in the middle of writing, again and again: nothing that it acknowledged is
// lost, nothing is there by half, and the log stays whole.
//
//     node kill.mjs HAVEN file|postgres [BESIDE]
//
// 50 kills, with HAVEN_LONG 2,000 on SQLite and 300 on PostgreSQL (HAVEN_TEST_POSTGRES), where
// BESIDE servers write side by side into one database and are killed one after the other.
//
// The clients keep a ledger of what was answered with 200; the next server is asked for all of it.
import { Server, answer, check, demo, emptyPostgres, end, folder, run, takeCall, token }
    from './haven.mjs';

const onPostgres = process.argv[3] === 'postgres';
const beside = Number(process.argv[4] ?? 1);
const runs = process.env.HAVEN_LONG ? (onPostgres ? 300 : 2000) : (onPostgres ? 20 : 50);
const database = process.env.HAVEN_TEST_POSTGRES;
if (onPostgres && !database) {
    console.log('1..0 # SKIP HAVEN_TEST_POSTGRES names no database');
    process.exit(0);
}
const env = onPostgres ? { HAVEN_DB: database } : {};
const writers = 8;
const verifyEvery = 50;

const data = folder();
if (onPostgres) emptyPostgres(database);
demo(data, { houses: 1, env });
const bearer = token(data, 'desk', env);

// Small numbers that are the same in every run of this test.
let seed = 20261124;
function draw(most) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % most;
}

const all = []; // { call, word }: the word that was last acknowledged of a call
const missing = [];

// Takes calls and answers a question of each, twice, until the server is gone; tells of each call.
async function write(server, number, writer, ledger, tell) {
    try {
        for (let i = 0; ; i++) {
            const name = `Kill ${number} ${writer} ${i}`;
            const entry = { call: await takeCall(server, bearer, name), word: '', sent: '' };
            ledger.push(entry);
            tell();
            for (const half of ['first', 'second']) {
                entry.sent = `word ${number}-${writer}-${i} ${half}`;
                const said = await answer(server, bearer, entry.call, { 'code-word': entry.sent });
                if (said.status === 200) entry.word = entry.sent;
            }
        }
    } catch {
        // the connection ended, as it must
    }
}

// What was acknowledged is there. What was sent and not acknowledged may be there, or not.
async function verify(server, ledger) {
    for (const { call, word, sent } of ledger) {
        const page = await server.ask(`/api/v1/referrals/${call}/check`, { token: bearer });
        const isThere = page.body.includes(word) || page.body.includes(sent);
        if (page.status !== 200 || !isThere) missing.push(`${call}: ${word}: ${page.status}`);
    }
}

let last = [];
let acknowledged = 0;
let broken = 0;
for (let number = 0; number < runs; number++) {
    const servers = [];
    for (let i = 0; i < beside; i++) servers.push(await Server.start(data, env));
    await verify(servers[0], last);
    const ledger = [];
    // counted from the first call that was acknowledged, however slow the machine
    let writing = [];
    await new Promise((resolve) => {
        writing = Array.from({ length: writers },
            (_, writer) => write(servers[writer % beside], number, writer, ledger, resolve));
        Promise.all(writing).then(resolve);
    });
    await new Promise((resolve) => { setTimeout(resolve, draw(150)); });
    for (const server of servers) {
        const ended = await server.stop('SIGKILL');
        if (ended.signal !== 'SIGKILL') throw new Error(`it ended by itself: ${server.said}`);
    }
    await Promise.all(writing);
    acknowledged += ledger.length;
    last = ledger;
    all.push(...ledger);
    if (number % verifyEvery === verifyEvery - 1)
        broken += run(['audit', 'verify'], { data, env }).status === 0 ? 0 : 1;
}

check(acknowledged > runs, `${runs} runs killed in the middle of ${acknowledged} acknowledged calls`);
check(broken === 0, 'the log was whole after every fiftieth', `${broken} times not`);
const server = await Server.start(data, env);
await verify(server, all);
await server.stop();
check(missing.length === 0, 'nothing that was acknowledged is lost', missing.slice(0, 20).join('\n'));
const whole = run(['audit', 'verify'], { data, env });
check(whole.status === 0, `audit verify: ${whole.stdout.trim()}`, whole.stderr);
end();

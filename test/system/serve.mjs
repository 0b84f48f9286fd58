// The real server from start to SIGTERM: what it tells, what it refuses, who may use its folder.
//
//     node serve.mjs HAVEN SAMPLE-FOLDER
import net from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server, answer, check, demo, end, exists, folder, run, takeCall, token, until } from
    './haven.mjs';

const samples = process.argv[3];
const readyMostMs = 1000; // issue: start to ready within a second

// ---- starting, and who may use the folder -------------------------------------------------------

const data = folder();
demo(data, { houses: 30 }); // enough for the providers that the sample names
let server = await Server.start(data);
check(server.readyMs < readyMostMs * 3, `it is ready (after ${server.readyMs.toFixed(0)} ms)`);
check(/desk\s+haven-demo-only\s+\d{6}/.test(server.said), 'it prints who can be tried out',
    server.said);

const second = run(['serve'], { data, env: { HAVEN_PORT: String(server.port + 1) } });
check(second.status === 3, 'a second server on the folder exits with 3', second.stderr);

const other = folder();
demo(other);
const crowded = run(['serve'], { data: other, env: { HAVEN_PORT: String(server.port) } });
check(crowded.status !== 0 && /^haven: cannot listen on port \d+: another program uses the port\n$/
    .test(crowded.stderr), 'a port that is taken is told, and nothing else', crowded.stderr);

const bearer = token(data, 'desk');
check(/^haven_[0-9a-f]{64}$/.test(bearer), 'a token is printed through the control socket', bearer);
check((await server.ask('/api/v1/sessions', { token: bearer })).status === 200, 'and it is good');
check(run(['token', '--user', 'nobody'], { data }).status === 1, 'nobody gets no token');
check(run(['audit', 'verify'], { data }).status === 0, 'the log is verified while the server runs');
check(run(['no-such-word'], { data }).status === 2, 'a word that is none is told');

// ---- the door -----------------------------------------------------------------------------------

const health = await server.json('/healthz');
check(health.status === 200 && health.value.status === 'ok', 'healthz', health.body);
const door = await server.ask('/');
check(door.status === 303 && door.headers.location === '/sign-in', '/ leads to the door');
check((await server.ask('/people')).status === 303, 'a page leads to the door');
check((await server.ask('/api/v1/people')).status === 401, 'a program is answered 401');
check((await server.ask('/no-such-page')).status === 404, 'what is not there is 404');
const kept = await server.ask('/sign-in');
check(kept.headers['cache-control'] === 'no-store' && kept.headers['referrer-policy'] === 'no-referrer',
    'nothing is kept and nothing is told to others', JSON.stringify(kept.headers));

// ---- what is no request -------------------------------------------------------------------------

// Sends bytes; everything that comes back until the server closes.
function raw(bytes) {
    return new Promise((resolve) => {
        let text = '';
        const socket = net.connect(server.port, '127.0.0.1', () => socket.write(bytes));
        socket.setTimeout(15000, () => { text += '(left open)'; socket.destroy(); });
        socket.on('data', (piece) => { text += piece; });
        socket.on('error', () => {});
        socket.on('close', () => resolve(text));
    });
}

const broken = {
    'two hosts': 'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
    'no host': 'GET /healthz HTTP/1.1\r\n\r\n',
    'two lengths': 'POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
    'a length and chunks': 'POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n' +
        'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'a name that is no token': 'GET /healthz HTTP/1.1\r\nHost: a\r\nBad name : x\r\n\r\n',
    'no version': 'GET /healthz\r\nHost: a\r\n\r\n',
    'no method': 'G@T /healthz HTTP/1.1\r\nHost: a\r\n\r\n',
    'a path that climbs': 'GET /a/../healthz HTTP/1.1\r\nHost: a\r\n\r\n',
};
for (const [name, bytes] of Object.entries(broken)) {
    const text = await raw(bytes);
    check(/^HTTP\/1\.[01] 400 /.test(text) && !text.includes('(left open)'),
        `malformed: ${name}: 400 and close`, text.slice(0, 200));
}
// libmicrohttpd ends a connection whose first line is one word without a word of its own.
check((await raw('hello\r\n\r\n')) === '', 'what is no HTTP at all is hung up on');
const large = await server.ask('/sign-in', { form: { user_name: 'x'.repeat(2 << 20) } })
    .catch((error) => ({ status: error.code }));
check(large.status === 413, 'what is too large is 413', large.status);
check((await server.ask('/healthz')).status === 200, 'and the server lives');

// ---- real input ---------------------------------------------------------------------------------

for (const [what, name] of [['houses', 'houses.csv'], ['referrals', 'referrals.json']]) {
    const file = join(samples, name);
    if (!check(exists(file), `there is a sample of ${what}`)) continue;
    const dry = run(['import', what, file, '--dry-run'], { data });
    check(dry.status === 0 && /would be imported/.test(dry.stdout),
        `import ${what} --dry-run, in the running server`, dry.stdout + dry.stderr);
    const again = run(['import', what, file, '--dry-run'], { data });
    check(again.stdout === dry.stdout, 'and it has left nothing behind', again.stdout + again.stderr);
}
const case_ = await takeCall(server, bearer, 'Why Test');
const why = run(['place', 'why', case_], { data });
check(why.status === 0 && why.stdout.includes(`case ${case_}  asked `) &&
    /^suitable \d+ of \d+ rooms; to ask \d+; nearest misses \d+$/m.test(why.stdout) &&
    /^plan: /m.test(why.stdout) && /^safety: /m.test(why.stdout) && !why.stdout.includes('Why Test'),
    'place why tells a case without a name, in the running server', why.stdout + why.stderr);
check(run(['place', 'why', 'QQ-0000'], { data }).status === 1, 'a case that is none is told');
check(run(['place', 'why'], { data }).status === 2, 'and so is a case that is not said');
const bad = join(data, '..', 'bad.csv');
writeFileSync(bad, readFileSync(join(samples, 'houses.csv'), 'utf8').split('\n')[0] + '\nnonsense\n');
const refused = run(['import', 'houses', bad], { data });
check(refused.status === 2 && /nothing was imported/.test(refused.stderr), 'a bad file: nothing of it',
    refused.stdout + refused.stderr);
await server.stop();
const alone = run(['import', 'houses', join(samples, 'houses.csv'), '--dry-run'], { data });
check(alone.status === 0, 'and without a server the command takes the lock itself', alone.stderr);

// ---- the clock ----------------------------------------------------------------------------------

const clock = { HAVEN_CLOCK: '2026-11-24T02:10Z' };
server = await Server.start(data, clock);
const ref = await takeCall(server, token(data, 'desk'), 'Clock Test');
const page = await server.ask(`/api/v1/referrals/${ref}`, { token: token(data, 'desk') });
check(page.body.includes('2026-11-24T02:1'), 'in a demo HAVEN_CLOCK sets the hour', page.body);
await server.stop();

const real = folder();
check(run(['audit', 'verify'], { data: real }).status === 1 || exists(join(real, 'record', 'haven.db')),
    'a command makes a folder that is no demo');
const moved = run(['serve'], { data: real, env: { ...clock, HAVEN_PORT: String(server.port) } });
check(moved.status === 1 && /HAVEN_CLOCK is for demo data only/.test(moved.stderr),
    'and there HAVEN_CLOCK is refused', moved.stderr);

// ---- beginning without invented people --------------------------------------------------------

const began = run(['organisation', 'add', '--kind', 'prime', '--name', 'Prime'], { data: real });
check(began.status === 0, 'an organisation is added to a real database', began.stderr);
const hire = ['account', 'add', '--user', 'ada', '--name', 'Ada Night', '--role', 'night_desk',
    '--organisation', 'Prime'];
const hired = run(hire, { data: real });
const code = /one-time code, shown once: [0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{5}\n/;
check(hired.status === 0 && code.test(hired.stdout) &&
    /within 168 hours/.test(hired.stdout), 'and an account, whose one-time code is shown once',
    hired.stderr);
check(run(hire, { data: real }).status === 1, 'a user name is given once');
check(run([...hire.slice(0, 7), 'nobody', ...hire.slice(8)], { data: real }).status === 2,
    'a role that is none is told');
server = await Server.start(real);
const ada = await server.ask('/api/v1/desk', { token: token(real, 'ada') });
check(ada.status === 200, 'who was added can work', ada.body);
check((await server.ask('/demo')).status === 404, 'and there is no table of logins');
await server.stop();

// ---- SIGTERM under load -------------------------------------------------------------------------

server = await Server.start(data);
const desk = token(data, 'desk');
const calls = await Promise.all(
    Array.from({ length: 16 }, (_, i) => takeCall(server, desk, `Load ${i}`)));
const told = { answered: 0, closed: 0, lost: [], wrong: [] };
const ledger = [];

// Writes over one connection until the server says that it closes.
async function load(call, worker) {
    for (let i = 0; ; i++) {
        const word = `word-${worker}-${i}`;
        try {
            const said = await answer(server, desk, call, { 'code-word': word });
            told.answered += 1;
            if (said.status === 200) ledger[worker] = { call, word };
            else told.wrong.push(`${said.status} ${said.body.slice(0, 200)}`);
            if (said.headers.connection === 'close') {
                told.closed += 1;
                return;
            }
        } catch (error) {
            told.lost.push(error.code ?? error.message);
            return;
        }
    }
}
const loads = calls.map(load);
await until(() => told.answered > 50);
const stopping = performance.now();
const ended = await server.stop();
await Promise.all(loads);
check(told.lost.length === 0, `SIGTERM under load loses no request (${told.answered} answered)`,
    told.lost.join(' '));
check(told.answered > 50 && told.closed === calls.length, 'every connection was told that it ends',
    `${told.answered} answered, ${told.closed} closed`);
check(told.wrong.length === 0, 'and none was refused for it', told.wrong.slice(0, 3).join('\n'));
check(ended.code === 0, `it ends with 0, after ${(performance.now() - stopping).toFixed(0)} ms`);

server = await Server.start(data);
let missing = 0;
for (const { call, word } of ledger) {
    const page = await server.ask(`/api/v1/referrals/${call}/check`, { token: desk });
    missing += page.body.includes(word) ? 0 : 1;
}
check(missing === 0, 'what was answered last is there after the next start', `${missing} missing`);
await server.stop();
check(run(['audit', 'verify'], { data }).status === 0, 'and every chain of the log is whole');
end();

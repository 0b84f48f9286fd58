// The log of a server that runs, seen from outside: a witness on the network, a witness's file, and
// the verifier that shares no code with Haven. Whatever is changed in the export is found; a data
// folder put back to yesterday is refused by the witness.
//
//     node audit.mjs HAVEN
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Server, check, demo, end, folder, freePort, haven, run, takeCall, token, until }
    from './haven.mjs';

const verifier = resolve(dirname(haven), 'haven-verify');
const data = folder(), place = dirname(data), watched = join(place, 'witness');
const file = join(place, 'checkpoints-elsewhere');
const port = await freePort();
const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

demo(data, { people: 20 });
const key = run(['audit', 'key'], { data }).stdout.trim();
const bearer = token(data, 'desk');

const witness = spawn(haven, ['witness', '--listen', `127.0.0.1:${port}`, '--key-of-log', key,
    '--data', watched]);
process.on('exit', () => witness.kill('SIGKILL'));
let said = '';
for (const stream of [witness.stdout, witness.stderr])
    stream.on('data', (piece) => { said += piece; });
if (!await until(() => said.includes('witness ready'))) throw new Error(`no witness: ${said}`);

const shelf = join(place, 'shelf'), away = join(place, 'away'); // a disk that goes and comes back
mkdirSync(shelf);
const env = { HAVEN_WITNESSES: `${file},${join(shelf, 'checkpoints')},127.0.0.1:${port}` };
let server = await Server.start(data, env);
const seen = () => readFileSync(join(watched, 'checkpoints'), 'utf8');
const sizes = () => seen().split('\n\n').map((note) => Number(note.split('\n')[1])).filter(Boolean);

const before = sizes().length;
await takeCall(server, bearer, 'Selam Tesfaye');
const took = performance.now();
const isThere = await until(() => sizes().length > before);
const seconds = (performance.now() - took) / 1000;
check(isThere && seconds < 2.5, 'a call is with the witness within two seconds', `${seconds}: ${seen()}`);
// what was written before may still be on its way
let isQuiet = false;
for (let tries = 0; tries < 5 && !isQuiet; tries++) {
    const quiet = sizes().length;
    await wait(2500);
    isQuiet = sizes().length === quiet;
}
check(isQuiet, 'nothing is signed while nothing is written', seen());
check(/haven\/witness/.test(seen()), 'the witness signs what it saw');

const verify = (witnessed = file) => run(['audit', 'verify', '--witness', witnessed], { data });
let told = verify();
check(told.status === 0 && /of witnesses agree/.test(told.stdout), 'the server verifies its log',
    told.stdout + told.stderr);
check(verify(join(watched, 'checkpoints')).status === 0, 'and against the witness over the network');

// ---- the verifier --------------------------------------------------------------------------------

const exported = run(['audit', 'export'], { data }).stdout;
const write = (name, text) => { writeFileSync(join(place, name), text); return join(place, name); };
const outside = (text, checkpoints = file) =>
    spawnSync(verifier, ['log', write('export', text), checkpoints, key], { encoding: 'utf8' });
told = outside(exported);
check(told.status === 0, 'the verifier finds the export whole', told.stdout);
check(!/Selam|Tesfaye|desk@|127\.0/.test(exported), 'there is no name in the export');

const lines = exported.split(/(?<=\n)(?=haven audit )/);
const changed = {
    'cut short': lines.slice(0, -1), 'without its first line': lines.slice(1),
    'without one in the middle': lines.filter((_, i) => i !== 40),
    'with two lines swapped': [...lines.slice(0, 10), lines[11], lines[10], ...lines.slice(12)],
    'with a line twice': [...lines.slice(0, 10), lines[9], ...lines.slice(10)],
    'with a line put in': [...lines.slice(0, 10), lines[9].replace(' 10 ', ' 11 '),
        ...lines.slice(10)],
    'empty': [],
};
for (const [name, changedLines] of Object.entries(changed))
    check(outside(changedLines.join('')).status === 1, `an export ${name} is refused`);

const tries = process.env.HAVEN_LONG ? 2000 : 60;
let missed = 0;
for (let i = 0; i < tries; i++) {
    const bytes = Buffer.from(exported);
    const at = Math.floor((i + 0.5) / tries * bytes.length);
    bytes[at] ^= 1 << i % 7;
    missed += outside(bytes).status === 1 ? 0 : 1;
}
check(missed === 0, `${tries} bytes changed, each found`);
const other = Buffer.from(readFileSync(file));
other[120] ^= 1;
check(outside(exported, write('other', other)).status === 0,
    'a checkpoint that nobody signed counts for nothing');

const proof = run(['audit', 'proof', '--writer', '0', '--number', '17'], { data }).stdout;
const proven = (text) => spawnSync(verifier, ['proof', write('proof', text), key]).status;
check(proven(proof) === 0, 'one line is proven');
check(proven(proof.replace(/\b0 17 /, '0 18 ')) === 1, 'another number is not');
const growth = run(['audit', 'proof', '--writer', '0', '--first', String(sizes()[0])], { data }).stdout;
check(spawnSync(verifier, ['growth', write('growth', growth), file, key]).status === 0,
    'the log is proven to begin as it did', growth);

// ---- yesterday's folder ----------------------------------------------------------------------------

await server.stop();
cpSync(data, join(place, 'yesterday'), { recursive: true });
server = await Server.start(data, env);
const yesterdays = readFileSync(file).length;
await takeCall(server, bearer, 'Mehret Haile');
await takeCall(server, bearer, 'Abeba Kidane');
await until(() => readFileSync(file).length > yesterdays);
await server.stop();

// who can write to the database only puts back that: the vault remembers, without any witness
const databases = ['haven.db', 'haven.db-wal', 'haven.db-shm', 'readings.db', 'readings.db-wal',
    'readings.db-shm'];
const keep = (from, to) => databases.forEach((name) => {
    rmSync(join(to, name), { force: true });
    if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name));
});
mkdirSync(join(place, 'today'));
keep(join(data, 'record'), join(place, 'today'));
keep(join(place, 'yesterday', 'record'), join(data, 'record'));
told = run(['audit', 'verify'], { data });
check(told.status === 1 && /this vault remembers/.test(told.stderr), 'the vault remembers a longer log',
    told.stdout + told.stderr);
server = await Server.start(data);
check(await until(() => /haven: alarm log_changed/.test(server.said)), 'the server says so', server.said);
const unsigned = readFileSync(join(data, 'record', 'checkpoints')).length;
await takeCall(server, bearer, 'Yordanos');
await wait(2500);
check(readFileSync(join(data, 'record', 'checkpoints')).length === unsigned, 'and signs that log no further');
await server.stop();
keep(join(place, 'today'), join(data, 'record'));
told = run(['audit', 'verify'], { data });
check(told.status === 0, 'with the log that was signed all is well', told.stdout + told.stderr);

// ... and the whole folder: only a witness knows better
rmSync(data, { recursive: true });
cpSync(join(place, 'yesterday'), data, { recursive: true });
told = verify();
check(told.status === 1 && /rolled back/.test(told.stderr), 'the witness’s file tells of a rollback',
    told.stdout + told.stderr);
server = await Server.start(data, env);
await takeCall(server, bearer, 'Yordanos');
check(await until(() => /haven: alarm checkpoint_refused/.test(said)),
    'the witness refuses the log aloud', said);
check(await until(() => /haven: alarm log_refused/.test(server.said)),
    'and the server says so', server.said);

// ---- no log, no data -------------------------------------------------------------------------------

renameSync(shelf, away);
const call = await takeCall(server, bearer, 'Hiwot Alem');
const read = async () => (await server.ask(`/api/v1/referrals/${call}`, { token: bearer })).status;
check(await read() === 200, 'a witness that has just gone keeps nobody from reading');
check(await until(async () => await read() === 503) && /haven: alarm log_not_written: .* cannot be written/.test(server.said),
    'a log that cannot be shown to it shows nothing, and the server says why', server.said.slice(-500));
check((await server.ask('/healthz')).status === 200, 'but the server lives');
renameSync(away, shelf);
check(await until(async () => await read() === 200), 'once it is back everything is shown again');
await server.stop();
end();

// Adds up what tests have tried in which every write is first made with each of its statements
// failing (test/store/sweep.c): every registered writing statement with every class of error.
//
//     node run.mjs file|postgres FOLDER NAME=COMMAND...
//
// A test on a file leaves FOLDER/NAME; where that is older than its program, or not there, its COMMAND
// (words with blanks between them, ENGINE standing for the first argument) is run for it. On
// PostgreSQL all are run, and only with HAVEN_LONG: what it retries takes half a second each time, so
// each test is told what those before it have tried.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [engine, folder, ...tests] = process.argv.slice(2);
const onPostgres = engine === 'postgres';
if (onPostgres && !(process.env.HAVEN_TEST_POSTGRES && process.env.HAVEN_LONG)) {
    console.log('1..0 # SKIP only in the long test, where HAVEN_TEST_POSTGRES names a database');
    process.exit(0);
}
const classes = onPostgres ? 7 : 5;
mkdirSync(folder, { recursive: true });

let number = 0;
let failed = 0;
function check(is, name, said = []) {
    console.log(`${is ? 'ok' : 'not ok'} ${++number} - ${name}`);
    failed += !is;
    if (!is) for (const line of said.slice(0, 60)) console.log(`# ${line}`);
}

const tried = new Map(); // a statement: a bit for each class, once and for ever

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

// The file that the test has left, or leaves now.
function ledgerOf(test) {
    const [, name, command] = /^([^=]+)=(.*)$/.exec(test);
    const [program, ...words] = command.split(' ').map((word) => (word === 'ENGINE' ? engine : word));
    const path = join(folder, onPostgres ? `${name}-on-postgres` : name);
    if (onPostgres || changedAt(path) < changedAt(program)) {
        rmSync(path, { force: true });
        const began = Date.now();
        const before = join(folder, `before-${name}`);
        writeFileSync(before, [...tried].map(([of, bits]) => `statement ${of} ${bits}\n`).join(''));
        const { HAVEN_LONG, ...env } = process.env; // the failures are what is long here
        const ran = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 28,
            env: { ...env, HAVEN_SWEEP: path, CMOCKA_MESSAGE_OUTPUT: 'TAP',
                ...(onPostgres ? { HAVEN_SWEEP_BEFORE: before } : {}) } });
        rmSync(before);
        if (onPostgres) console.log(`# ${name}: ${Math.round((Date.now() - began) / 1000)} s`);
        check(ran.status === 0, `${name} holds, whatever failed first`,
            `${ran.stdout}${ran.stderr}`.split('\n').filter((line) => !/^\s*ok\b/.test(line)));
    }
    return readFileSync(path, 'utf8');
}

const problems = [];
let tries = 0;
for (const test of tests) {
    for (const line of ledgerOf(test).split('\n')) {
        const [kind, name, bits] = line.split(' ');
        if (kind === 'statement') tried.set(name, (tried.get(name) ?? 0) | Number(bits));
        else if (kind === 'tries') tries += Number(name);
        else if (kind === 'problem') problems.push(line.slice(8));
    }
}
const all = 2 ** (2 * classes) - 1;
// Of the file of readings and of its length, which on PostgreSQL stand in the database itself
// (guard/audit.h): there nothing ever writes with these.
const ofFile = onPostgres ? ['audit_note', 'reading_place', 'reading_placed'] : [];
for (const name of ofFile) if (tried.get(name) === 0) tried.delete(name);
const missing = [...tried].filter(([, bits]) => bits !== all).map(([name, bits]) =>
    (bits === 0 ? `not reached: ${name}` : `${name}: not each class (${bits.toString(2)})`));
check(problems.length === 0, `what failed was refused and left nothing behind, ${tries} times`, problems);
check(tried.size > 0 && missing.length === 0,
    `all ${tried.size} writing statements failed, with ${classes} classes of error, once and for ever`,
    missing);
console.log(`1..${number}`);
process.exit(failed ? 1 : 0);

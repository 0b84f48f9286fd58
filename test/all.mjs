// Runs every test that meson knows, and counts what they say in TAP: two at a time, beside them one
// after the other those that share the database on PostgreSQL and mostly wait for it, and at the end
// each alone those that measure time.
// The last line is "N passed, N failed". A test that ends badly without saying why counts as one
// failure; a test that says nothing at all is a failure too: it cannot have tested anything.
//
//     node all.mjs BUILD [RESULT]
//
// HAVEN_LONG (script/test --long) asks every test for its full counts; then RESULT is written, but for
// its last part "By hand", which stays.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const isLong = Boolean(process.env.HAVEN_LONG);
const patience = isLong ? 60 : 4; // times what a test says it needs, for one that hangs
const leastNeed = 120; // seconds: what takes ten here takes a hundred where much else runs
const began = new Date();
const build = resolve(process.argv[2]);
const tests = JSON.parse(execFileSync('meson', ['introspect', '--tests', build],
    { encoding: 'utf8' }));
const logs = `${build}/test-logs`;
mkdirSync(logs, { recursive: true });

function run(test) {
    return new Promise((resolve) => {
        const started = Date.now();
        const env = { ...process.env, CMOCKA_MESSAGE_OUTPUT: 'TAP', ...test.env };
        const [program, ...given] = test.cmd;
        const child = spawn(program, given, { cwd: test.workdir ?? build, env });
        let text = '';
        child.stdout.on('data', (piece) => { text += piece; });
        child.stderr.on('data', (piece) => { text += piece; });
        const limit = setTimeout(() => {
            text += '\nnot ok - took too long\n';
            child.kill('SIGKILL');
        }, Math.max(test.timeout, leastNeed) * 1000 * patience);
        child.on('close', (code) => {
            clearTimeout(limit);
            resolve({ test, text, code, seconds: (Date.now() - started) / 1000 });
        });
    });
}

// A skip is only honest when it says why; it is counted as nothing. A whole test may be left for the
// long run, and for nothing else.
const isLeft = ({ text, code }) =>
    code === 0 && !isLong && text.startsWith('1..0 # SKIP only in the long test');

function count(result) {
    const { text, code } = result;
    const lines = text.split('\n');
    if (isLeft(result)) return { passed: 0, failed: 0 };
    const isFailure = (line) => /^\s*not ok\b/.test(line) && !/# (SKIP|TODO)/i.test(line);
    let failed = lines.filter(isFailure).length;
    const passed = lines.filter((line) => /^\s*ok\b/.test(line) && !/# SKIP/i.test(line)).length;
    if (failed === 0 && (code !== 0 || passed === 0)) failed = 1;
    return { passed, failed };
}

let passed = 0;
let failed = 0;
const waiting = [...tests].sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0));
const onPostgres = waiting.filter((test) => !test.is_parallel && test.name.endsWith('-postgres'));
const alone = waiting.filter((test) => !test.is_parallel && !test.name.endsWith('-postgres'));
const together = waiting.filter((test) => test.is_parallel);

const told = []; // for the result
function tell(result) {
    const sums = count(result);
    passed += sums.passed;
    failed += sums.failed;
    writeFileSync(`${logs}/${result.test.name.replace(/\W+/g, '-')}.txt`, result.text);
    console.log(isLeft(result) ? `left   ${result.test.name}: only in the long test`
        : `${sums.failed ? 'FAILED' : 'ok    '} ${result.test.name}: ${sums.passed} passed` +
        `${sums.failed ? `, ${sums.failed} failed` : ''} (${result.seconds.toFixed(1)} s)`);
    told.push({ name: result.test.name, ...sums, seconds: result.seconds,
        said: result.text.split('\n').filter((line) => isLongTest(result.test.name) &&
            /^(\s*(not )?ok|# \d+ )/.test(line)) });
    if (sums.failed) {
        const lines = result.text.split('\n').filter((line) => !/^\s*ok\b/.test(line));
        console.log(lines.slice(-60).join('\n'));
    }
}

// Tests whose counts HAVEN_LONG raises: what they say stands in the result.
function isLongTest(name) {
    return /store-crash|kill|canary|faults|sweep|stories-memory|fuzz|heap|moved|vault$|audit|backup/.test(name);
}

function writeResult(path) {
    const minutes = Math.round((Date.now() - began.getTime()) / 60000);
    const byHand = existsSync(path) ? readFileSync(path, 'utf8').split('\n## By hand\n')[1] : null;
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
    const row = (test) => `| ${test.name} | ${test.passed} | ${test.failed} | ${Math.round(test.seconds)} |`;
    const lines = ['# The last long test', '',
        'Written by `script/test --long`, which runs every test with its full counts.', '',
        `${began.toISOString().slice(0, 16)}Z, commit ${commit}, ${minutes} minutes: ` +
        `**${passed} passed, ${failed} failed**.`, '',
        '| test | passed | failed | seconds |', '|---|---|---|---|', ...told.map(row), '',
        '## What the long ones say', ''];
    for (const test of told.filter((test) => test.said.length > 0))
        lines.push(`### ${test.name}`, '', ...test.said.map((line) => `    ${line}`), '');
    if (byHand) lines.push('## By hand', byHand.trimEnd(), '');
    writeFileSync(path, lines.join('\n'));
}

async function worker(queue) {
    for (let test = queue.shift(); test; test = queue.shift()) tell(await run(test));
}

await Promise.all([worker(together), worker(together), worker(onPostgres)]);
await worker(alone);
if (process.argv[3]) writeResult(process.argv[3]);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

// Runs every test that meson knows, two at a time, and counts what they say in TAP.
// The last line is "N passed, N failed". A test that ends badly without saying why counts as one
// failure; a test that says nothing at all is a failure too: it cannot have tested anything.
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

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
        }, Math.max(test.timeout, 30) * 1000 * 4);
        child.on('close', (code) => {
            clearTimeout(limit);
            resolve({ test, text, code, seconds: (Date.now() - started) / 1000 });
        });
    });
}

// A skip is only honest when it says why; it is counted as nothing.
function count({ text, code }) {
    const lines = text.split('\n');
    const isFailure = (line) => /^\s*not ok\b/.test(line) && !/# (SKIP|TODO)/i.test(line);
    let failed = lines.filter(isFailure).length;
    const passed = lines.filter((line) => /^\s*ok\b/.test(line) && !/# SKIP/i.test(line)).length;
    if (failed === 0 && (code !== 0 || passed === 0)) failed = 1;
    return { passed, failed };
}

let passed = 0;
let failed = 0;
const waiting = [...tests].sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0));
const alone = waiting.filter((test) => !test.is_parallel);
const together = waiting.filter((test) => test.is_parallel);

function tell(result) {
    const sums = count(result);
    passed += sums.passed;
    failed += sums.failed;
    writeFileSync(`${logs}/${result.test.name.replace(/\W+/g, '-')}.txt`, result.text);
    console.log(`${sums.failed ? 'FAILED' : 'ok    '} ${result.test.name}: ${sums.passed} passed` +
        `${sums.failed ? `, ${sums.failed} failed` : ''} (${result.seconds.toFixed(1)} s)`);
    if (sums.failed) {
        const lines = result.text.split('\n').filter((line) => !/^\s*ok\b/.test(line));
        console.log(lines.slice(-60).join('\n'));
    }
}

async function worker(queue) {
    for (let test = queue.shift(); test; test = queue.shift()) tell(await run(test));
}

await Promise.all([worker(together), worker(together)]);
await worker(alone);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

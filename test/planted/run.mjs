// Plants each fault of the file "faults" in a copy of one source, links the named test with it, and
// asks that the test fails; and that it does not when nothing was planted. Where the test fails "late"
// the fault is planted in the long run only.
//
//     node run.mjs SOURCE-FOLDER BUILD-FOLDER
//
// The product has no hook for it: the copy's object stands before the library that has the original.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [source, build] = process.argv.slice(2);
const made = join(build, 'planted');
mkdirSync(made, { recursive: true });
const call = (words, options = {}) => execFileSync(words[0], words.slice(1),
    { cwd: build, encoding: 'utf8', maxBuffer: 1 << 28, ...options });

const tests = JSON.parse(call(['meson', 'introspect', '--tests', build]));
const objects = JSON.parse(readFileSync(join(build, 'compile_commands.json'), 'utf8'));

const faults = readFileSync(join(source, 'test/planted/faults'), 'utf8').split(/\n\n(?=\S)/).slice(1)
    .map((text) => {
        const [, name, file, take, put, red, late] =
            /^(.+)\n {2}in {4}(.+)\n {2}take {2}([^]+)\n {2}put {3}([^]+)\n {2}red {3}(\S+)( late)?\s*$/.exec(text) ?? [];
        if (!name) throw new Error(`not a fault: ${text}`);
        return { name, file, take, put, red, late };
    });

// Compiles the copy as the original is compiled.
function compile(fault, number, text) {
    const copy = join(made, `${number}.c`), object = join(made, `${number}.o`);
    writeFileSync(copy, text);
    const { command, file } = objects.find((one) => join(build, one.file) === join(source, fault.file) ||
        one.file.endsWith(`../${fault.file}`));
    const words = command.split(' ').map((word) => word.replace(/^'|'$/g, ''));
    words[words.indexOf('-o') + 1] = object;
    words[words.indexOf('-MF') + 1] = `${object}.d`;
    words[words.indexOf('-MQ') + 1] = object;
    words[words.lastIndexOf(file)] = copy;
    call([...words, '-w', '-iquote', dirname(join(source, fault.file))]);
    return object;
}

function link(test, object, number) {
    const target = test.cmd[0].slice(build.length + 1);
    const words = call(['ninja', '-C', build, '-t', 'commands', target]).trim().split('\n').at(-1)
        .split(' ').filter(Boolean).map((word) => word.replace(/^'|'$/g, ''));
    const program = join(made, `${number}`);
    const at = words.indexOf('-o');
    call([...words.slice(0, at), '-o', program, object, ...words.slice(at + 2)]);
    return program;
}

// Until the first "not ok"; true: it fails.
function fails(test, program) {
    return new Promise((resolve) => {
        const child = spawn(program, test.cmd.slice(1), { cwd: test.workdir ?? build,
            env: { ...process.env, CMOCKA_MESSAGE_OUTPUT: 'TAP', ...test.env,
                HAVEN_SWEEP: undefined } }); // what a faulty program tried counts for nothing
        let said = '';
        child.stdout.on('data', (piece) => {
            said += piece;
            if (/^not ok/m.test(said)) child.kill('SIGKILL');
        });
        child.stderr.on('data', () => {});
        child.on('close', (code) => resolve(code !== 0));
    });
}

let failed = 0;
async function tryFault(fault, number) {
    const text = readFileSync(join(source, fault.file), 'utf8');
    const times = text.split(fault.take).length - 1;
    let is = false;
    if (times === 1) {
        const test = tests.find(({ name }) => name === fault.red);
        const object = compile(fault, number, text.replace(fault.take, () => fault.put));
        is = await fails(test, link(test, object, number));
    }
    failed += is ? 0 : 1;
    console.log(`${is ? 'ok' : 'not ok'} ${number} - ${fault.name}: ${fault.red} is red`);
    if (times !== 1) console.log(`# what it takes stands ${times} times in ${fault.file}`);
}

let number = 0;
for (const fault of faults) {
    if (fault.late && !process.env.HAVEN_LONG)
        console.log(`ok ${++number} - ${fault.name} # SKIP in the long run only`);
    else
        await tryFault(fault, ++number);
}
// the copy itself is no fault: the same way of building, nothing taken out
const [first] = faults;
const test = tests.find(({ name }) => name === first.red);
const object = compile(first, ++number, readFileSync(join(source, first.file), 'utf8'));
const isWell = !await fails(test, link(test, object, number));
failed += isWell ? 0 : 1;
console.log(`${isWell ? 'ok' : 'not ok'} ${number} - nothing planted: ${first.red} is not red`);
console.log(`1..${number}`);
process.exit(failed ? 1 : 0);

// The program as it was built: what threats.md M3 asks of every object, and of the whole; and the
// service that systemd would run, held against its own scale of exposure.
//
//     node hardening.mjs HAVEN BUILD-FOLDER UNIT-FILE
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, end, haven } from './haven.mjs';

const [build, unit] = process.argv.slice(3);
const read = (...words) => execFileSync('readelf', ['-W', ...words],
    { encoding: 'utf8', maxBuffer: 1 << 28 });

// ---- the whole ----------------------------------------------------------------------------------

const segments = read('-l', haven);
const dynamic = read('-d', haven);
const symbols = read('--dyn-syms', haven);
check(/^Elf file type is DYN/m.test(segments) && /\bPIE\b/.test(dynamic), 'it may lie anywhere');
check(/GNU_RELRO/.test(segments) && /\bNOW\b/.test(dynamic), 'its table of functions cannot be written');
check(/GNU_STACK.* RW +0x/.test(segments), 'its stack cannot be run', segments);
check(!/\bRWE\b/.test(segments), 'nothing can be written and run');
check(!/R(UN)?PATH/.test(dynamic), 'it names no folder of libraries');
check(/__stack_chk_fail/.test(symbols), 'a written-over stack ends it');
check(/__\w+_chk@/.test(symbols), 'sizes that are known are checked at run time');

// ---- each object --------------------------------------------------------------------------------

const wanted = ['-fstack-protector-strong', '-fstack-clash-protection', '-fcf-protection=full',
    '-ftrivial-auto-var-init=zero', '-fzero-call-used-regs=used-gpr', '-D_FORTIFY_SOURCE=3',
    '-Werror', '-Wvla', '-O2'];
const objects = JSON.parse(readFileSync(join(build, 'compile_commands.json'), 'utf8'))
    .filter(({ output }) => /^(src|haven\.p)\//.test(output));
check(objects.length > 100, 'the product has its objects', objects.length);
for (const flag of wanted) {
    const without = objects.filter(({ command }) => !command.split(' ').includes(flag));
    check(without.length === 0, `every object is built with ${flag}`,
        without.map(({ output }) => output).join('\n'));
}

const fixed = objects.filter(({ command }) => !/ -f(PIE|PIC) /.test(command));
check(fixed.length === 0, 'every object may lie anywhere', fixed.map(({ output }) => output).join('\n'));

// ---- the service --------------------------------------------------------------------------------

const told = execFileSync('systemd-analyze', ['security', '--offline=yes', '--no-pager', unit],
    { encoding: 'utf8', env: { ...process.env, SYSTEMD_COLORS: '0' } });
const score = Number(/exposure level for .*: ([\d.]+)/.exec(told)?.[1]);
check(score < 1.0, `the service's exposure is under 1.0 (it is ${score})`, told);

end();

// Any second of a database on PostgreSQL comes back, by the commands of doc/backup.md, word for word:
// they are read out of the page, and only its folders are put elsewhere.
//
//     node seconds.mjs HAVEN DOC
//
// On a cluster of its own (script/postgres), which archives its log.
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync,
    rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { check, demo, end, folder, run, skip, until } from './haven.mjs';

const page = readFileSync(process.argv[3], 'utf8');
const script = resolve(process.argv[3], '../../script/postgres');
if (!process.env.HAVEN_TEST_POSTGRES) {
    skip('any second of PostgreSQL', 'HAVEN_TEST_POSTGRES names no database');
    end();
}

// ---- what the page says --------------------------------------------------------------------------

const section = page.split('### Any second of PostgreSQL')[1].split('\n## ')[0];
const blocks = section.split(/\n(?! {4}|\n)/).flatMap((part) => {
    const lines = part.split('\n').filter((line) => line.startsWith('    '));
    return lines.length ? [lines.map((line) => line.trim())] : [];
});
check(blocks.length === 5, 'the page has its five pieces', JSON.stringify(blocks));
const [archiving, [basebackup], unpacking, recovery, [verify]] = blocks;

// ---- a cluster -----------------------------------------------------------------------------------

const place = mkdtempSync(join(tmpdir(), 'haven-seconds-'));
const cluster = join(place, 'pg'), wal = join(place, 'wal'), base = join(place, 'base');
const restored = join(cluster, 'restored');
chmodSync(place, 0o755); // PostgreSQL's user goes through it
const started = spawnSync(script, ['start', cluster], { encoding: 'utf8' });
if (started.status !== 0) throw new Error(`no cluster: ${started.stderr}`);
process.on('exit', () => {
    if (existsSync(join(restored, 'postmaster.pid'))) pg('stop', restored);
    spawnSync(script, ['stop', cluster]);
    rmSync(place, { recursive: true, force: true });
});
const url = started.stdout.trim();
const { uid, gid } = statSync(cluster);
for (const made of [wal, base]) {
    mkdirSync(made);
    chownSync(made, uid, gid);
}

// The page's folders and users, as they are here.
const here = (text) => text.replaceAll('/mnt/wal', wal).replaceAll('/mnt/base', base)
    .replaceAll('/var/lib/postgresql/restored', restored).replaceAll('/run/postgresql', cluster)
    .replaceAll('--username=postgres', '--username=haven');
const bin = readdirSync('/usr/lib/postgresql').map((v) => `/usr/lib/postgresql/${v}/bin`)
    .find((path) => existsSync(join(path, 'initdb')));

// As PostgreSQL's user.
function shell(command) {
    const root = process.getuid() === 0;
    const made = spawnSync('sh', ['-c', command], { encoding: 'utf8', cwd: '/',
        env: { PATH: `${bin}:${process.env.PATH}`, HOME: cluster }, timeout: 120000,
        ...(root ? { uid, gid } : {}), stdio: ['ignore', 'pipe', 'pipe'] });
    if (made.status !== 0) throw new Error(`${command}: ${made.stdout}${made.stderr}`);
    return made.stdout;
}

function ask(sql) {
    const made = spawnSync('psql', ['-XAtq', url, '-c', sql], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    return made.stdout.trim();
}

const pg = (verb, data) => shell(`pg_ctl --pgdata=${data} --log=${cluster}/server.log --wait`
    + ` --silent --mode=fast ${verb} >/dev/null 2>&1 || { tail -20 ${cluster}/server.log; exit 1; }`);
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

appendFileSync(join(cluster, 'data/postgresql.conf'), `${archiving.map(here).join('\n')}\n`);
pg('restart', join(cluster, 'data'));

// ---- written before, at and after the second -----------------------------------------------------

const data = folder(), env = { HAVEN_DB: url };
const add = (name) => {
    const made = run(['organisation', 'add', '--kind', 'provider', '--name', name], { data, env });
    if (made.status !== 0) throw new Error(made.stderr);
};
const names = () => ask("select string_agg(name, ',' order by name) from organisation"
    + " where name like 'Second %'");
const lines = () => Number(ask('select count(*) from audit'));
demo(data, { people: 5, env });
add('Second of the copy');
shell(here(basebackup));
add('Second that is wanted');
const linesThen = lines();
await wait(1500);
const second = ask("select date_trunc('second', now())::text");
await wait(1500);
add('Second too late');
check(lines() > linesThen, 'the log went on after the second', String(linesThen));

// what the machine loses with its disk is not in the archive: all of this is
const last = ask('select pg_walfile_name(pg_switch_wal())');
check(await until(() => existsSync(join(wal, last))), 'the last segment is in the archive', last);

// a segment that is there already is kept as it is
const first = readdirSync(wal).filter((name) => /^[0-9A-F]{24}$/.test(name)).sort()[0];
const command = here(archiving[1]).match(/'(.*)'/)[1];
const before = readFileSync(join(wal, first));
const refused = spawnSync('sh', ['-c', command.replaceAll('%p', '/etc/passwd')
    .replaceAll('%f', first)]);
check(refused.status !== 0 && readFileSync(join(wal, first)).equals(before),
    'a segment is not written over');

// ---- back ----------------------------------------------------------------------------------------

pg('stop', join(cluster, 'data'));
for (const line of unpacking) shell(here(line));
const target = recovery.map(here).map((line) => (line.startsWith('recovery_target_time')
    ? `recovery_target_time = '${second}'` : line));
check(target.join().includes(second), 'the page names a second', target.join('\n'));
appendFileSync(join(restored, 'postgresql.auto.conf'), `${target.join('\n')}\n`);
pg('start', restored);
check(await until(() => ask('select pg_is_in_recovery()') === 'f'), 'PostgreSQL has recovered');
check(names() === 'Second of the copy,Second that is wanted', 'it is the second that was named',
    names());
check(lines() === linesThen, 'so is the log', `${lines()}, ${linesThen}`);

const told = run(verify.replace('/var/lib/haven', data).split(' ').slice(1), { env });
check(told.status === 0, 'the log verifies', told.stdout + told.stderr);
add('Second life');
const again = run(['audit', 'verify'], { data, env });
check(again.status === 0 && lines() > linesThen, 'and goes on', again.stdout + again.stderr);

pg('stop', restored);
end();

// The disk is full: Haven goes on showing tonight's people and houses, keeps what was typed, says so
// in plain words, and writes again by itself.
//
//     node full.mjs HAVEN
//
// The data folder is a small file system of its own (tmpfs), which only root may make.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { Server, answer, check, demo, end, folder, hidden, run, takeCall, token, tonight, until }
    from './haven.mjs';

const data = folder();
mkdirSync(data, { recursive: true });
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m,mode=0700', 'haven', data]);
if (mounted.status !== 0) {
    console.log('1..0 # SKIP only root can make a small disk here');
    process.exit(0);
}
const unmount = () => spawnSync('umount', ['-l', data]);
process.on('exit', unmount);

demo(data, { people: 6, houses: 4 });
const bearer = token(data, 'desk');
const server = await Server.start(data);
const call = await takeCall(server, bearer, 'Mariam Full');
await answer(server, bearer, call, tonight);
const doors = (await server.ask('/demo')).body;
const signIn = (user) => server.signIn(user,
    doors.match(new RegExp(`\\b${user}\\b[\\s\\S]*?(\\d{6})`))[1]);
const desk = await signIn('desk');
const manager = await signIn('manager');

const ballast = `${data}/ballast`;
// Everything that is left, to the last byte.
function fillDisk() {
    for (const size of [1 << 20, 4096, 1])
        spawnSync('dd', ['if=/dev/zero', `of=${ballast}-${size}`, `bs=${size === 1 ? 512 : size}`]);
}
function freeDisk() {
    for (const size of [1 << 20, 4096, 1]) rmSync(`${ballast}-${size}`, { force: true });
}

// The files have room of their own left over; writing goes on until that is used up too.
fillDisk();
let refused = null;
for (let i = 0; i < 4000 && !refused; i++) {
    const said = await answer(server, bearer, call, { 'code-word': `word ${i}` });
    if (said.status !== 200) refused = said;
    if (i % 50 === 0) fillDisk();
}
check(refused?.status === 503, 'a full disk refuses a write', refused?.status);

async function reads(path) {
    const page = await server.ask(path, { cookie: desk.cookie });
    return page.status;
}
const linesOf = (verified) => Number(verified.stdout.match(/(\d+) lines/)?.[1]);
const before = linesOf(run(['audit', 'verify'], { data }));
let read = 0;
for (let i = 0; i < 300; i++) read += (await reads(`/referrals/${call}`)) === 200;
check(read === 300, 'readings go on although their log cannot grow', `${read} of 300`);
for (const path of ['/desk', '/houses', '/arrivals', `/referrals/${call}`])
    check((await reads(path)) === 200, `${path} is shown`);
const page = await server.ask('/desk', { cookie: desk.cookie });
check(page.body.includes('Haven cannot write just now. You can read'), 'every page says so');
const houses = (await server.ask('/houses', { cookie: manager.cookie })).body
    .match(/\/houses\/[A-Z]{2}-\d{4}/g);
let opened = 0;
for (const house of new Set(houses)) {
    const address = await server.ask(`${house}/address`, { cookie: manager.cookie,
        form: { csrf: manager.csrf, once: `full ${house}`, purpose: 'emergency_services' } });
    opened += address.status === 200 && /ZZ\d+ \dZZ/.test(address.body);
}
check(opened > 0, 'an address opens for an emergency', `${opened} of ${houses}`);

const typed = 'What she said & nobody wants to type "twice"';
const kept = await server.ask(`/referrals/${call}/answers`, { cookie: desk.cookie,
    form: { csrf: desk.csrf, once: 'kept-1', part: 'safety', 'code-word': typed.repeat(30) } });
check(kept.status === 503 && kept.body.includes('Haven cannot write just now') &&
    kept.body.includes('nobody wants to type &quot;twice&quot;') &&
    hidden(kept.body, 'once') === 'kept-1',
'a refused form keeps what was typed, ready to be sent again', `${kept.status}`);
const door = await server.ask('/sign-in',
    { form: { user_name: 'desk2', password: 'a secret', code: '000000' } });
check(!door.body.includes('a secret'), 'but never a password');

freeDisk();
const isWell = async () => !(await server.ask('/desk', { cookie: desk.cookie })).body
    .includes('Haven cannot write just now');
check(await until(isWell), 'seconds later it writes again');
const after = await answer(server, bearer, call, { 'code-word': 'after' });
check(after.status === 200, 'a write is taken', after.body);
const isReserveEmpty = async () => {
    const reserve = readFileSync(`${data}/record/reserve`);
    return reserve.length === 8192 * 128 && reserve.every((byte) => byte === 0);
};
check(await until(isReserveEmpty), 'and the reserve is empty again');
await server.stop();
const whole = run(['audit', 'verify'], { data });
check(whole.status === 0, `the log is whole: ${whole.stdout.trim()}`, whole.stderr);
const lines = linesOf(whole) - before;
check(lines >= 300, `the ${lines} lines of those minutes are in it`);
unmount();
end();

// Fifty calls race for one room, each on a connection of its own, from the desk's sessions: exactly
// one has the room, and forty-nine are told kindly. Then whoever runs the houses takes each room that
// is left out of order while the desk holds it for one of the calls: one of the two has it, never
// both, and never neither.
//
//     node race.mjs HAVEN file|postgres
import http from 'node:http';
import { Server, answer, check, demo, emptyPostgres, end, folder, hidden, run, takeCall, token, tonight }
    from './haven.mjs';

const racers = 50;
const engine = process.argv[3];
const url = process.env.HAVEN_TEST_POSTGRES;
if (engine === 'postgres' && !url) {
    console.log('1..0 # SKIP HAVEN_TEST_POSTGRES names no database');
    process.exit(0);
}
const env = engine === 'postgres' ? { HAVEN_DB: url } : {};
if (engine === 'postgres') emptyPostgres(url);

const data = folder();
demo(data, { houses: 12, env });
const server = await Server.start(data, env);
const bearer = token(data, 'desk', env);

// Codes are good once: three accounts with three codes each are nine browsers.
async function signAllIn() {
    const sessions = [];
    const page = await server.ask('/demo');
    for (const user of ['desk', 'desk2', 'desk3']) {
        const code = page.body.match(new RegExp(`>${user}</th>[^]*?(\\d{6})`))[1];
        sessions.push(await server.signIn(user, code));
    }
    return sessions;
}
const sessions = await signAllIn();

const calls = [];
for (let i = 0; i < racers; i++) {
    const ref = await takeCall(server, bearer, `Racer ${i}`);
    const saved = await answer(server, bearer, ref, tonight);
    if (saved.status !== 200) throw new Error(`answers: ${saved.status} ${saved.body}`);
    calls.push(ref);
}

// The same room for all, as each of their pages offers it.
const first = await server.json(`/api/v1/referrals/${calls[0]}/rooms`, { token: bearer });
const wanted = first.value.suitable[0];
check(wanted !== undefined, 'a room suits them all', first.body.slice(0, 500));
const forms = [];
for (const [i, ref] of calls.entries()) {
    const session = sessions[i % sessions.length];
    const page = await server.ask(`/referrals/${ref}/rooms`, { cookie: session.cookie });
    const at = page.body.indexOf(`name="room" value="${wanted.room}"`);
    if (at < 0) throw new Error(`the room is not offered to ${ref}: ${page.status}`);
    forms.push({ ref, session, form: { csrf: session.csrf, room: wanted.room, hours: '2',
        once: hidden(page.body.slice(page.body.lastIndexOf('<form', at)), 'once') } });
}

const answers = await Promise.all(forms.map(({ ref, session, form }) =>
    server.ask(`/referrals/${ref}/rooms`,
        { form, cookie: session.cookie, agent: new http.Agent({ keepAlive: false }) })));
const won = answers.filter(({ status, headers }) =>
    status === 303 && headers.location.startsWith('/placements/'));
const lost = answers.filter((said) => said.status === 409);
const counts = answers.map(({ status }) => status).sort().join(' ');
check(won.length === 1, 'exactly one has the room', counts);
check(lost.length === racers - 1, 'and every other is told that it is gone', counts);
check(lost.every(({ body }) => body.includes('Somebody else took this room just now')),
    'kindly, with the rooms that are left', lost[0]?.body.slice(0, 500));
check(answers.every(({ body }) => !/Racer \d/.test(body.replace(/<title>.*?<\/title>/, ''))),
    'and of nobody by name');

// The winner's page again: the same form twice leads to the same placement.
const winner = forms[answers.indexOf(won[0])];
const again = await server.ask(`/referrals/${winner.ref}/rooms`,
    { form: winner.form, cookie: winner.session.cookie });
const placement = ({ headers }) => headers.location?.split('?')[0];
check(again.status === 303 && placement(again) === placement(won[0]),
    'a second submit leads to what the first made', `${again.status} ${again.headers.location}`);

let held = 0;
for (const ref of calls) {
    const page = await server.json(`/api/v1/referrals/${ref}`, { token: bearer });
    held += page.value.state === 'held';
}
check(held === 1, 'one call has a room held', String(held));

// ---- held, or out of order -----------------------------------------------------------------------

const waiting = calls.filter((ref) => ref !== winner.ref);
const left = await server.json(`/api/v1/referrals/${waiting[0]}/rooms`, { token: bearer });
const runner = token(data, 'provider', env);

// The houses of one provider are nothing to another: whose a room is, is found before the race.
const houses = new Map();
for (const { house } of left.value.suitable)
    houses.set(house, (await server.ask(`/api/v1/houses/${house}/edit`, { token: runner })).status === 200);
const rooms = left.value.suitable.filter(({ house }) => houses.get(house)).slice(0, waiting.length);

const dayOf = (ms) => new Date(ms).toLocaleDateString('en-CA', { timeZone: 'Europe/London' });
const today = dayOf(Date.now()), inAWeek = dayOf(Date.now() + 7 * 86400_000);
const outOfOrder = (i) => server.ask(
    `/api/v1/houses/${rooms[i].house}/rooms/${rooms[i].room}/voids`, { token: runner, json: {
        from_on: today, expected_until_on: inAWeek, reason: 'maintenance' },
    agent: new http.Agent({ keepAlive: false }) });
const hold = (i) => server.ask(`/api/v1/referrals/${waiting[i]}/rooms`,
    { token: bearer, json: { room: rooms[i].room, hours: 2 },
        agent: new http.Agent({ keepAlive: false }) });
const turns = await Promise.all(rooms.map(async (_, i) => {
    // who asks first changes with each room, and neither waits for the other
    const asked = i % 2 ? [outOfOrder(i), hold(i)].reverse() : [hold(i), outOfOrder(i)];
    const [held, broken] = await Promise.all(asked);
    return { held: held.status, broken: broken.status };
}));
const isOne = ({ held, broken }) => [held, broken].sort().join() === '200,422';
console.log(`# ${turns.filter(({ held }) => held === 200).length} of ${turns.length} rooms held`);
check(turns.length >= 5 && turns.every(isOne),
    'a room is held or out of order, never both and never neither', JSON.stringify(turns));

await server.stop();
check(run(['audit', 'verify'], { data, env }).status === 0, 'every chain of the log is whole');
end();

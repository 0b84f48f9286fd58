// Canaries: what nobody but the vault may keep – names, addresses, phones, notes, answers, why a record
// was opened in an emergency or a worker kept away, all of somebody who is erased, words of a search,
// names typed wrongly at the door – is entered through pages, JSON and imports, each a word that exists
// nowhere else. Then everything a thief could take is read through in the encodings of canaries.mjs:
// database, write-ahead log, reserve, temporary files, open files, output, the log's export, backups,
// core files, and the memory of every process of the server that is not the vault.
//
//     node canary.mjs HAVEN file|postgres
//
// What is found is wrong. A word planted in a file and in the server's output must be found: a search
// that is blind proves nothing. HAVEN_LONG enters 2,000, otherwise 300.
import { execFileSync } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Canaries, filesUnder, hits, memoryOf, openFilesOf, processesOf, vaultOf } from './canaries.mjs';
import { Server, answer, check, demo, emptyPostgres, end, folder, hidden, jpeg, run, skip, takeCall, token,
    tonight } from './haven.mjs';

const wanted = process.env.HAVEN_LONG ? 2000 : 300;
const engine = process.argv[3];
const url = process.env.HAVEN_TEST_POSTGRES;
if (engine === 'postgres' && !url) {
    console.log('1..0 # SKIP HAVEN_TEST_POSTGRES names no database');
    process.exit(0);
}
const data = folder(), place = dirname(data), temporary = join(place, 'tmp');
const backups = join(place, 'backups'); // the server writes into no folder that is made beside it later
for (const made of [temporary, backups]) mkdirSync(made, { mode: 0o700 });
const env = { TMPDIR: temporary, ...(engine === 'postgres' ? { HAVEN_DB: url } : {}) };
if (engine === 'postgres') emptyPostgres(url);
demo(data, { people: 3, houses: 12, env });
const bearer = token(data, 'desk', env);
const sealTo = run(['backup', 'key', '--to', join(place, 'backup.key')]).stdout.trim();
env.HAVEN_BACKUP_KEY = sealTo;
const server = await Server.start(data, env);
const canaries = new Canaries();
const { word, phone } = canaries;
const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

const refused = [];
function want(said, what, ...statuses) {
    if (!statuses.includes(said.status)) refused.push(`${what}: ${said.status} ${said.body.slice(0, 300)}`);
    return said;
}

// ---- what is entered -----------------------------------------------------------------------------

async function signIn(user) {
    const doors = (await server.ask('/demo')).body; // with this half minute's codes
    const code = doors.match(new RegExp(`>${user}</th>[^]*?(\\d{6})`))[1];
    return server.signIn(user, code);
}
const desk = await signIn('desk');
let posts = 0;
const post = (path, fields, at = desk) => server.ask(path, { cookie: at.cookie,
    form: { csrf: at.csrf, once: `canary-${++posts}`, ...fields } });
const send = (path, json) => server.ask(`/api/v1${path}`, { token: bearer, json });

// Every question that takes a text, with the answers that open it.
const questions = [];
(function walk(item, section) {
    for (const part of item.item ?? []) {
        if (['string', 'text'].includes(part.type)) questions.push({ section, ...part });
        walk(part, section ?? part.linkId);
    }
})(JSON.parse(readFileSync(join(dirname(process.argv[1]), '../../law-data/referral.json'))), null);

// The word stands at the beginning, in the middle and at the end: what is freed loses its beginning
// to the allocator's own notes, and must not be thought clean for that.
const text = (of) => { const it = word(of); return `${it} came, and ${it} said: "${it}" – at ${it}`; };

async function aCall(number) {
    const isPage = number % 2 === 0;
    const named = { name: `${word('name')} ${word('name')}`, birth_year: '1999', phone: phone('phone') };
    want(await (isPage ? post('/referrals/search', named) : send('/referrals/search', named)), 'search', 200);
    const started = isPage ? await post('/referrals/new', { ...named, is_tonight: 'yes' })
        : await send('/referrals/new', { name: named.name, birth_year: 1999, phone: named.phone });
    want(started, 'call', 200, 303);
    const where = started.headers.location ?? JSON.parse(started.body).location;
    const ref = where.match(/referrals\/([A-Z]{2}-\d{4})/)[1];
    const child = { kind: 'child', name: `${word('child')} ${word('child')}`, born: '2021', sleeping: 'bed' };
    want(await (isPage ? post(`/referrals/${ref}/people`, child) : send(`/referrals/${ref}/people`, child)),
        'child', 200, 303);
    for (const section of new Set(questions.map((question) => question.section))) {
        const fields = { part: section };
        for (const question of questions.filter((one) => one.section === section)) {
            if (canaries.count >= wanted) break;
            fields[question.linkId] = /phone/.test(question.linkId) ? phone(question.linkId)
                : /email/.test(question.linkId) ? `${word(question.linkId)}@mail.example`
                    : question.type === 'text' ? text(question.linkId) : word(question.linkId);
        }
        want(await (isPage ? post(`/referrals/${ref}/answers`, fields)
            : send(`/referrals/${ref}/answers`, fields)), `answers ${section}`, 200, 303, 422);
    }
    return ref;
}

async function householdOf(ref) {
    const shown = await server.json(`/api/v1/referrals/${ref}/people`, { token: bearer });
    return JSON.stringify(shown.value).match(/"(?:person_)?ref":"([A-Z]{2}-\d{4})"/g)
        .map((found) => found.match(/[A-Z]{2}-\d{4}/)[0]).filter((found) => found !== ref);
}
const personOf = async (ref) => (await householdOf(ref))[0];

async function aPerson(ref) {
    const person = await personOf(ref);
    const form = (await server.json(`/api/v1/people/${person}/edit`, { token: bearer })).value;
    want(await post(`/people/${person}/edit`, { version: form.version, given: word('given'),
        alias: word('alias'), document: word('document'), spelling: word('spelling'),
        called: word('called'), kind: 'adult', birth_state: 'not_known', languages: '',
        nationality: '', helps: text('helps'), phone: phone('own phone'), phone_note: word('phone note'),
        phone_may_call: 'yes' }), 'person', 303);
    for (const is_shared of ['shared', 'staff_only'])
        want(await post(`/people/${person}/notes`, { kind: 'phone', text: text('note'), is_shared }),
            'note', 303);
    return person;
}

async function aClock(person) {
    const clocks = (await server.ask(`/people/${person}/clocks`, { cookie: desk.cookie })).body;
    const clock = clocks.match(new RegExp(`/people/${person}/clocks/(?!changes)([^"/?]+)"`))?.[1];
    const day = new Date().toISOString().slice(0, 10);
    const until_on = `${Number(day.slice(0, 4)) + 1}-12-01`;
    for (const step of [{ kind: 'pause' }, { kind: 'extend', until_on }, { kind: 'cancel' }])
        want(await post(`/people/${person}/clocks/${clock}`, { happened_on: day, reason: 'other',
            authority: 'home_office', note: text('clock step'), ...step }), 'clock step', 303, 422);
}

async function aRelease(person) {
    want(await post(`/people/${person}/releases`, { template: 'letter_school', basis: 'consent',
        recipient: word('recipient'), statement: text('statement'), told: 'told',
        told_why: text('told'), names_why: text('names') }), 'release', 303, 422);
}

async function aDocument(person) {
    const add = (bytes) => server.ask(`/people/${person}/documents`, { cookie: desk.cookie,
        form: { csrf: desk.csrf, once: `canary-${++posts}`, title: word('title'), kind: 'legal' },
        file: { name: `${word('file name')}.jpg`, bytes } });
    want(await add(jpeg(word('place in a picture'))), 'picture', 303);
    want(await add(text('letter')), 'letter', 303);
    want(await add(`%PDF-1.4 ${word('damaged file')}`), 'damaged file', 422);
    const list = (await server.ask(`/people/${person}/documents`, { cookie: desk.cookie })).body;
    const [, letter] = list.match(/\/documents\/([0-9a-z]{13})"/);
    want(await server.ask(`/people/${person}/documents/${letter}`, { cookie: desk.cookie }), 'opening', 200);
}

async function aPlace(ref) {
    want(await answer(server, bearer, ref, { ...tonight, 'comes-with': 'with-others' }), 'tonight', 200);
    const rooms = await server.json(`/api/v1/referrals/${ref}/rooms`, { token: bearer });
    const room = [...rooms.value.suitable, ...rooms.value.to_ask][0]?.room;
    if (!room) return refused.push(`no room for ${ref}: ${rooms.body}`);
    const held = want(await send(`/referrals/${ref}/rooms`, { room, hours: 2 }), 'hold', 200);
    const placement = JSON.parse(held.body).location.match(/placements\/([^/?]+)/)[1];
    want(await send(`/placements/${placement}/wish`, { answer: 'yes', was_told_area: true,
        was_told_house: true, words: text('wish') }), 'wish', 200);
}

// Keeping a worker away from somebody; the guardian reads why and ends it.
async function aConflict(person, guardian) {
    const form = (await server.ask(`/people/${person}/conflicts/new`, { cookie: desk.cookie })).body;
    const [, staff] = form.match(/<option value="(\w+)">[^<]+, Support worker/);
    want(await post(`/people/${person}/conflicts`, { staff, kind: 'relative', note: text('conflict') }),
        'conflict', 303);
    const list = want(await server.ask('/conflicts', { cookie: guardian.cookie }), 'conflicts', 200).body;
    readings.push(list);
    want(await post('/conflicts/end', { flag: hidden(list, 'flag') }, guardian), 'conflict ends', 303);
}

// A record opened in an emergency, and a reference that is none; the guardian's word on the first.
async function anEmergency(person, guardian) {
    const worker = await signIn('worker2');
    const read = async (path, of) => {
        const { body } = want(await server.ask(path, { cookie: of.cookie }), path, 200);
        readings.push(body);
        return body;
    };
    for (const reference of [person, word('typed').slice(0, 40)])
        want(await post('/emergencies', { reference, reason: 'missing', words: text('emergency') }, worker),
            'emergency', 303);
    want(await post('/emergencies', { reference: word('typed'), reason: word('reason'),
        words: text('emergency').repeat(20) }, worker), 'emergency with mistakes', 422);
    await read(`/people/${person}`, worker);
    await read('/emergencies/mine', worker);
    for (const [review] of new Set((await read('/emergencies', guardian)).matchAll(/\/emergencies\/\w+\/review/g))) {
        if (!(await read(review, guardian)).includes('name="outcome"')) continue; // reviewed
        want(await post(review, { outcome: 'justified', words: text('review') }, guardian), 'review', 303);
        await read(review, guardian);
    }
}

async function readBack(ref) {
    for (const path of [`/referrals/${ref}/check`, `/referrals/${ref}`, `/referrals/${ref}/people`])
        readings.push((await server.ask(path, { cookie: desk.cookie })).body,
            (await server.ask(`/api/v1${path}`, { token: bearer })).body);
    readings.push((await server.ask(`/referrals/${ref}/export`, { cookie: desk.cookie })).body);
    const people = readings.join('').match(/\/people\/[A-Z]{2}-\d{4}/g) ?? [];
    for (const person of new Set(people.slice(-4)))
        readings.push((await server.ask(person, { cookie: desk.cookie })).body);
}

// Somebody's call is closed, and all of her household are erased by two people, she last.
async function anErasure(ref, guardian) {
    const administrator = await signIn('administrator');
    want(await post(`/referrals/${ref}/unable`, { reason: 'no_bed_in_time' }), 'unable', 303);
    const people = [...new Set(await householdOf(ref))].reverse();
    check(people.length > 1, 'a household is to be erased', people);
    for (const person of people.map((one) => `/people/${one}`)) {
        want(await post(`${person}/retention/propose`, { reason: 'asked' }, guardian), 'first word', 303);
        want(await post(`${person}/retention/confirm`, {}, administrator), 'second word', 303);
        const shown = await server.ask(`${person}/retention`, { cookie: administrator.cookie });
        check(/No name, no note, no place/.test(shown.body), 'the erased are erased', shown.body);
        want(await server.ask(person, { cookie: desk.cookie }), 'an erased record', 404);
    }
}

async function atTheDoor(times) {
    for (let i = 0; i < times; i++)
        want(await server.ask('/sign-in', { form: { user_name: word('user name').toLowerCase(),
            password: word('password'), code: '000000' } }), 'door', 401, 422, 429, 303, 200);
}

// In places where no form asks for it: addresses, heads, bodies that are no form.
async function astray() {
    const stray = word('stray'), agent = new http.Agent({ keepAlive: true });
    const path = encodeURIComponent(stray);
    for (const to of [`/desk?q=${path}`, `/people?text=${path}`, `/${path}`, `/law/${path}`, `/calendar/${path}`,
        `/people/${path}`, `/api/v1/${path}`])
        await server.ask(to, { cookie: desk.cookie, agent });
    await server.ask('/desk', { cookie: `session=${encodeURIComponent(word('cookie'))}`, agent });
    await server.ask('/api/v1/desk', { token: encodeURIComponent(word('bearer')), agent });
    await server.ask('/api/v1/referrals/new', { token: bearer, json: { name: { no: word('object') } }, agent });
    await server.ask('/sign-in', { form: { [word('field')]: word('value') }, agent });
    const raw = (bytes) => new Promise((resolve) => {
        const socket = net.connect(server.port, '127.0.0.1', () => socket.end(bytes));
        socket.on('data', () => {}).on('close', resolve).on('error', resolve);
    });
    await raw(`GET /${word('half')} HTTP/1.1\r\nHost: x\r\nUser-Agent: ${word('agent')}\r\n`);
    await raw(`POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n` +
        `Content-Length: 9000\r\n\r\n{"user_name": "${word('cut off')}`);
    await raw(`BREW ${word('method')}\r\n\r\n`);
}

function imports() {
    const header = readFileSync(join(dirname(process.argv[1]), '../../sample/houses.csv'), 'utf8').split('\n');
    const houses = [header[0]];
    for (let i = 0; i < 4; i++)
        houses.push(header[1].replace('Alder', `Canary ${i}`).replace(/"1 Sample.*?"/,
            `"${i} ${word('street')} Street, ${word('town')}, ZZ99 1AA"`).replace('Harbour Light Trust', provider()));
    const file = (name, body) => { writeFileSync(join(place, name), body); return join(place, name); };
    const payload = JSON.parse(readFileSync(join(dirname(process.argv[1]), '../../sample/referrals.json')))[0];
    for (const key of Object.keys(payload))
        if (/Forename|Surname|Alias$|Account$|Family$|Education$|Treatment$/.test(key) &&
            typeof payload[key] === 'string' && canaries.count < wanted)
            payload[key] = word(`import ${key}`);
    for (const [what, name, body] of [['houses', 'houses.csv', `${houses.join('\n')}\n`],
        ['referrals', 'referrals.json', JSON.stringify([payload])]]) {
        const said = run(['import', what, file(name, body)], { data, env });
        spoken.push(said.stdout + said.stderr);
        if (said.status !== 0) refused.push(`import ${what}: ${said.stdout}${said.stderr}`);
    }
}
const spoken = [];
const provider = () => (readFileSync(join(dirname(process.argv[1]), '../../sample/houses.csv'), 'utf8')
    .split('\n')[1].split(',')[1]);

async function addresses() {
    const manager = await signIn('manager');
    const page = (await server.ask('/houses', { cookie: manager.cookie })).body;
    for (const house of new Set(page.match(/\/houses\/[A-Z]{2}-\d{4}/g)))
        await post(`${house}/address`, { purpose: 'emergency_services' }, manager);
}

await atTheDoor(process.env.HAVEN_LONG ? 40 : 6);
imports();
await astray();
const refs = [];
do refs.push(await aCall(refs.length)); while (canaries.count < wanted - 40);
for (const ref of refs.slice(0, 3)) {
    const person = await aPerson(ref);
    await aClock(person);
    await aRelease(person);
    await aDocument(person);
    await aPlace(ref);
    want(await post('/people/search', { text: word('searched'), phone: phone('searched') }), 'search', 200);
    want(await send('/people/search', { text: word('searched') }), 'search', 200);
}
while (canaries.count < wanted)
    want(await send('/people/search', { text: `${word('searched')} ${word('searched')}` }), 'search', 200);
await addresses();
const readings = []; // what was shown to who may read it
const guardian = await signIn('guardian');
await aConflict(await personOf(refs[0]), guardian);
await anEmergency(await personOf(refs[1]), guardian);
const erased = await aCall(refs.length);
await readBack(erased);
await anErasure(erased, guardian);

// ---- they are there for who may read them --------------------------------------------------------

for (const ref of refs) await readBack(ref);
const seen = canaries.seenIn(readings.join('\n'));
check(refused.length === 0, 'what is entered is taken', refused.join('\n'));
check(canaries.count >= wanted, `${canaries.count} canaries entered, ${seen} of them read back`);
const shown = readings.join('\n');
for (const kind of ['conflict', 'emergency', 'review'])
    check(canaries.made.some(({ what, text: one }) => what === kind && shown.includes(one)),
        `what was written of a ${kind} is read`);
check(seen > canaries.count / 3, 'who may read them reads them', `${seen}`);

// ---- what a thief could take ----------------------------------------------------------------------

await wait(5000);
const nothing = (what, found) => check(found.length === 0, `${what}: none`, canaries.tell(found));

const processes = processesOf(server.child.pid);
const vault = vaultOf(processes);
check(processes.length > 0, `the server is ${processes.length} process(es): ` +
    processes.map(({ name }) => name).join(', '));
let read = 0;
for (const one of processes) {
    const limits = readFileSync(`/proc/${one.pid}/limits`, 'utf8');
    check(/Max core file size +0 +0/.test(limits), `${one.name} leaves no core`, limits);
    nothing(`open files of ${one.name}`, hits(openFilesOf(one.pid)));
    if (one === vault) continue;
    const memory = memoryOf(one.pid);
    if (memory === null) {
        skip(`memory of ${one.name}`, 'only root may read it, and nobody under a sanitizer');
        continue;
    }
    read += memory.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const found = hits(memory);
    // without a vault of its own, the index of names is in this process
    nothing(`memory of ${one.name}, ${(read / 1048576).toFixed(0)} MiB`,
        vault ? found : found.filter((hit) => !canaries.isOfIndex(hit)));
}

const index = memoryOf((vault ?? processes[0]).pid);
if (index !== null)
    check(hits(index).length > 0, 'the names that can be searched for are in memory, and are seen');

nothing('database, logs, reserve: the data folder', hits(filesUnder(data)));
nothing('temporary files', hits(filesUnder(temporary)));
if (engine === 'postgres') {
    const sql = (query) => execFileSync('psql', ['-X', '-A', '-t', url, '-c', query],
        { encoding: 'utf8' }).trim();
    sql('checkpoint');
    nothing('the cluster with its write-ahead log', hits(filesUnder(sql('show data_directory'))));
}
const exported = run(['audit', 'export'], { data, env });
check(exported.status === 0 && exported.stdout.length > 1000, 'the log can be exported', exported.stderr);
nothing('the log’s export', hits([{ name: 'export', bytes: Buffer.from(exported.stdout) }]));

// A backup is made of the server that runs, if this program knows how.
if (/\bbackup key\b/.test(run(['help']).stdout)) {
    const made = run(['backup', '--to', backups, '--seal-to', sealTo], { data, env });
    const files = filesUnder(backups);
    check(made.status === 0 && files.length > 0, 'a backup is made', made.stdout + made.stderr);
    nothing('the backup', hits(files));
}

// ---- the end: by a fault, which leaves no core; and the search is not blind -------------------------

nothing('output', hits([{ name: 'output', bytes: Buffer.from(server.said + spoken.join('')) }]));
for (const one of processes) process.kill(one.pid, 'SIGABRT');
await server.ended;
const cores = [data, temporary, process.cwd()].flatMap((at) => filesUnder(at, 1))
    .filter(({ name }) => /(^|\/)core(\.\d+)?$/.test(name));
check(cores.length === 0, 'a process that ends by a fault leaves no core', cores.map(({ name }) => name));
nothing('the data folder after that', hits(filesUnder(data)));

const planted = word('planted');
for (const [encoding, bytes] of canaries.encoded(planted)) {
    writeFileSync(join(temporary, 'planted'), Buffer.concat([Buffer.alloc(4097, 120), bytes]));
    check(hits(filesUnder(temporary)).length > 0, `one planted as ${encoding} is found`);
}
const log = Buffer.from(`haven: cannot tidy up for ${planted} just now\n`);
check(hits([{ name: 'log', bytes: log }]).length > 0, 'one planted in the output is found');
check(existsSync(data), 'all that was searched is still there');
end();

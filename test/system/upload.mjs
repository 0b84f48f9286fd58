// 64 people send ten megabytes each, at the same time and slowly: a few are let in, the others are
// told to try again, everybody else is served, and the web process does not grow beyond what those
// few may take. Then a file comes back as it was, and no process of the cleaner is left.
//
//     node upload.mjs HAVEN
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { processesOf } from './canaries.mjs';
import { BOUNDARY, Server, check, demo, end, folder, jpeg, parts, takeCall, token, until }
    from './haven.mjs';

const SENDERS = 64, AT_ONCE = 6, FILE_BYTES = 10 << 20;
// of one that was let in: as it came, clean, sealed, and what the database keeps at hand of it
const MOST_MB = AT_ONCE * 45 + 60;

const data = folder();
demo(data, { people: 3, houses: 12 });
const bearer = token(data, 'desk');
const server = await Server.start(data);
const ref = await takeCall(server, bearer, 'Dora Upload');
const path = `/api/v1/referrals/${ref}/documents`;

const mb = (pid, what) =>
    Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${what}:\\s*(\\d+)`))[1]) / 1024;

// ---- all at once ---------------------------------------------------------------------------------

const body = parts({ title: 'A scan', kind: 'legal' },
    { name: 'scan.jpg', bytes: jpeg('', FILE_BYTES - 300) });

class Sender {
    said = '';

    constructor() {
        this.socket = net.connect(server.port, '127.0.0.1');
        this.socket.on('error', () => {});
        this.ended = new Promise((resolve) => { this.socket.on('close', resolve); });
        this.socket.on('data', (piece) => { this.said += piece; });
        this.socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${bearer}\r\n`
            + `Connection: close\r\nContent-Length: ${body.length}\r\n`
            + `Content-Type: multipart/form-data; boundary=${BOUNDARY}\r\n\r\n`);
        this.send(0, body.length - 1000);
    }

    send(from, to) {
        this.socket.write(body.subarray(from, to));
    }

    get status() {
        return this.said.slice(9, 12);
    }
}

// of the server's processes the web process is the largest
const [pid] = processesOf(server.child.pid).map((process) => process.pid)
    .sort((a, b) => mb(b, 'VmRSS') - mb(a, 'VmRSS'));
const before = mb(pid, 'VmRSS');
const senders = Array.from({ length: SENDERS }, () => new Sender());
// all is on its way but the ends; who has no place is read too, and told at the end
await until(() => senders.every(({ socket }) => socket.writableLength === 0));
const during = mb(pid, 'VmRSS');
const asked = performance.now();
const desk = await server.ask('/api/v1/desk', { token: bearer });
const took = performance.now() - asked;
check(desk.status === 200, 'who sends no file is served meanwhile', `${desk.status}`);
for (const sender of senders) sender.send(body.length - 1000, body.length);
await Promise.all(senders.map((sender) => sender.ended));
const count = (status) => senders.filter((sender) => sender.status === status).length;
const peak = mb(pid, 'VmHWM');
console.log(`# ${before.toFixed()} MB before, ${during.toFixed()} MB while they send, at most `
    + `${peak.toFixed()} MB; the desk in ${took.toFixed()} ms`);
const let_in = count('200'), told = `${senders.map(({ status }) => status)}`;
check(let_in >= AT_ONCE && let_in < SENDERS / 2, 'a few are let in', told);
check(count('503') === SENDERS - let_in, 'the others are told to try again', told);
check(peak - before < MOST_MB, 'memory stays within what the few may take', `${peak - before} MB`);

// ---- and afterwards ------------------------------------------------------------------------------

const sent = jpeg('51.5074N', 300000);
const added = await server.ask(path, { token: bearer, form: { title: 'A card', kind: 'identity' },
    file: { name: '../../etc/passwd', bytes: sent } });
check(added.status === 200, 'there is room again', `${added.status} ${added.body}`);
const list = await server.json(path, { token: bearer });
const person = list.value.documents.ref, [{ document, format }] = list.value.documents.rows;
check(format === 'jpeg' && list.value.documents.rows.length === let_in + 1,
    'it is what its bytes are', JSON.stringify(list.value).slice(0, 300));
const opened = await server.ask(`/api/v1/people/${person}/documents/${document}`, { token: bearer });
const { headers } = opened;
check(opened.status === 200 && headers['content-type'] === 'image/jpeg' &&
    headers['content-disposition'] === `attachment; filename="document-${document}.jpg"` &&
    headers['cache-control'] === 'no-store' && headers['x-content-type-options'] === 'nosniff' &&
    /sandbox/.test(headers['content-security-policy']), 'it opens as a file to save',
    JSON.stringify(headers));
check(!opened.body.includes('51.5074N') && opened.body.includes('xxxxxxxx'),
    'without the place where it was taken');
const unknown = await server.ask(path, { form: { title: 'x', kind: 'legal' },
    file: { name: 'x', bytes: jpeg('', 2 << 20) } });
check(unknown.status === 401, 'of somebody who is not signed in not even a part is kept',
    `${unknown.status}`);
check(!processesOf(server.child.pid).some(({ name }) => /cleaner/.test(name)),
    'no process of the cleaner is left');
await server.stop();
end();

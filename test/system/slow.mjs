// Many senders who never finish a request, against the shipped configuration of nginx, and honest
// people beside them: they must not wait.
//
//     node slow.mjs HAVEN ETC-NGINX [CONNECTIONS]
//
// HAVEN_LONG: ten thousand. HAVEN_INSTRUMENTED (script/tests-in-c): how long the honest wait is told,
// and only that they are answered is checked.
import http from 'node:http';
import net from 'node:net';
import { Server, check, demo, end, folder, token } from './haven.mjs';
import { startProxy } from './proxy.mjs';

const wanted = Number(process.argv[4] ?? (process.env.HAVEN_LONG ? 10000 : 1000));
const seconds = process.env.HAVEN_LONG ? 25 : 6;
const barMs = 500;

const data = folder();
demo(data);
const server = await Server.start(data, { HAVEN_TLS: 'proxy' });
const proxy = await startProxy(server, process.argv[3]);
check(proxy.isReached, 'nginx starts with what is shipped', proxy.complaint());
const bearer = token(data, 'worker');
const people = (await server.json('/api/v1/people?name=a', { token: bearer })).status;
check(people === 200, 'there is something to ask for', people);

// ---- the slow ones ------------------------------------------------------------------------------
// From many addresses. Half never end their header, half never send the body that they announced. Each
// sends a byte now and then, and whoever is let go comes again.
let open = 0;
let letGo = 0;
let isOver = false;
const sockets = new Set();

function beSlow(number) {
    const from = `127.0.${1 + number % 200}.${1 + Math.floor(number / 200) % 250}`;
    const socket = net.connect({ port: proxy.port, host: '127.0.0.1', localAddress: from });
    let drip = null;
    sockets.add(socket);
    socket.on('connect', () => {
        open += 1;
        socket.write(number % 2 ? 'GET /desk HTTP/1.1\r\nHost: a\r\nX-Slow: '
            : 'POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nname=');
        drip = setInterval(() => socket.write('x'), 3000);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
        clearInterval(drip);
        sockets.delete(socket);
        if (drip) { open -= 1; letGo += 1; }
        if (!isOver) setTimeout(() => beSlow(number), 200);
    });
}
for (let i = 0; i < wanted; i++) {
    beSlow(i);
    if (i % 200 === 199) await new Promise((resolve) => { setTimeout(resolve, 20); });
}
const waited = Date.now();
while (open < wanted * 0.95 && Date.now() - waited < 20000)
    await new Promise((resolve) => { setTimeout(resolve, 100); });
check(open >= wanted * 0.9, `${open} slow connections stand`, `${open} of ${wanted}`);

// ---- the honest ones ----------------------------------------------------------------------------
const agent = new http.Agent({ keepAlive: true, maxSockets: 16, localAddress: '127.0.0.2' });
const times = [];
let refusals = 0;

function ask() {
    const started = performance.now();
    return new Promise((resolve) => {
        const done = (status) => {
            times.push(performance.now() - started);
            if (status !== 200) refusals += 1;
            resolve();
        };
        http.get({ port: proxy.port, host: '127.0.0.1', path: '/api/v1/today', agent,
            headers: { Authorization: `Bearer ${bearer}` } }, (answer) => {
            answer.resume();
            answer.on('end', () => done(answer.statusCode));
        }).on('error', () => done(0));
    });
}
async function person(until) {
    while (Date.now() < until) {
        await ask();
        await new Promise((resolve) => { setTimeout(resolve, 250); }); // under nginx's 50 a second
    }
}
const until = Date.now() + seconds * 1000;
let least = open;
const watch = setInterval(() => { least = Math.min(least, open); }, 50);
await Promise.all(Array.from({ length: 10 }, () => person(until)));
clearInterval(watch);
isOver = true;
times.sort((a, b) => a - b);
const p95 = times[Math.floor(times.length * 0.95)];
const waiting = `honest people's 95th percentile is ${p95.toFixed(1)} ms (bar ${barMs} ms) over `
    + `${times.length} pages, ${letGo} slow ones let go meanwhile`;
if (process.env.HAVEN_INSTRUMENTED) console.log(`# ${waiting}`);
else check(p95 < barMs, waiting);
check(refusals === 0, 'and none of them is refused', `${refusals} of ${times.length}`);
console.log(`# fewest slow connections at one time: ${least}`);
for (const socket of sockets) socket.destroy();
await server.stop();
end();

// nginx in front of Haven with the configuration that is shipped: what passes, what is refused,
// what is limited.
//
//     node nginx.mjs HAVEN ETC-NGINX
import http from 'node:http';
import net from 'node:net';
import { Server, check, demo, end, folder } from './haven.mjs';
import { startProxy } from './proxy.mjs';

const shipped = process.argv[3];
const data = folder();
demo(data);
const server = await Server.start(data, { HAVEN_TLS: 'proxy' });

const proxy = await startProxy(server, shipped);
const { port } = proxy;
check(proxy.isReached, 'nginx starts with what is shipped', proxy.complaint());

// ---- what passes --------------------------------------------------------------------------------
function ask(path, { method = 'GET', form, headers = {} } = {}) {
    const body = form ? new URLSearchParams(form).toString() : null;
    const more = body === null ? {} : { 'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
        const request = http.request({ host: '127.0.0.1', port, path,
            method: body === null ? method : 'POST',
            headers: { ...more, ...headers } }, (answer) => {
            let text = '';
            answer.on('data', (piece) => { text += piece; });
            answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers,
                body: text }));
        });
        request.on('error', reject);
        request.end(body ?? undefined);
    });
}

const health = await ask('/healthz');
check(health.status === 200 && JSON.parse(health.body).status === 'ok', 'a request passes',
    health.body);
check(/max-age/.test(health.headers['strict-transport-security'] ?? ''), 'with HSTS');
check(!/\d/.test(health.headers.server ?? ''), 'no version of a server is told',
    health.headers.server);
const door = await ask('/', {});
check(door.status === 303 && door.headers.location === '/sign-in', 'the door is where it was');

const codes = (await server.ask('/demo')).body;
const code = codes.match(/>desk<[\s\S]*?(\d{6})/)?.[1];
const entered = await ask('/sign-in',
    { form: { user_name: 'desk', password: 'haven-demo-only', code } });
const cookie = String(entered.headers['set-cookie'] ?? '');
const own = /^__Host-session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Secure/;
check(entered.status === 303 && own.test(cookie), 'a session is the host\'s own',
    `${entered.status} ${cookie}`);
const desk = await ask('/desk', { headers: { Cookie: cookie.split(';')[0] } });
check(desk.status === 200, 'and is known again', desk.status);
const plain = cookie.split(';')[0].replace('__Host-', '');
const planted = await ask('/desk', { headers: { Cookie: plain } });
check(planted.status === 303, 'under another name it is nobody\'s', planted.status);

// ---- what is refused ----------------------------------------------------------------------------
// Sends bytes; everything that comes back until the connection ends.
function raw(bytes, wait = 15000) {
    return new Promise((resolve) => {
        let text = '';
        const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
        socket.setTimeout(wait, () => { text += '(left open)'; socket.destroy(); });
        socket.on('data', (piece) => { text += piece; });
        socket.on('error', () => {});
        socket.on('close', () => resolve(text));
    });
}
const answers = (text) => (text.match(/^HTTP\/1\.1 (\d{3})/gm) ?? []).map((line) => line.slice(9));

const refused = {
    'two hosts': 'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
    'no host': 'GET /healthz HTTP/1.1\r\n\r\n',
    'two lengths': 'POST /sign-in HTTP/1.1\r\nHost: a\r\n'
        + 'Content-Length: 0\r\nContent-Length: 5\r\n\r\nhello',
    'both lengths': 'POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n'
        + 'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'two encodings': 'POST /sign-in HTTP/1.1\r\nHost: a\r\n'
        + 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    'a folded header': 'GET /healthz HTTP/1.1\r\nHost: a\r\nX-One: 1\r\n'
        + ' Transfer-Encoding: chunked\r\n\r\n',
    'a blank in a name': 'GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nhello',
    'a length that is none': 'POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello',
    'a zero byte': 'GET /healthz HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n',
};
for (const [what, bytes] of Object.entries(refused)) {
    const said = answers(await raw(bytes));
    check(said.length === 1 && /^(400|501)$/.test(said[0]), `${what} is refused`, said.join(' '));
}

// A bare line feed ends a line for nginx; what follows is read once, by one program.
const bare = answers(await raw('GET /healthz HTTP/1.1\nHost: a\nConnection: close\n\n'));
check(bare.length === 1 && bare[0] === '200', 'bare line feeds reach Haven as line ends',
    bare.join(' '));
const hidden = answers(await raw('GET /healthz HTTP/1.1\r\nHost: a\r\nX: 1\n'
    + 'Transfer-Encoding: chunked\r\nContent-Length: 30\r\n\r\n'
    + 'GET /demo HTTP/1.1\r\nHost: a\r\n\r\n'));
check(hidden.length === 1 && hidden[0] === '400', 'and hide no second length', hidden.join(' '));

const other = await raw('DELETE /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
check(answers(other)[0] === '405', 'other methods are refused');
const long = await raw(`GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(9000)}\r\n\r\n`);
check(answers(long)[0] === '400', 'a header is not longer than 8 KB');
const large = await raw('POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n');
check(answers(large)[0] === '413', 'a body is not larger than 1 MB');
const slow = await raw('GET /healthz HTTP/1.1\r\nHost: a\r\n', 30000);
check(!slow.includes('(left open)'), 'who sends no end of a request is let go', slow);

// ---- what is limited ----------------------------------------------------------------------------
// One try was made above. Five more at once are let through, the next are not.
// They come at once: of those that wait for one another each gives nginx time to let one more through.
const guess = { user_name: 'nobody', password: 'x', code: '1' };
const tries = (await Promise.all(Array.from({ length: 12 }, () => ask('/sign-in', { form: guess }))))
    .map(({ status }) => status);
check(tries.filter((status) => status === 429).length >= 5 && tries.some((status) => status !== 429),
    'signing in is limited for one address', tries.join(' '));
check((await ask('/sign-in')).status === 200, 'the door is still shown');
const many = await Promise.all(Array.from({ length: 60 }, () => ask('/healthz')));
check(many.every((answer) => answer.status === 200), 'a busy office is not limited');

await server.stop();
end();

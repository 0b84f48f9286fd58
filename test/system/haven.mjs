// What the tests of the real server share: starting and ending it, asking it, and TAP.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const haven = process.argv[2];

// ---- TAP ----------------------------------------------------------------------------------------

let number = 0;
let failed = 0;

export function check(is, name, said = '') {
    console.log(`${is ? 'ok' : 'not ok'} ${++number} - ${name}`);
    if (!is) {
        failed += 1;
        for (const line of String(said).split('\n').slice(0, 20)) console.log(`# ${line}`);
    }
    return is;
}

export function skip(name, why) {
    console.log(`ok ${++number} - ${name} # SKIP ${why}`);
}

export function end() {
    console.log(`1..${number}`);
    cleanUp();
    process.exit(failed ? 1 : 0);
}

// ---- folders and databases ----------------------------------------------------------------------

const folders = [];
const servers = new Set();

export function folder() {
    const made = mkdtempSync(join(tmpdir(), 'haven-system-'));
    folders.push(made);
    return join(made, 'data');
}

function cleanUp() {
    for (const server of servers) server.child.kill('SIGKILL');
    for (const made of folders) rmSync(made, { recursive: true, force: true });
}
process.on('exit', cleanUp);

const environment = (more = {}) => {
    const { HAVEN_DB, HAVEN_CLOCK, HAVEN_DATA, HAVEN_PORT, ...rest } = process.env;
    return { ...rest, ...more };
};

// Whether it comes true, asked again and again: a test waits for what is to happen, never for a time
// that is long enough where nothing else runs.
export async function until(is, seconds = 30) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
        if (await is()) return true;
        await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
    return Boolean(await is());
}

// Takes everything out of the database that a test on PostgreSQL may use.
export function emptyPostgres(url) {
    execFileSync('psql', ['-q', '-X', url, '-c',
        'set client_min_messages = warning; drop schema public cascade; create schema public']);
}

// Runs a command to its end: { status, stdout, stderr }.
export function run(words, { data, input, env } = {}) {
    return spawnSync(haven, data ? [...words, '--data', data] : words,
        { encoding: 'utf8', input, env: environment(env), timeout: 300000 });
}

export function demo(data, { people = 3, houses = 4, env } = {}) {
    const made = run(['demo', '--people', String(people), '--houses', String(houses), '--seed', '7'],
        { data, env });
    if (made.status !== 0) throw new Error(`no demo: ${made.stderr}`);
}

export function token(data, user, env) {
    const made = run(['token', '--user', user], { data, env });
    if (made.status !== 0) throw new Error(`no token for ${user}: ${made.stderr}`);
    return made.stdout.trim();
}

// ---- forms with a file ---------------------------------------------------------------------------

export const BOUNDARY = '----of-a-test';

// As a browser sends it: { name, bytes } is the file.
export function parts(form, { name, bytes }) {
    const texts = Object.entries(form).map(([field, value]) => `--${BOUNDARY}\r\n`
        + `Content-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`).join('');
    return Buffer.concat([Buffer.from(`${texts}--${BOUNDARY}\r\nContent-Disposition: form-data; `
        + `name="file"; filename="${name}"\r\nContent-Type: application/pdf\r\n\r\n`),
        Buffer.from(bytes), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
}

// A JPEG that holds text where nobody sees it, and so many bytes of points.
export function jpeg(text = '', points = 0) {
    const segment = (marker, bytes) => Buffer.concat([Buffer.from([0xff, marker,
        (bytes.length + 2) >> 8, (bytes.length + 2) & 255]), bytes]);
    return Buffer.concat([Buffer.from([0xff, 0xd8]),
        segment(0xe1, Buffer.from(`Exif\0\0MM\0*\0\0\0\x08\0\0${text}`, 'latin1')),
        segment(0xfe, Buffer.from(text)), segment(0xdb, Buffer.alloc(65)),
        segment(0xc0, Buffer.from([8, 0, 9, 0, 9, 1, 1, 0x11, 0])), segment(0xc4, Buffer.alloc(20)),
        segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.alloc(points, 'x'),
        Buffer.from([0xff, 0xd9])]);
}

// A PDF of one page, in its language; /F is a font that every reader has.
export function pdf(page) {
    const objects = ['<</Type/Catalog/Pages 2 0 R>>',
        '<</Type/Pages/Kids[3 0 R]/Count 1>>',
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 800]/Contents 4 0 R/Resources<</Font<</F'
            + '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>>',
        `<</Length ${page.length}>>\nstream\n${page}\nendstream`];
    return Buffer.from(`%PDF-1.4\n${objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`)
        .join('')}trailer\n<</Root 1 0 R/Size 5>>\n%%EOF\n`, 'latin1');
}

// ---- the server ---------------------------------------------------------------------------------

// Below the ports that the system gives to clients; drawn, because several tests run at a time.
function isFree(port) {
    return new Promise((resolve) => {
        const probe = net.createServer();
        probe.once('error', () => resolve(false));
        probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
}

// The next one is free too, for what stands beside it.
export async function freePort() {
    for (;;) {
        const port = 20000 + 2 * Math.floor(Math.random() * 4500);
        if (await isFree(port) && await isFree(port + 1)) return port;
    }
}

export class Server {
    // Resolves when it says that it is ready; readyMs says after how long. A port that another test
    // has taken since it was found free is let go, for another one.
    static async start(data, env = {}) {
        for (let tries = 1; ; tries++) {
            try {
                return await Server.#start(data, env);
            } catch (error) {
                if (tries === 5 || !/another program uses the port/.test(error.message)) throw error;
            }
        }
    }

    static async #start(data, env) {
        const server = new Server();
        server.data = data;
        server.port = await freePort();
        const started = performance.now();
        server.child = spawn(haven, ['serve', '--data', data],
            { env: environment({ HAVEN_PORT: String(server.port), ...env }) });
        servers.add(server);
        server.said = '';
        server.ended = new Promise((resolve) => server.child.on('close', (code, signal) => {
            servers.delete(server);
            server.agent.destroy();
            resolve({ code, signal });
        }));
        await new Promise((resolve, reject) => {
            const listen = (piece) => {
                server.said += piece;
                if (server.said.includes('haven: ready on ')) resolve();
            };
            server.child.stdout.on('data', listen);
            server.child.stderr.on('data', listen);
            server.ended.then(({ code }) => reject(new Error(`exit ${code}: ${server.said}`)));
        });
        server.readyMs = performance.now() - started;
        return server;
    }

    agent = new http.Agent({ keepAlive: true, maxSockets: 512 });

    async stop(signal = 'SIGTERM') {
        this.child.kill(signal);
        return this.ended;
    }

    // { status, headers, body }; rejects when the connection ends without an answer.
    ask(path, { method = 'GET', token: bearer, json, form, file, cookie, agent = this.agent } = {}) {
        const body = json ? JSON.stringify(json) : file ? parts(form, file)
            : form ? new URLSearchParams(form).toString() : null;
        const headers = {};
        if (bearer) headers.Authorization = `Bearer ${bearer}`;
        if (cookie) headers.Cookie = cookie;
        if (body !== null) {
            headers['Content-Type'] = json ? 'application/json'
                : file ? `multipart/form-data; boundary=${BOUNDARY}` : 'application/x-www-form-urlencoded';
            headers['Content-Length'] = Buffer.byteLength(body);
        }
        return new Promise((resolve, reject) => {
            const request = http.request({ host: '127.0.0.1', port: this.port, agent, headers, path,
                method: body === null ? method : 'POST' }, (response) => {
                let text = '';
                response.setEncoding('utf8');
                response.on('data', (piece) => { text += piece; });
                response.on('end', () => resolve({ status: response.statusCode,
                    headers: response.headers, body: text }));
                response.on('error', reject);
            });
            request.on('error', reject);
            request.end(body ?? undefined);
        });
    }

    async json(path, options) {
        const answer = await this.ask(path, options);
        return { ...answer, value: JSON.parse(answer.body) };
    }

    // Signs in through the page; the cookie and the token of its forms.
    async signIn(user, code) {
        const answer = await this.ask('/sign-in',
            { form: { user_name: user, password: 'haven-demo-only', code } });
        if (answer.status !== 303) throw new Error(`${user}: ${answer.status} ${answer.body}`);
        const cookie = answer.headers['set-cookie'][0].split(';')[0];
        const page = await this.ask('/sessions', { cookie });
        return { cookie, csrf: hidden(page.body, 'csrf') };
    }
}

// The value of the first hidden field of that name.
export function hidden(page, name) {
    return page.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];
}

// ---- calls --------------------------------------------------------------------------------------

export const tonight = {
    'safe-now': 'yes', 'comes-with': 'alone', 'pv-gender': 'female', 'regions-allowed': 'anywhere',
    'avoid-any': 'no', 'night-admission': 'yes', 'medication-tonight': 'no',
    'feels-safe-houses': 'women', 'step-free': 'no', 'complex-needs': 'no', 'conflict-any': 'no',
    'pv-interpreter-requirements': 'no',
};

// Starts a referral of somebody made up; its reference.
export async function takeCall(server, bearer, name) {
    const started = await server.json('/api/v1/referrals/new',
        { token: bearer, json: { name, is_tonight: true } });
    if (started.status !== 200) throw new Error(`no referral: ${started.status} ${started.body}`);
    return started.value.location.match(/referrals\/([A-Z]{2}-\d{4})/)[1];
}

export function answer(server, bearer, ref, answers) {
    return server.ask(`/api/v1/referrals/${ref}/answers`,
        { token: bearer, json: { part: 'tonight', ...answers } });
}

export const exists = existsSync;

// A server of the program under test: a demo folder of its own, on a free port, at 02:10 of the
// night of the story. It is ended by its own number and the folder goes with it.
import { spawn, execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const READY_WITHIN_MS = 60000;
const CLOCK = '2026-11-24T02:10Z';

function is_free(port) {
    return new Promise((resolve) => {
        const probe = createServer();
        probe.once('error', () => resolve(false));
        probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
}

// Below the range from which the kernel gives ports to clients. The odd ones are of whoever has the
// even one before: a server's proxy (test/system/haven.mjs).
async function free_port() {
    for (let tries = 0; tries < 50; tries++) {
        const port = 20000 + 2 * Math.floor(Math.random() * 6000);
        if (await is_free(port)) return port;
    }
    throw new Error('no free port below 32000');
}

// Resolves when the server says that it is ready; rejects when it ends before.
function ready(child, told) {
    return new Promise((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error(`not ready: ${told.text}`)),
            READY_WITHIN_MS);
        const settle = (then, value) => {
            clearTimeout(limit);
            then(value);
        };
        child.stdout.on('data', (piece) => {
            told.text += piece;
            if (told.text.includes('haven: ready on ')) settle(resolve);
        });
        child.stderr.on('data', (piece) => { told.text += piece; });
        child.once('close', (code) => settle(reject,
            new Error(`ended with ${code}: ${told.text}`)));
    });
}

// A port that another test has taken since it was found free is let go, for another one.
export async function start_server(haven) {
    for (let tries = 1; ; tries++) {
        try {
            return await start_once(haven);
        } catch (error) {
            if (tries === 5 || !/another program uses the port/.test(error.message)) throw error;
        }
    }
}

async function start_once(haven) {
    const folder = mkdtempSync(join(tmpdir(), 'haven-browser-'));
    const port = await free_port();
    const env = { ...process.env, HAVEN_PORT: String(port), HAVEN_DATA: join(folder, 'data'),
        HAVEN_CLOCK: CLOCK, HAVEN_DB: '' };
    const child = spawn(haven, ['serve'], { env });
    const told = { text: '' };
    const ended = new Promise((resolve) => child.once('close', resolve));
    process.once('exit', () => child.kill('SIGKILL'));
    const stop = async () => {
        child.kill('SIGTERM');
        const code = await ended;
        rmSync(folder, { recursive: true, force: true });
        return code;
    };
    try {
        await ready(child, told);
    } catch (error) {
        await stop();
        throw error;
    }
    return {
        url: `http://127.0.0.1:${port}`,
        folder,
        stop,
        // One of the program's commands on this server's data: goes through its control socket.
        run: async (...words) => {
            const { stdout } = await promisify(execFile)(haven, words, { env });
            return stdout.trim();
        },
    };
}

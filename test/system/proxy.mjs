// nginx in front of a server under test, with the configuration that is shipped; only paths, ports and
// what needs a root's rights are the test's own.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function write(home, shipped, server, port) {
    const read = (name) => readFileSync(join(shipped, name), 'utf8');
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map((name) => `${name}_temp_path ${home}/${name};`).join('\n    ');
    mkdirSync(join(home, 'logs'));
    writeFileSync(join(home, 'haven-http.conf'),
        read('haven-http.conf').replace('127.0.0.1:8080', `127.0.0.1:${server.port}`));
    writeFileSync(join(home, 'nginx.conf'), `daemon off;\n${read('nginx.conf')
        .replace(/^user .*$/m, '')
        .replace(/^worker_processes .*$/m, 'worker_processes 1;')
        .replace(/^worker_rlimit_nofile .*$/m, '')
        .replace('/run/nginx.pid', `${home}/nginx.pid`)
        .replace('/var/log/nginx/error.log', `${home}/error.log`)
        .replace('include /etc/nginx/conf.d/*.conf;', `${temporary}
    include ${home}/haven-http.conf;`)
        .replace('include /etc/nginx/sites-enabled/*;', `server {
        listen 127.0.0.1:${port};
        include ${join(shipped, 'haven-server.conf')};
    }`)}`);
}

function reached(port) {
    return new Promise((resolve) => {
        const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
        socket.on('error', () => resolve(false));
    });
}

// { port, is_reached, complaint() }; ended with the test.
export async function startProxy(server, shipped) {
    const home = mkdtempSync(join(tmpdir(), 'haven-nginx-'));
    const port = server.port + 1;
    write(home, shipped, server, port);
    const nginx = spawn('/usr/sbin/nginx', ['-p', home, '-c', join(home, 'nginx.conf')],
        { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    nginx.stderr.on('data', (piece) => { complaint += piece; });
    process.on('exit', () => {
        nginx.kill('SIGTERM');
        rmSync(home, { recursive: true, force: true });
    });
    let isReached = false;
    for (let tries = 0; tries < 100 && !isReached; tries++) {
        isReached = await reached(port);
        if (!isReached) await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    return { port, isReached, complaint: () => complaint };
}

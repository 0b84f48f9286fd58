// server.mjs - a Haven server of the bench: started, signed in to, asked how much it used.
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK']).toString())
const PASSWORD = 'haven-demo-only'

// Starts one and waits for its line "ready" and the table of logins after it.
export async function startServer(program, data, port, environment = {}) {
    const began = process.hrtime.bigint()
    const child = spawn(program, ['serve'], {
        env: { ...process.env, HAVEN_DATA: data, HAVEN_PORT: String(port), ...environment },
        stdio: ['ignore', 'pipe', 'inherit'],
    })
    const server = { child, port, origin: `http://127.0.0.1:${port}`, sessions: {} }
    let printed = ''
    await new Promise((resolve, reject) => {
        child.on('exit', () => reject(new Error('the server ended:\n' + printed)))
        child.stdout.on('data', (piece) => {
            printed += piece
            if (!server.readyMs && printed.includes('haven: ready on'))
                server.readyMs = Number(process.hrtime.bigint() - began) / 1e6
            if (/administrator +administrator .*\n/.test(printed)) resolve()
        })
    })
    child.removeAllListeners('exit')
    server.codes = Object.fromEntries(
        [...printed.matchAll(/^ +\w+ +(\S+) +\S+ +(\d{6})$/gm)].map((m) => [m[1], m[2]]))
    return server
}

export function stopServer(server) {
    return new Promise((resolve) => {
        server.child.on('exit', resolve)
        server.child.kill('SIGTERM')
    })
}

const inputValue = (html, name) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

// Signs in through the form and keeps the session's cookie and the token of its forms.
export async function signIn(server, name) {
    const form = await (await fetch(server.origin + '/sign-in')).text()
    const answer = await fetch(server.origin + '/sign-in', {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({
            csrf: inputValue(form, 'csrf'), once: inputValue(form, 'once'),
            user_name: name, password: PASSWORD, code: server.codes[name],
        }),
    })
    const cookie = /session=[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0]
    if (!cookie) throw new Error(`${name} could not sign in: ${answer.status}`)
    const page = await fetch(server.origin + '/people', { headers: { cookie } })
    server.sessions[name] = { cookie, csrf: inputValue(await page.text(), 'csrf') }
    return server.sessions[name]
}

// The supervisor, the web process and the vault.
function processes(server) {
    const of = server.child.pid
    return [of, ...readFileSync(`/proc/${of}/task/${of}/children`, 'utf8').trim().split(' ')]
}

// Seconds of processor time, user and system, since it started.
export function processorSeconds(server) {
    let ticks = 0
    for (const process of processes(server)) {
        const fields = readFileSync(`/proc/${process}/stat`, 'utf8').split(') ')[1].split(' ')
        ticks += Number(fields[11]) + Number(fields[12])
    }
    return ticks / TICKS_PER_SECOND
}

// The most memory each ever held, in MiB.
export function peakMemory(server) {
    let kib = 0
    for (const process of processes(server)) {
        const status = readFileSync(`/proc/${process}/status`, 'utf8')
        kib += Number(/VmHWM:\s+(\d+) kB/.exec(status)[1])
    }
    return kib / 1024
}

// Somebody at a browser: signs in through the form as a demo account, fills in forms, presses
// buttons. Signed in once for the whole run, since a code opens only once; windows of every kind
// (with JavaScript or without, wide or narrow, in another language) are then opened with its
// cookie. Who waits for others asks for something now and then, since a session idles out.
import { chromium } from 'playwright-core';

export const DEMO_PASSWORD = 'haven-demo-only';
// A third of the time after which a session idles out (src/guard/account.h).
const LOOKS_EVERY_MS = 5 * 60000;
export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 320, height: 800 };

export function open_browser() {
    return chromium.launch({
        executablePath: process.env.HAVEN_CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
            '--disable-component-update', '--disable-sync'],
    });
}

// { desk: { role: 'Placement desk', called: 'Jo Winterdale', code: '123456' }, ... } as /demo
// shows it.
export async function read_logins(server) {
    const html = await (await fetch(`${server.url}/demo`)).text();
    const logins = {};
    for (const row of html.split('<tr').slice(1)) {
        const cells = [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map((cell) => cell[1]);
        if (/^\d{6}$/.test(cells[2])) {
            const [role, called] = cells[1].replace(/<\/?bdi>/g, '').split('<br>');
            logins[cells[0]] = { role, called, code: cells[2] };
        }
    }
    return logins;
}

export class Visitor {
    constructor(browser, server, name) {
        Object.assign(this, { browser, server, name, cookies: [], strangers: [], complaints: [] });
    }

    // A window of this visitor. What it asks of others than our server and what its console
    // complains of is kept with the visitor.
    async window({ script = true, size = WIDE, language = 'en' } = {}) {
        const context = await this.browser.newContext({ javaScriptEnabled: script, viewport: size,
            baseURL: this.server.url, locale: 'en-GB' });
        context.setDefaultTimeout(60000);
        const { hostname } = new URL(this.server.url);
        await context.addCookies([...this.cookies,
            { name: 'language', value: language, domain: hostname, path: '/' }]);
        context.on('request', (request) => {
            if (new URL(request.url()).origin !== this.server.url) this.strangers.push(request.url());
        });
        const page = await context.newPage();
        page.on('console', (message) => {
            if (message.type() === 'error') this.complaints.push(`${page.url()}: ${message.text()}`);
        });
        page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error}`));
        return new Window(this, page);
    }

    async sign_in({ code, password = DEMO_PASSWORD, script = true }) {
        const window = await this.window({ script });
        await window.go('/sign-in');
        await window.fill({ user_name: this.name, password, code });
        await window.press('Sign in');
        await this.stay_signed_in(window);
        return window;
    }

    // Windows opened later have this one's session.
    async stay_signed_in(window) {
        this.cookies = (await window.page.context().cookies()).filter(({ name }) =>
            name === 'session');
        if (this.cookies.length === 1) setInterval(() => this.look(), LOOKS_EVERY_MS).unref();
    }

    // Whoever is signed out by this time was signed out too early.
    async look() {
        const { value } = this.cookies[0];
        const { status } = await fetch(`${this.server.url}/sessions`, { redirect: 'manual',
            headers: { cookie: `session=${value}` } }).catch(() => ({ status: 'no answer' }));
        if (status !== 200) this.complaints.push(`${this.name} looks at her sessions: ${status}`);
    }
}

export class Window {
    constructor(visitor, page) {
        Object.assign(this, { visitor, page, status: 0 });
    }

    get path() {
        return new URL(this.page.url()).pathname;
    }

    async go(path) {
        const response = await this.page.goto(path);
        this.status = response?.status() ?? 0;
        return this.status;
    }

    // Waits for the page to which the act leads, and remembers its status.
    async leads_on(act) {
        const [answered] = await Promise.all([
            this.page.waitForResponse((response) => response.request().isNavigationRequest() &&
                ![301, 302, 303].includes(response.status())),
            this.page.waitForEvent('load'),
            act(),
        ]);
        this.status = answered.status();
    }

    async press(name, { times = 1, exact = true } = {}) {
        const button = this.page.getByRole('button', { name, exact }).first();
        await this.leads_on(() => button.click({ clickCount: times }));
    }

    // A link whose text begins so, also one that looks like a button.
    async follow(name) {
        const begin = new RegExp(`^\\s*${name.replace(/[^\w\s]/g, '\\$&')}`);
        const link = this.page.locator('main a').filter({ hasText: begin }).first();
        await this.leads_on(() => link.click());
    }

    // Values by the name of their field: one, several for boxes, true for a single box.
    async fill(values) {
        for (const [name, value] of Object.entries(values)) await this.fill_one(name, value);
    }

    async fill_one(name, value) {
        const field = this.page.locator(`[name="${name}"]:not([type=hidden])`);
        const kind = await field.first().evaluate((at) => (at.tagName === 'SELECT' ? 'select'
            : at.type));
        if (kind === 'select') return field.first().selectOption(value);
        if (kind !== 'radio' && kind !== 'checkbox') return field.first().fill(value);
        const chosen = value === true ? ['true'] : [value].flat();
        for (const one of chosen) {
            await this.page.locator(`[name="${name}"][value="${one}"]:not([type=hidden])`).check();
        }
    }

    async value(name) {
        return this.page.locator(`[name="${name}"]:not([type=hidden])`).first().inputValue();
    }

    async sees(text) {
        return (await this.page.locator('main').innerText()).includes(text);
    }

    async close() {
        await this.page.context().close();
    }
}

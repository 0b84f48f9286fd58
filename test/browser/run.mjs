// The browser test: one server on invented people, every role at its screens, the night of the
// story with JavaScript and without.
//
//   node run.mjs HAVEN          HAVEN is the built program
import { join } from 'node:path';
import { finish, none, note, ok, part, same } from './tap.mjs';
import { every_route_answers, lint } from './api.mjs';
import { hand_in } from './documents.mjs';
import { axe_violations, sideways } from './page_checks.mjs';
import { press_by_keyboard, sign_in_by_keyboard } from './keyboard.mjs';
import * as night from './night.mjs';
import { Routes, walk } from './pages.mjs';
import { start_server } from './server.mjs';
import { DEMO_PASSWORD, NARROW, open_browser, read_logins, Visitor } from './visitor.mjs';

const [haven] = process.argv.slice(2);
const server = await start_server(haven);
const browser = await open_browser();
const visitors = { nobody: new Visitor(browser, server, 'nobody') };
const logins = await read_logins(server);
const document = await (await fetch(`${server.url}/openapi.json`)).text();
const routes = new Routes(JSON.parse(document));

// ---- signing in --------------------------------------------------------------------------------

// Each signs in once, when first needed. The auditor does so without JavaScript, desk2 without a
// mouse.
async function visitor(name) {
    if (visitors[name]) return visitors[name];
    const { code } = (await read_logins(server))[name];
    const made = new Visitor(browser, server, name);
    const window = name === 'desk2'
        ? await sign_in_by_keyboard(made, { code, password: DEMO_PASSWORD })
        : await made.sign_in({ code, script: name !== 'auditor' });
    ok(made.cookies.length === 1 && window.status === 200, `${name} signs in`, window.page.url());
    await window.close();
    visitors[name] = made;
    return made;
}

async function window_of(name, options) {
    return (await visitor(name)).window(options);
}

await part('signing in', async () => {
    const window = await visitors.nobody.window();
    await window.go('/');
    same(window.path, '/sign-in', 'who is not signed in is led to the door');
    await window.fill({ user_name: 'desk', password: 'not the password', code: '000000' });
    await window.press('Sign in');
    ok(await window.sees('is not right'), 'a wrong password is told on the page');
    same(await window.value('user_name'), 'desk', 'the name is kept');
    same(await window.value('password'), '', 'the password is not');
    await window.close();
    await visitor('desk');
    await visitor('desk2');
});

// ---- the night ---------------------------------------------------------------------------------

// { 'Rowan House': 'manager', ... } of those who can sign in.
async function managers_of_houses() {
    const managers = {};
    for (const [name, { role }] of Object.entries(logins)) {
        if (!/house manager/i.test(role)) continue;
        const window = await window_of(name);
        await window.go('/houses');
        for (const link of await window.page.locator('main th a[href^="/houses/"]').allInnerTexts()) {
            managers[link] ??= name;
        }
        await window.close();
    }
    return managers;
}

const nights = {};

await part('the call', async () => {
    for (const [kind, user] of [['script', 'desk'], ['plain', 'desk2']]) {
        const script = kind === 'script';
        const desk = await window_of(user, { script });
        const family = night.FAMILIES[kind];
        const call = await night.take_the_call(desk, family, { script });
        nights[kind] = { family, user, script, ...call };
    }
});

await part('what came with the call', async () => {
    for (const { user, script, ref } of Object.values(nights)) {
        const window = await window_of(user, { script });
        await hand_in(window, ref, { script });
        await window.close();
    }
});

await part('a room', async () => {
    const managers = await managers_of_houses();
    note(JSON.stringify(managers));
    const { script, plain } = nights;
    const rooms = await night.look_at_rooms(script.window, script.ref);
    const wanted = night.choose(rooms, managers);
    ok(wanted, 'a suitable room is in a house whose manager can sign in',
        rooms.map(({ title }) => title).join(', '));

    const other = await window_of('desk2');
    await other.go(`/referrals/${plain.ref}/rooms`);
    await press_by_keyboard(other, wanted.title);
    ok(/^\/placements\//.test(other.path), 'a room is held without a mouse', other.page.url());
    Object.assign(plain, { placement: other.path, house: wanted.house,
        manager: managers[wanted.house] });
    await other.close();

    await night.is_told_kindly(script.window, script.ref, wanted);
    const left = night.choose(await night.look_at_rooms(script.window, script.ref), managers,
        [wanted.title]);
    ok(left, 'another suitable room is left');
    Object.assign(script, { placement: await night.hold(script.window, left), house: left.house,
        manager: managers[left.house] });
});

for (const kind of ['script', 'plain']) {
    await part(`from the hold to the arrival, ${kind}`, async () => {
        const { family, user, script, placement, house, manager } = nights[kind];
        Object.assign(nights[kind], await night.from_hold_to_arrival({
            desk: await window_of(user, { script }),
            manager: await window_of(manager, { script }),
            placement, family, house, logins, script,
        }));
        const worker = await window_of(nights[kind].worker, { script });
        await night.clocks_run(worker, nights[kind].people[0]);
        await worker.close();
    });
}

await part('nobody can tell', async () => {
    const { ref, people, placement, family, manager, worker } = nights.script;
    const other = (pattern, besides) => Object.keys(logins).find((name) =>
        pattern.test(name) && !besides.includes(name));
    const both = (field) => [nights.script[field], nights.plain[field]];
    const strangers = [other(/^worker/, both('worker')), other(/^manager/, both('manager')),
        'commissioner', 'administrator'];
    for (const name of strangers) {
        const window = await window_of(name);
        await night.cannot_tell(window, { ref, people, placement, name: family.name });
        await window.close();
    }
    const houses = new Set(both('house_path'));
    let opened = 0;
    const auditor = await window_of('auditor');
    for (const house of houses) opened += await night.log_says_so(auditor, house);
    same(opened, 2, 'each of the two nights opened one address once');
});

// ---- every page --------------------------------------------------------------------------------

// Where a route can be asked, and by whom: filled while walking.
const examples = {
    '/': { path: '/', user: 'desk' },
    '/healthz': { path: '/healthz' },
    '/openapi.json': { path: '/openapi.json' },
    '/language/{language}': { path: '/language/en' },
};

function places_of(name) {
    const mine = Object.values(nights).filter(({ user, manager, worker }) =>
        [user, manager, worker].includes(name));
    return ['/', '/sessions', ...mine.flatMap(({ ref, people, placement, house_path }) =>
        [`/people/${people?.[0]}`, `/referrals/${ref}`, placement, house_path])].filter(Boolean);
}

async function may_see(name, path) {
    const { value } = visitors[name].cookies[0];
    const answer = await fetch(server.url + path, { headers: { cookie: `session=${value}` } });
    return answer.status === 200;
}

async function starts_of(name) {
    if (name === 'nobody') return ['/sign-in', '/demo', '/law'];
    const starts = [];
    for (const path of places_of(name)) if (await may_see(name, path)) starts.push(path);
    return starts;
}

async function walk_as(name) {
    const pages = await walk(visitors[name], server, routes, await starts_of(name));
    const titles = new Map();
    for (const { path, kind, title, text, is_file, faults } of pages) {
        if (is_file || title) {
            const user = name === 'nobody' ? undefined : name;
            examples[routes.find(path).path] ??= { path, user };
        }
        if (is_file) continue;
        none(faults, `${name}: ${kind}`);
        const other = titles.get(title);
        ok(!title || !other || other.kind === kind || other.text === text,
            `${name}: the title of ${kind} is its own`, `${title}, as ${other?.kind}`);
        titles.set(title, { kind, text });
    }
    note(`${name}: ${pages.length} pages`);
}

await part('every page', async () => {
    const { manager, worker } = nights.script;
    const names = ['desk', worker ?? 'worker', manager ?? 'manager', 'provider', 'nobody',
        'auditor', 'administrator', 'commissioner', 'guardian'];
    for (const name of names) await visitor(name);
    const one_after_another = async () => {
        for (let name = names.shift(); name; name = names.shift()) await walk_as(name);
    };
    await Promise.all([one_after_another(), one_after_another()]);
});

await part('quiet', async () => {
    const all = Object.values(visitors);
    none(all.flatMap(({ strangers }) => strangers), 'nothing is asked of anybody else');
    none(all.flatMap(({ complaints }) => complaints)
        .filter((text) => !/status of (404|409|422)/.test(text)), 'the console is free of errors');
});

// ---- right to left -----------------------------------------------------------------------------

// A number that somebody rings stands as it is dialled, and an arrow points to what it opens.
await part('right to left', async () => {
    const { people, user } = nights.script;
    const window = await window_of(user, { language: 'ar' });
    await window.go(`/people/${people[0]}/edit`);
    const phone = window.page.locator('#phone');
    same(await phone.inputValue(), nights.script.family.phone, 'her phone is there');
    same(await phone.evaluate((at) => getComputedStyle(at).direction), 'ltr',
        'a phone number stands from left to right');
    await window.go(`/people/${people[0]}/clocks`);
    const arrow = await window.page.locator('details summary').first().evaluate((at) =>
        getComputedStyle(at, '::before').clipPath);
    same(arrow, 'polygon(100% 0%, 0% 50%, 100% 100%)', 'a closed arrow points to the left');
    await window.go('/beds/board');
    const next = await window.page.locator('.govuk-pagination__icon--next').evaluate((at) =>
        getComputedStyle(at).transform);
    same(next, 'matrix(-1, 0, 0, 1, 0, 0)', 'and so does the one to the next page');
    await window.close();
});

// Whoever has most to go to has room between the last of it and the languages.
await part('the head of a page', async () => {
    const window = await window_of('guardian');
    await window.go('/staff');
    const gap = await window.page.evaluate(() => {
        const side = (selector, which) => document.querySelector(selector)
            .getBoundingClientRect()[which];
        const menu = '.govuk-service-navigation__list', languages = '.govuk-language-navigation';
        return Math.max(side(languages, 'left') - side(`${menu} > li:last-child`, 'right'),
            side(languages, 'top') - side(menu, 'bottom') + 15);
    });
    ok(gap >= 15, 'the menu and the languages stand apart', `${gap} px`);
    await window.close();
});

// ---- the interface -----------------------------------------------------------------------------

// A link that is shown once, to whoever made it: a worker asks for one as a program.
async function calendar_path() {
    const token = await server.run('token', '--user', 'worker');
    const answer = await fetch(`${server.url}/api/v1/sessions/calendar`, { method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}' });
    return new URL((await answer.json()).url).pathname;
}

await part('the interface', async () => {
    examples['/calendar/{token}'] = { path: await calendar_path() };
    none(await lint(document, join(server.folder, 'openapi.json')),
        'openapi.json is clean under redocly');
    await every_route_answers(server, JSON.parse(document), routes, examples);
});

// ---- a lost telephone --------------------------------------------------------------------------

await part('a lost telephone', async () => {
    const asker = await window_of('administrator');
    await asker.go('/staff');
    await asker.follow('One-time code for provider');
    await asker.fill({ reason: 'telephone_lost', is_seen: true });
    await asker.press('Make the code');
    const told = await asker.page.locator('main').innerText();
    const [code] = told.match(/[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{5}/);
    const second = await window_of('guardian');
    await second.go('/staff');
    await second.press('Confirm the one-time code of provider');
    const window = await new Visitor(browser, server, 'provider').window();
    await window.go('/sign-in/renew');
    await window.fill({ user_name: 'provider', code: code.toUpperCase() });
    await window.press('Continue');
    same(window.path, '/renewal', 'the code opens the page of the new password');
    ok(await window.page.locator('main img').evaluate((at) => at.complete && at.naturalWidth > 0),
        'with the picture for the app');
    none(await axe_violations(window.page), 'which is free of axe violations');
    await window.page.setViewportSize(NARROW);
    none(await sideways(window.page), 'and fits on 320 pixels');
    await window.fill({ password: 'kettle orbit marsh', password_again: 'kettle orbit marsh',
        code: '000000' });
    await window.press('Save and go to sign in');
    ok(await window.sees('not the app'), 'a wrong code is told');
    for (const one of [asker, second, window]) await one.close();
});

await browser.close();
same(await server.stop(), 0, 'the server ends well');
process.exitCode = finish();

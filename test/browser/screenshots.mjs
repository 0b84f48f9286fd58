// Takes the pictures of doc/screenshots: the main screens on the night of the story.
//
//   node screenshots.mjs HAVEN FOLDER
import { join } from 'node:path';
import * as night from './night.mjs';
import { start_server } from './server.mjs';
import { open_browser, read_logins, Visitor } from './visitor.mjs';

const PHONE = { width: 390, height: 844 };

const [haven, folder] = process.argv.slice(2);
const server = await start_server(haven);
const browser = await open_browser();
const visitors = {};

async function window_of(name, options) {
    if (!visitors[name]) {
        visitors[name] = new Visitor(browser, server, name);
        const { code } = (await read_logins(server))[name];
        await (await visitors[name].sign_in({ code })).close();
    }
    return visitors[name].window(options);
}

async function take(window, path, name) {
    if (path) await window.go(path);
    await window.page.screenshot({ path: join(folder, `${name}.png`) });
}

async function manager_of(house) {
    const managers = Object.keys(await read_logins(server)).filter((name) => /^manager/.test(name));
    for (const name of managers) {
        const window = await window_of(name);
        await window.go('/houses');
        const link = window.page.locator('main th a').filter({ hasText: house });
        if (await link.count() > 0) return name;
    }
    throw new Error(`nobody manages ${house}`);
}

const logins = await read_logins(server);
const family = night.FAMILIES.script;
const { window: desk, ref, people } = await night.take_the_call(await window_of('desk'), family,
    { script: true });
await take(desk, '/desk', 'desk');
await take(desk, `/referrals/${ref}`, 'referral');
const [room] = await night.look_at_rooms(desk, ref);
await take(desk, `/referrals/${ref}/rooms`, 'rooms');
await desk.page.locator('article.room').first().scrollIntoViewIfNeeded();
const placement = await night.hold(desk, { ...room,
    card: desk.page.locator('article.room').first() });
await take(desk, placement, 'placement');
const manager = await manager_of(room.house);
const { worker } = await night.from_hold_to_arrival({ desk, manager: await window_of(manager),
    placement, family, house: room.house, logins, script: true });
await take(await window_of(worker), `/people/${people[0]}`, 'person');
await take(await window_of(worker), '/today', 'today');
await take(await window_of(worker), `/people/${people[0]}/clocks`, 'clocks');
await take(await window_of('desk'), '/beds/board', 'board');
await take(await window_of('desk', { size: PHONE }), '/desk', 'desk-phone');
await take(await window_of(worker, { size: PHONE, language: 'ar' }), `/people/${people[0]}`,
    'person-arabic-phone');
await browser.close();
await server.stop();

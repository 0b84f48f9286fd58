// The browser test: one server, every role at its screens.
//
//   node run.mjs HAVEN          HAVEN is the built program
import { ok, none, same, part, note, finish } from './tap.mjs';
import { start_server } from './server.mjs';
import { open_browser, read_logins, Visitor } from './visitor.mjs';
import { FAMILIES, take_the_call } from './night.mjs';

const [haven] = process.argv.slice(2);
const server = await start_server(haven);
const browser = await open_browser();
const visitors = {};

await part('signing in', async () => {
    const logins = await read_logins(server);
    note(Object.keys(logins).join(' '));
    for (const [name, { code }] of Object.entries(logins)) {
        visitors[name] = new Visitor(browser, server, name);
        const window = await visitors[name].sign_in({ code, script: name !== 'auditor' });
        ok(visitors[name].cookies.length === 1, `${name} signs in`, window.page.url());
        await window.close();
    }
});

await part('the night', async () => {
    for (const kind of ['script', 'plain']) {
        const desk = await visitors.desk.window({ script: kind === 'script' });
        await take_the_call(desk, FAMILIES[kind], { script: kind === 'script' });
    }
});
await browser.close();
same(await server.stop(), 0, 'the server ends well');
process.exitCode = finish();

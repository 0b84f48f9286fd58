// Every page that a role can reach from its home and from the places of the night, in two languages
// and two widths. One page of a kind is enough: /people/{person} is one kind, each section of a
// referral is one of its own.
import { axe_violations, make_of, sideways, source_faults, title_faults } from './page_checks.mjs';
import { NARROW, WIDE } from './visitor.mjs';

// What a part of a path looks like when it names a record, a rule of the law or a year; other words
// name a page.
const RECORD = /^([A-Za-z]{2}-\d{4}|[0-9a-z]{13}|\d{4}-\d\d-\d\d|[A-Z][A-Z0-9-]+|\d{4})$/;

// The routes as openapi.json tells them: paths, whether they answer a page or a file.
export class Routes {
    constructor(document) {
        this.paths = Object.entries(document.paths).map(([path, methods]) => ({
            path,
            parts: path.split('/').slice(1),
            is_page: '200' in (methods.get?.responses ?? {}) &&
                'application/json' in methods.get.responses['200'].content,
            has_get: Boolean(methods.get),
            has_post: Boolean(methods.post),
        }));
    }

    // The route that a path meets; a literal part comes before a name in braces.
    find(path, method = 'has_get') {
        const parts = path.split('/').slice(1);
        const fits = (route) => route[method] && route.parts.length === parts.length &&
            route.parts.every((part, at) => part.startsWith('{') || part === parts[at]);
        const literals = (route) =>
            route.parts.map((part) => (part.startsWith('{') ? '1' : '0')).join('');
        return this.paths.filter(fits).sort((a, b) => literals(a).localeCompare(literals(b)))[0];
    }

    // Pages of one kind share this: the route, with those parts that name no record as they stand.
    kind(path) {
        const route = this.find(path);
        if (!route) return null;
        const parts = path.split('/').slice(1);
        return '/' + route.parts.map((part, at) =>
            (part.startsWith('{') && !RECORD.test(parts[at]) ? parts[at] : part)).join('/');
    }
}

async function links_of(page) {
    return page.evaluate(() => [...document.querySelectorAll('a[href]')].map((link) => link.href));
}

async function form_faults(page, routes) {
    const actions = await page.evaluate(() => [...document.forms].map((form) =>
        ({ method: form.method, action: new URL(form.action).pathname })));
    return actions.filter(({ method, action }) =>
        !routes.find(action, method === 'post' ? 'has_post' : 'has_get'))
        .map(({ method, action }) => `a form leads nowhere: ${method} ${action}`);
}

// axe takes most of the time. The long test has it look at both widths in both languages; the short one
// at the wide page in English and the narrow one in Arabic: each width and each direction once.
const axe_looks = (language, width) =>
    process.env.HAVEN_LONG || (language === 'en') === (width === WIDE);

// What axe has looked at: kind, language and what the page is made of.
const looked_at = new Set();

function is_known(kind, language, html) {
    const mark = `${kind} ${language} ${make_of(html)}`;
    const is_there = looked_at.has(mark);
    looked_at.add(mark);
    return is_there;
}

async function look(window, path, kind, routes) {
    await window.page.setViewportSize(WIDE);
    const answer = await window.page.goto(path);
    if (answer.status() !== 200) return { faults: [`${answer.status()} for ${path}`], links: [] };
    const html = await answer.text();
    const language = await window.page.getAttribute('html', 'lang');
    const known = is_known(kind, language, html);
    const axe = async (width) =>
        (known || !axe_looks(language, width) ? [] : axe_violations(window.page));
    const tell = (where, list) => list.map((fault) => `${where}: ${fault}`);
    const faults = [
        ...source_faults(html),
        ...await title_faults(window.page),
        ...await form_faults(window.page, routes),
        ...tell('1280', await axe(WIDE)),
    ];
    const seen = { title: await window.page.title(), make: make_of(html),
        text: await window.page.locator('main').innerText() };
    const links = await links_of(window.page);
    await window.page.setViewportSize(NARROW);
    faults.push(...tell('320', [...await sideways(window.page), ...await axe(NARROW)]));
    return { ...seen, faults, links };
}

async function look_in_both(english, arabic, path, kind, routes) {
    const seen = await look(english, path, kind, routes);
    const mirrored = await look(arabic, path, kind, routes);
    if (mirrored.title !== undefined && (await arabic.page.getAttribute('html', 'dir')) !== 'rtl') {
        mirrored.faults.push('not right to left');
    }
    seen.faults.push(...mirrored.faults.map((fault) => `ar: ${fault}`));
    return seen;
}

// More pages of a kind that is known: how many are read, and how many of those that are made
// otherwise are looked at.
const READ = 16;
const LOOKED_AT = 2;

async function read(visitor, server, path) {
    const session = visitor.cookies[0] ? `session=${visitor.cookies[0].value}` : '';
    const answer = await fetch(server.url + path,
        { headers: { cookie: `${session}; language=en` } });
    const html = await answer.text();
    const links = [...html.matchAll(/<a\b[^>]*\shref="([^"#]+)"/g)].map(([, href]) =>
        new URL(href.replaceAll('&amp;', '&'), server.url + path).href);
    return { status: answer.status, make: make_of(html), links };
}

// Walks from the starts along the links. Returns the pages that were looked at:
// { path, kind, title, text, faults: [...], is_file }; a file is not opened.
export async function walk(visitor, server, routes, starts) {
    const [english, arabic] = await Promise.all([
        visitor.window(), visitor.window({ language: 'ar' })]);
    const pages = [];
    const kinds = new Map(); // what pages of the kind were made of, and how many were read
    const walked = new Set();
    const waiting = [...starts];
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
        const route = routes.find(path);
        const kind = routes.kind(path) ?? path;
        if (walked.has(path)) continue;
        walked.add(path);
        const known = kinds.get(kind) ?? { makes: new Set(), read: 0 };
        kinds.set(kind, known);
        if (!route?.is_page) {
            if (known.read++ === 0) pages.push({ path, kind, is_file: route !== undefined,
                faults: route ? [] : ['a link that no route answers'] });
            continue;
        }
        if (known.read++ >= READ) continue;
        let seen = known.read > 1 ? await read(visitor, server, path) : null;
        const is_like_others = seen && seen.status === 200 &&
            (known.makes.has(seen.make) || known.makes.size >= LOOKED_AT);
        if (!is_like_others) {
            seen = await look_in_both(english, arabic, path, kind, routes);
            known.makes.add(seen.make);
            pages.push({ ...seen, path, kind });
        }
        for (const link of seen.links) {
            const url = new URL(link);
            if (url.origin === server.url && !url.pathname.startsWith('/language/')) {
                waiting.push(url.pathname);
            }
        }
    }
    await english.close();
    await arabic.close();
    return pages;
}

// What every page must be, whoever reads it: what axe finds is nothing, the page does not scroll
// sideways, its title is no stranger's business, nothing is styled inline.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe_source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
    'utf8');

// All of axe's rules, its best practices too. It need not fetch the stylesheets once more: the one
// rule that reads them is an experiment and off.
const AXE_OPTIONS = { resultTypes: ['violations'], preload: false };

export async function axe_violations(page) {
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe_source);
    const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options),
        AXE_OPTIONS);
    return violations.map(({ id, help, nodes }) =>
        `axe ${id}: ${help}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

// A page whose content is wider than the window says by how much, and which elements stick out.
export async function sideways(page) {
    return page.evaluate(() => {
        const root = document.scrollingElement;
        if (root.scrollWidth <= root.clientWidth) return [];
        const is_rtl = document.dir === 'rtl';
        const wide = [...document.body.querySelectorAll('*')].filter((element) => {
            const box = element.getBoundingClientRect();
            const out = is_rtl ? box.left < -1 : box.right > root.clientWidth + 1;
            return out && box.width > 0 && !element.parentElement.closest('.scroll');
        });
        return [`scrolls sideways: ${root.scrollWidth} of ${root.clientWidth}: ` +
            wide.slice(0, 3).map(({ outerHTML }) => outerHTML.slice(0, 120)).join(' | ')];
    });
}

// Names and free text stand in <bdi> on every page, so a title that repeats one tells a name.
export async function title_faults(page) {
    return page.evaluate(() => {
        const faults = [];
        const title = document.title;
        if (title.trim() === '') faults.push('no title');
        if (/slavery|trafficking|victim|survivor/i.test(title)) faults.push(`title tells: ${title}`);
        for (const { textContent } of document.querySelectorAll('main bdi')) {
            const name = textContent.trim();
            const is_told = name.length > 2 && title.includes(name);
            if (is_told) faults.push(`title names ${name}: ${title}`);
        }
        const headings = document.querySelectorAll('h1').length;
        if (headings !== 1) faults.push(`${headings} first headings`);
        return faults;
    });
}

// In what the server sent, before a script changed it.
export function source_faults(html) {
    const faults = [];
    const style = html.match(/<[^>]+\sstyle\s*=[^>]*>/i);
    if (style) faults.push(`inline style: ${style[0].slice(0, 160)}`);
    if (/<style\b/i.test(html)) faults.push('a style element');
    if (/<[^>]+\son[a-z]+\s*=/i.test(html)) faults.push('an inline handler');
    const key = html.match(/\{[a-z_]+\}|\b(WORD|t):[a-z_]+/);
    if (key) faults.push(`a sentence with a hole: ${key[0]}`);
    return faults;
}

// What the source of a page is made of: the different elements, classes and fields of its content.
// Pages of one kind that are made of the same have the same faults.
export function make_of(html) {
    const content = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
    const elements = [...content.matchAll(/<([a-z0-9]+)([^>]*)>/g)].map(([, name, rest]) =>
        [name, ...[...rest.matchAll(/\b(class|name|type|role|colspan)="([a-z][^"]*)"/g)]
            .map(([, attribute, value]) => `${attribute}=${value}`)].join(' '));
    return [...new Set(elements)].sort().join('\n');
}

// A picture that came with a call: refused with words, added, opened, removed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { axe_violations, sideways } from './page_checks.mjs';
import { none, ok, same } from './tap.mjs';
import { NARROW, WIDE } from './visitor.mjs';

const canvas = readFileSync(fileURLToPath(new URL('../fuzz/corpus/clean/canvas.jpg', import.meta.url)));
const PLACE = 'GPS 51.5074N 0.1278W';

// As a telephone makes it: with the place where it was taken.
const comment = Buffer.from(PLACE);
const photograph = Buffer.concat([canvas.subarray(0, 2),
    Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment, canvas.subarray(2)]);

// axe needs the page's script.
async function is_clean(window, what, script) {
    if (!script) return;
    none(await axe_violations(window.page), `${what}: axe`);
    await window.page.setViewportSize(NARROW);
    none([...await sideways(window.page), ...await axe_violations(window.page)], `${what}: 320 px`);
    await window.page.setViewportSize(WIDE);
}

async function opened(window, title) {
    const [download] = await Promise.all([window.page.waitForEvent('download'),
        window.page.locator('main a').filter({ hasText: title }).first().click()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

export async function hand_in(window, ref, { script }) {
    await window.go(`/referrals/${ref}`);
    await window.follow('Documents');
    await window.press('Add the document');
    ok(window.status === 422 && await window.sees('Choose a file'), 'no file: told on the page');
    await is_clean(window, 'a refused document', script);
    await window.fill({ title: 'Her card, front', kind: 'identity' });
    await window.page.setInputFiles('#file',
        { name: 'card.exe', mimeType: 'image/jpeg', buffer: Buffer.from('MZ\x90\0\x03') });
    await window.press('Add the document');
    ok(await window.sees('Choose a PDF, a JPEG or PNG picture'), 'a program: told which kinds are');
    same(await window.value('title'), 'Her card, front', 'what was typed is kept');
    await window.page.setInputFiles('#file',
        { name: 'Mariam Tesfay.jpg', mimeType: 'text/html', buffer: photograph });
    await window.press('Add the document');
    ok(window.status === 200 && await window.sees('Her card, front'), 'a picture is added');
    ok(!await window.sees('Mariam Tesfay.jpg'), 'the name of its file is not kept');
    await is_clean(window, 'documents of a call', script);
    const { name, bytes } = await opened(window, 'Her card, front');
    ok(/^document-[0-9a-z]{13}\.jpg$/.test(name), 'it opens under a neutral name', name);
    ok(!bytes.includes(PLACE) && bytes.includes(canvas.subarray(-200)), 'clean and whole');
    await window.follow('Remove');
    await is_clean(window, 'the question before a document is removed', script);
    await window.fill({ reason: 'duplicate' });
    await window.press('Remove');
    ok(await window.sees('Removed documents') && !await window.sees('Her card, front'),
        'it is removed');
}

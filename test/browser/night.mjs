// The night of the story, as the people in it see it: a call at 02:10 becomes a safe bed and a
// running clock. Run once with JavaScript and once without; each time another woman and room.
import { none, note, ok, same } from './tap.mjs';
import { axe_violations } from './page_checks.mjs';

// A Tigrinya-speaking woman with a four-year-old and a baby, found in a house raid.
export const FAMILIES = {
    script: { name: 'Zewditu Woldemichael', birth_year: '1998', phone: '07700 900123',
        children: [{ name: 'Selam', born: '2022', sleeping: 'bed' },
            { name: 'Yonas', born: '3 2026', sleeping: 'cot' }] },
    plain: { name: 'Letebrhan Gebre', birth_year: '2001', phone: '07700 900456',
        children: [{ name: 'Hiwot', born: '2022', sleeping: 'bed' },
            { name: 'Dawit', born: '4 2026', sleeping: 'cot' }] },
};

const TONIGHT = {
    'safe-now': 'yes', 'comes-with': 'with-others', 'pv-gender': 'female',
    'regions-allowed': 'anywhere', 'avoid-any': 'no', 'night-admission': 'yes',
    'medication-tonight': 'no', 'feels-safe-houses': 'women', 'step-free': 'no',
    'complex-needs': 'no', 'conflict-any': 'no', 'pv-interpreter-requirements': 'yes',
};

// A reference is spoken on the phone; it stands in addresses, and no name does.
const REFERRAL = /\/referrals\/([A-HJ-NP-TV-Z]{2}-\d{4})/;

async function search_before_creating(desk, family) {
    await desk.go('/desk');
    same(desk.status, 200, 'the desk has its queue');
    await desk.go('/referrals/new');
    await desk.fill({ name: family.name, birth_year: family.birth_year, phone: family.phone });
    await desk.press('Search');
    ok(await desk.sees('No record that you can open matches.'),
        'the search says that nobody matches');
    same(await desk.page.locator('#is_tonight').isChecked(), true,
        'only what tonight needs is the first offer');
    await desk.press('Start a referral for a new person', { times: 2 });
    const ref = REFERRAL.exec(desk.path)?.[1];
    ok(ref, 'pressing twice leads to the referral', desk.page.url());
    ok(!decodeURIComponent(desk.page.url()).includes(family.name.split(' ')[0]),
        'no name stands in the address');
    return ref;
}

// What is typed is kept at once: the window is closed without a button, and another one goes on.
async function is_saved_as_typed(desk, ref) {
    await desk.go(`/referrals/${ref}/health`);
    await desk.fill({ allergies: 'Penicillin, she says' });
    await desk.page.locator('[data-autosave-status]').getByText('Saved').waitFor();
    await desk.close();
    const again = await desk.visitor.window();
    await again.go(`/referrals/${ref}/health`);
    same(await again.value('allergies'), 'Penicillin, she says',
        'what was typed is there in another window');
    return again;
}

async function answer_for_tonight(desk, ref) {
    await desk.go(`/referrals/${ref}/tonight`);
    await desk.fill(TONIGHT);
    await desk.press('Save and continue');
    await desk.go(`/referrals/${ref}/tonight`);
    ok(await desk.sees('Which language?'), 'an interpreter is needed: the language is asked next');
    await desk.fill({ 'pv-interpreter-requirements-language': 'ti' });
    await desk.press('Save and continue');
}

async function bring_the_children(desk, ref, family) {
    await desk.go(`/referrals/${ref}/people`);
    for (const child of family.children) {
        await desk.fill({ kind: 'child', ...child });
        await desk.press('Add');
        ok(await desk.sees(child.name), `${child.name} is a person of the household`);
    }
    const listed = await desk.page.locator('main li .reference').allInnerTexts();
    same(listed.length, 3, 'a mother and two children');
    for (const child of listed.slice(1)) {
        await desk.go(`/referrals/${ref}/people/${child}`);
        await desk.fill({ allergies: 'no' });
        await desk.press('Save and continue');
    }
    return listed;
}

async function wrong_input_is_told(desk, ref) {
    await desk.go(`/referrals/${ref}/people`);
    await desk.fill({ name: 'Typed and kept', born: '41 13 2020' });
    await desk.press('Add');
    same(desk.status, 422, 'a form with faults is refused');
    const summary = desk.page.locator('.govuk-error-summary');
    const links = await summary.getByRole('link').all();
    ok(links.length >= 2, 'every problem is listed at once', await summary.innerText());
    for (const link of links) {
        const target = (await link.getAttribute('href')).slice(1);
        same(await desk.page.locator(`[id="${target}"]`).count(), 1,
            `the list leads to the field ${target}`);
    }
    same(await desk.value('name'), 'Typed and kept', 'what was typed is kept');
    same(await desk.value('born'), '41 13 2020', 'what was wrong is kept too');
    ok((await desk.page.title()).startsWith('Error: '), 'the title says that something is wrong');
    none(await axe_violations(desk.page), 'the page with faults is accessible');
    await desk.go(`/referrals/${ref}/people`);
    same(await desk.page.locator('main li .reference').count(), 3, 'nobody was added');
}

// Two presses of one button are two requests; the search counts what they made.
async function is_one_referral(desk, family) {
    await desk.go('/referrals/new');
    await desk.fill({ name: family.name });
    await desk.press('Search');
    const found = desk.page.locator('.room').filter({ hasText: family.name });
    same(await found.count(), 1, 'pressing twice made one record');
}

export async function take_the_call(desk, family, { script }) {
    const ref = await search_before_creating(desk, family);
    let window = desk;
    if (script) window = await is_saved_as_typed(desk, ref);
    await answer_for_tonight(window, ref);
    const people = await bring_the_children(window, ref, family);
    await is_one_referral(window, family);
    if (script) await wrong_input_is_told(window, ref);
    note(`referral ${ref}, people ${people.join(' ')}`);
    return { window, ref, people };
}

// ---- a room ------------------------------------------------------------------------------------

const HOLD = 'Hold for 2 hours';

// Rooms that can be held, as { house, title, card }, best first.
async function rooms_to_hold(desk) {
    const cards = desk.page.locator('article.room').filter({ has: desk.page.getByRole('button') });
    return Promise.all((await cards.all()).map(async (card) => ({
        house: await card.locator('h3 bdi').innerText(),
        title: await card.locator('h3').innerText(),
        card,
    })));
}

export async function look_at_rooms(desk, ref) {
    await desk.go(`/referrals/${ref}`);
    await desk.follow('Find a suitable room');
    same(desk.status, 200, 'the rooms for this household');
    const rooms = await rooms_to_hold(desk);
    ok(rooms.length > 0, 'some rooms suit');
    const met = await desk.page.locator('article.room .reason--met').count();
    ok(met >= rooms.length, 'each suitable room says why it is placed so', `${met} reasons`);
    const unfit = desk.page.locator('details').filter({ has: desk.page.locator('.reason--unmet') });
    ok(await unfit.count() > 0, 'rooms that do not suit are listed');
    for (const house of (await unfit.all()).slice(0, 3)) {
        await house.locator('summary').click();
        ok(await house.locator('.reason--unmet').first().isVisible(), 'and say why not');
    }
    const silent = desk.page.locator('details:has(strong)')
        .filter({ hasNot: desk.page.locator('.reason') });
    same(await silent.count(), 0, 'no room fails without a reason');
    return rooms;
}

// The first of the rooms whose house has a manager among those who can sign in.
export function choose(rooms, managers, besides = []) {
    return rooms.find(({ house, title }) => managers[house] && !besides.includes(title));
}

export async function hold(desk, room) {
    await desk.leads_on(() => room.card.getByRole('button').click());
    same(desk.status, 200, `${room.title} is held`);
    ok(/^\/placements\/\w+$/.test(desk.path), 'holding leads to the placement', desk.path);
    ok(await desk.sees('The room is kept until'), 'and says until when');
    return desk.path;
}

// Somebody else holds the room between looking and pressing.
export async function is_told_kindly(desk, ref, room) {
    await desk.leads_on(() => room.card.getByRole('button').click());
    ok(await desk.sees('Somebody else took this room just now'),
        'a room that is gone is told kindly',
        `status ${desk.status}`, (await desk.page.locator('main').innerText()).slice(0, 300));
    none(await axe_violations(desk.page), 'that page is accessible');
    await desk.go(`/referrals/${ref}/rooms`);
    const titles = (await rooms_to_hold(desk)).map(({ title }) => title);
    ok(!titles.includes(room.title), 'the room is no longer offered to be held', titles.join(', '));
}

async function offer(desk, placement) {
    await desk.go(placement);
    await desk.follow('Offer to the house');
    await desk.press('Confirm');
    ok(await desk.sees('The house has been asked.'), 'the house is asked');
}

async function accept(manager, placement, family) {
    await manager.go('/arrivals');
    const link = manager.page.locator(`a[href="${placement}"]`);
    same(await link.count(), 1, 'the manager of the house finds the offer');
    await manager.leads_on(() => link.click());
    const text = await manager.page.locator('main').innerText();
    ok(!text.includes(family.name) && !family.children.some(({ name }) => text.includes(name)),
        'before the yes the house reads no name');
    ok(/4 years/.test(text) && /In a cot/.test(text), 'but who comes and how they sleep', text);
    await manager.follow('Accept');
    await manager.press('Confirm');
    ok(await manager.sees('The house said yes.'), 'the house accepts');
}

async function record_wishes(desk, placement, { script }) {
    await desk.go(placement);
    await desk.follow("Record the person's wishes");
    if (script) {
        await desk.fill({ answer: 'yes', words: 'I want to be near my sister, but I will go.' });
        await desk.press('Confirm');
        same(desk.status, 422, 'a yes of somebody who was told nothing is refused');
        const links = await desk.page.locator('.govuk-error-summary a').count();
        same(links, 2, 'all that is missing is listed');
        same(await desk.value('words'), 'I want to be near my sister, but I will go.',
            'her words are kept');
        none(await axe_violations(desk.page), 'that page is accessible');
    }
    await desk.fill({ was_told_area: true, was_told_house: true, answer: 'yes',
        words: 'I want to be near my sister, but I will go.' });
    await desk.press('Confirm');
    ok(await desk.sees('What the person said is written down.'),
        'her wishes and her yes are recorded');
}

// The dispatcher sends the driver: the address is opened once, with a purpose.
async function open_the_address(desk, house) {
    await desk.go('/houses');
    await desk.follow(house);
    const house_path = desk.path;
    await desk.follow('Open the address');
    ok(!/\d{1,3} [A-Z]\w+ (Row|Close|Street|Road|Lane)/.test(
        await desk.page.locator('main').innerText()), 'no address is shown without a purpose');
    await desk.press('Show the address for 5 minutes');
    same(desk.status, 422, 'opening it needs a purpose');
    await desk.fill({ purpose: 'transport' });
    await desk.press('Show the address for 5 minutes');
    same(desk.status, 200, 'the address is opened for transport');
    const address = await desk.page.locator('main dd bdi').first().innerText();
    ok(/\w+, \w+/.test(address), 'it can be read');
    return { house_path, address };
}

// Her worker is the first of those offered who can sign in; returns the user name.
async function arrive(manager, placement, logins) {
    await manager.go(placement);
    await manager.follow('Record the arrival');
    await manager.fill({ checks: ['met', 'food', 'lock'] });
    const offered = await manager.page.locator('[name=key_worker] option').allInnerTexts();
    const worker = Object.keys(logins).find((name) =>
        /support worker/i.test(logins[name].role) && offered.includes(logins[name].called));
    ok(worker, 'a worker of the provider can be chosen', offered.join(', '));
    await manager.page.locator('[name=key_worker]').selectOption({ label: logins[worker].called });
    await manager.press('Confirm');
    ok(await manager.sees('The clocks run from here.'), 'she arrives');
    return worker;
}

export async function from_hold_to_arrival({ desk, manager, placement, family, house, logins,
    script }) {
    await offer(desk, placement);
    await accept(manager, placement, family);
    await record_wishes(desk, placement, { script });
    const opened = await open_the_address(desk, house);
    const worker = await arrive(manager, placement, logins);
    return { ...opened, worker };
}

// ---- afterwards --------------------------------------------------------------------------------

// On her page and on her worker's day each clock says when it falls due, and her page's clocks why.
export async function clocks_run(worker, person) {
    await worker.go('/today');
    const rows = worker.page.locator('main').locator(`a[href^="/people/${person}"]`);
    ok(await rows.count() > 0, "she stands on her worker's day");
    await worker.go(`/people/${person}`);
    same(worker.status, 200, 'her worker opens her page');
    const clocks = worker.page.locator('.clock');
    ok(await clocks.count() > 0, 'clocks run on her page');
    for (const clock of await clocks.all()) {
        ok(await clock.locator('time').count() > 0 || /not|once/i.test(await clock.innerText()),
            'a clock says when', await clock.innerText());
    }
    const housing = clocks.filter({ hasText: 'In safe housing by' });
    ok((await housing.allInnerTexts()).every((text) => !/left|late/i.test(text)),
        'the clock of the call has ended with her arrival', ...await housing.allInnerTexts());
    await worker.go(`/people/${person}/clocks`);
    for (const clock of await worker.page.locator('.clock').all()) {
        const why = await clock.locator('.clock__why').allInnerTexts();
        ok(why.some((sentence) => sentence.length > 20), 'and why on that day',
            await clock.innerText());
    }
}

// Who is not tied to her cannot tell that she exists.
export async function cannot_tell(stranger, { ref, people, placement, name }) {
    const who = stranger.visitor.name;
    const [person] = people;
    const places = [`/people/${person}`, `/people/${person}/clocks`, `/people/${person}/edit`,
        `/referrals/${ref}`, `/referrals/${ref}/rooms`, placement];
    for (const path of places) {
        same(await stranger.go(path), 404,
            `${who} gets 404 on ${path.replace(/[A-Z]{2}-\d{4}|\w{13}/, '…')}`);
    }
    const missing = await stranger.page.locator('main').innerText();
    await stranger.go('/people/QQ-0000');
    same(await stranger.page.locator('main').innerText(), missing,
        `${who} reads the same where nobody was ever there`);
    if (await stranger.go('/people?name=' + encodeURIComponent(name)) === 200) {
        ok(!(await stranger.sees(person)), `${who} does not find her by name`);
    }
}

// One line for each night that opened it, under the reference of the house.
export async function log_says_so(auditor, house_path) {
    await auditor.go('/audit');
    await auditor.fill({ ref: house_path.split('/').pop() });
    await auditor.press('Apply filters');
    const lines = auditor.page.locator('main tbody tr').filter({ hasText: 'Opened the address' });
    const told = await lines.allInnerTexts();
    ok(told.length > 0, 'the log says who opened the address');
    ok(told.every((line) => /Transport/.test(line)), 'and what for', ...told);
    return told.length;
}

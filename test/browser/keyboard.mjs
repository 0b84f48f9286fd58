// Haven without a mouse: every control is reached by Tab in the order of the page, can be seen to
// have the focus, and is not hidden under something; Enter and Space do what a click does.
import { none, ok, same } from './tap.mjs';

// The element that has the focus: a name for it, and whether it shows. GOV.UK draws the focus of a
// radio or a box on the label's ::before.
function focused() {
    const element = document.activeElement;
    if (element === document.body) return null;
    const drawn = ({ outlineStyle, outlineWidth, boxShadow }) =>
        (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    const label = element.labels?.[0];
    const styles = [getComputedStyle(element)];
    if (label) styles.push(getComputedStyle(label, '::before'));
    const box = element.getBoundingClientRect();
    const is_on_screen = box.bottom > 0 && box.top < innerHeight && box.right > 0 &&
        box.left < innerWidth;
    return { name: element.name || element.textContent.trim().slice(0, 40) || element.tagName,
        tag: element.tagName, id: element.id, is_drawn: styles.some(drawn), is_on_screen };
}

// Everything that Tab should stop at: of radios of one name, one.
function stops() {
    const all = [...document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, [tabindex="0"]')];
    const shown = all.filter((element) =>
        element.type !== 'hidden' && !element.disabled && !element.hidden &&
        element.checkVisibility({ visibilityProperty: true }));
    return new Set(shown.map((element) =>
        (element.type === 'radio' ? `radio ${element.name}` : shown.indexOf(element)))).size;
}

// Presses Tab until is_there says so; tells what had the focus on the way.
async function tab_to(page, is_there, most = 300) {
    const way = [];
    for (let count = 0; count < most; count++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(focused);
        if (at === null) return { way, is_there: false };
        way.push(at);
        if (is_there(at)) return { way, is_there: true };
    }
    return { way, is_there: false };
}

export async function skip_link_works(window) {
    await window.page.keyboard.press('Tab');
    const first = await window.page.evaluate(focused);
    same(first.name, 'Skip to main content', 'Tab meets the skip link first');
    ok(first.is_drawn && first.is_on_screen, 'which shows itself then');
    await window.page.keyboard.press('Enter');
    const is_in_main = await window.page.evaluate(() =>
        document.activeElement.id === 'main-content');
    ok(is_in_main, 'and leads to the content');
}

// Tab goes through the whole page.
export async function is_reachable(window, what) {
    await window.page.reload();
    const { way } = await tab_to(window.page, () => false);
    const wanted = await window.page.evaluate(stops);
    ok(way.length >= wanted, `${what}: Tab reaches every control`, `${way.length} of ${wanted}`);
    none(way.filter(({ is_drawn }) => !is_drawn).map(({ name, tag }) => `${tag} ${name}`),
        `${what}: the focus can be seen everywhere`);
    none(way.filter(({ is_on_screen }) => !is_on_screen).map(({ name, tag }) => `${tag} ${name}`),
        `${what}: what has the focus is on the screen`);
}

export async function sign_in_by_keyboard(visitor, { code, password }) {
    const window = await visitor.window();
    await window.go('/sign-in');
    await skip_link_works(window);
    await is_reachable(window, 'sign-in');
    await window.go('/sign-in');
    for (const [name, value] of Object.entries({ user_name: visitor.name, password, code })) {
        const { is_there } = await tab_to(window.page, (at) => at.name === name);
        ok(is_there, `Tab reaches ${name}`);
        await window.page.keyboard.type(value);
    }
    await window.leads_on(() => window.page.keyboard.press('Enter'));
    await visitor.stay_signed_in(window);
    same(visitor.cookies.length, 1, `${visitor.name} signs in without a mouse`);
    return window;
}

// Presses the button that stands in the card of that title.
export async function press_by_keyboard(window, title) {
    const { is_there } = await tab_to(window.page,
        (at) => at.tag === 'BUTTON' && at.name.includes('Hold'));
    ok(is_there, 'Tab reaches the button that holds a room');
    const is_its_own = () => window.page.evaluate((wanted) =>
        document.activeElement.closest('article')?.innerText.includes(wanted), title);
    for (let count = 0; count < 60 && !(await is_its_own()); count++) {
        await window.page.keyboard.press('Tab');
    }
    await window.leads_on(() => window.page.keyboard.press('Enter'));
}

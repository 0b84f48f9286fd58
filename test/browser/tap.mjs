// What a test says: TAP on standard output. A check that fails tells what it saw and lets the next
// one run; a step that throws is one failure, and what depends on it is not reached.
let number = 0;
let failures = 0;

export function ok(is_true, what, ...details) {
    number += 1;
    if (!is_true) failures += 1;
    console.log(`${is_true ? 'ok' : 'not ok'} ${number} - ${what.replace(/#/g, '')}`);
    if (!is_true) for (const detail of details) note(detail);
    return is_true;
}

export function same(got, wanted, what) {
    return ok(got === wanted, what, `wanted: ${wanted}`, `got:    ${got}`);
}

// Nothing may be in the list; what is, is told.
export function none(list, what) {
    return ok(list.length === 0, what, ...list.slice(0, 12),
        ...(list.length > 12 ? [`and ${list.length - 12} more`] : []));
}

export function note(text) {
    const shown = typeof text === 'string' ? text : JSON.stringify(text);
    console.log(shown.split('\n').map((line) => `# ${line}`).join('\n'));
}

export async function part(name, work) {
    const started = Date.now();
    try {
        await work();
    } catch (error) {
        ok(false, `${name} comes to its end`, error.stack ?? String(error));
    }
    note(`${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

export function finish() {
    console.log(`1..${number}`);
    return failures === 0 ? 0 : 1;
}

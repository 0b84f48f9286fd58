// Words that exist nowhere else, and the search for them in bytes.
import { closeSync, openSync, readFileSync, readSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';

// Every canary begins so, and every phone with PHONE: one search for the beginning finds any of them.
// The letter that is not ASCII makes each encoding differ from the others; seven letters do not come
// by chance, as five do now and then in the hashes and signatures of a long log.
const MARK = 'Zqövijx', PHONE = '7799557';
const LETTERS = 'bcdfghjklmnpqrstvwxz', VOWELS = 'aeiou';

const bytesOf = {
    'UTF-8': (text) => Buffer.from(text),
    'Latin-1': (text) => Buffer.from(text, 'latin1'),
    'UTF-16LE': (text) => Buffer.from(text, 'utf16le'),
    'UTF-16BE': (text) => Buffer.from(text, 'utf16le').swap16(),
    'UTF-32LE': (text) => Buffer.concat([...text].map((sign) => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32LE(sign.codePointAt(0));
        return bytes;
    })),
    'percent': (text) => Buffer.from(encodeURIComponent(text)),
    'HTML': (text) => Buffer.from(text.replace(/[^\x20-\x7e]/g, (sign) => `&#${sign.codePointAt(0)};`)),
    'JSON': (text) => Buffer.from(text.replace(/[^\x20-\x7e]/g,
        (sign) => `\\u${sign.codePointAt(0).toString(16).padStart(4, '0')}`)),
    'hex': (text) => Buffer.from(Buffer.from(text).toString('hex')),
    'HEX': (text) => Buffer.from(Buffer.from(text).toString('hex').toUpperCase()),
    'folded': (text) => Buffer.from(text.replace(/ö/gi, 'o')),
};

// What of a text stays the same in base64, wherever it stands: three places in a group of three.
function base64(text, before) {
    const coded = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]).toString('base64');
    const from = Math.ceil(before * 8 / 6);
    return Buffer.from(coded.slice(from, Math.floor((before + Buffer.byteLength(text)) * 8 / 6)));
}
for (const before of [0, 1, 2]) bytesOf[`base64+${before}`] = (text) => base64(text, before);

// The needles: every encoding of the two beginnings, as typed, in small and in capital letters.
function makeNeedles() {
    const needles = new Map();
    for (const mark of [MARK, MARK.toLowerCase(), MARK.toUpperCase(), PHONE])
        for (const [encoding, encode] of Object.entries(bytesOf)) {
            const bytes = encode(mark);
            needles.set(bytes.toString('latin1'), { encoding, bytes, isPhone: mark === PHONE });
        }
    return [...needles.values()];
}
const needles = makeNeedles();

export class Canaries {
    made = [];
    #next = 0x5eed;

    // The same for the same run of the same test, told apart by eye.
    #draw(signs) {
        this.#next = (Math.imul(this.#next, 1103515245) + 12345) >>> 0;
        return signs[(this.#next >>> 16) % signs.length];
    }

    #make(what, text) {
        this.made.push({ what, text });
        return text;
    }

    get count() { return this.made.length; }

    word = (what) => {
        let rest = '';
        for (let i = 0; i < 5; i++) rest += this.#draw(LETTERS) + this.#draw(VOWELS);
        return this.#make(what, MARK + rest);
    };

    phone = (what) => {
        let rest = '';
        for (let i = 0; i < 3; i++) rest += this.#draw('0123456789');
        return this.#make(what, `0${PHONE}${rest}`);
    };

    seenIn = (text) => this.made.filter(({ text: one }) => text.includes(one)).length;

    encoded = (text) => Object.entries(bytesOf).map(([encoding, encode]) => [encoding, encode(text)]);

    // Which one, by what follows the mark; for whoever must find out how it came there.
    whose = ({ encoding, after }) => {
        if (!['UTF-8', 'Latin-1', 'UTF-16LE', 'folded'].includes(encoding)) return '';
        const plain = after.toString('latin1').replaceAll('\0', '').toLowerCase();
        const flat = (one) => one.toLowerCase().replace('ö', '').replace(/^zqvijx|^07799557/, '');
        return this.made.find(({ text }) => plain.startsWith(flat(text)))?.what ?? '';
    };

    // The index of names holds names and phones of people; until the vault is a process, it is here.
    isOfIndex = (hit) => /^(name|child|phone|own phone|given|alias|document|spelling|called|pv-name|import)/
        .test(this.whose(hit)) || hit.encoding === 'folded';

    tell = (found) => {
        const lines = new Map();
        for (const hit of found) {
            const line = `${hit.name}: ${hit.encoding} ${this.whose(hit)}`;
            lines.set(line, (lines.get(line) ?? 0) + 1);
        }
        const shown = [...lines].sort((a, b) => b[1] - a[1]).map(([line, times]) => `${times} × ${line}`);
        const dump = found.slice(0, process.env.CANARY_DUMP ?? 0).map(({ name, at, around }) =>
            `${name}@${at.toString(16)} ${JSON.stringify(around.toString('latin1'))}`);
        return [`${found.length} found`, ...dump, ...shown].join('\n');
    };
}

// Every place in pieces { name, bytes } where a canary begins.
export function hits(pieces) {
    const found = [];
    for (const { name, bytes, base = 0 } of pieces)
        for (const { encoding, bytes: needle } of needles)
            for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1))
                found.push({ name, encoding, at: base + at,
                    after: Buffer.from(bytes.subarray(at + needle.length, at + needle.length + 80)),
                    around: Buffer.from(bytes.subarray(Math.max(0, at - 60), at + 80)) });
    return found;
}

// ---- where to look -------------------------------------------------------------------------------

// Files that go away while we look are not there any more.
function tryOr(work, otherwise) {
    try { return work(); } catch { return otherwise; }
}

export function filesUnder(at, depth = 64) {
    const found = [];
    for (const entry of tryOr(() => readdirSync(at, { withFileTypes: true }), [])) {
        const path = join(at, entry.name);
        if (entry.isDirectory() && depth > 1) found.push(...filesUnder(path, depth - 1));
        // an empty one has a name all the same
        if (entry.isFile())
            found.push({ name: path, bytes: Buffer.concat([Buffer.from(`${entry.name}\n`),
                tryOr(() => readFileSync(path), Buffer.alloc(0))]) });
    }
    return found;
}

// What a process has open, deleted or not: temporary files have no name.
export function openFilesOf(pid) {
    const found = [];
    for (const number of tryOr(() => readdirSync(`/proc/${pid}/fd`), [])) {
        const path = `/proc/${pid}/fd/${number}`;
        if (tryOr(() => statSync(path).isFile(), false))
            found.push({ name: tryOr(() => readlinkSync(path), path), bytes: tryOr(() => readFileSync(path),
                Buffer.alloc(0)) });
    }
    return found;
}

// The process and all that it began, with the first word of what each was started as.
export function processesOf(pid) {
    const text = (path) => tryOr(() => readFileSync(path, 'utf8'), '');
    const children = tryOr(() => readdirSync(`/proc/${pid}/task`), [])
        .flatMap((task) => text(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean));
    const words = text(`/proc/${pid}/cmdline`).split('\0');
    return [{ pid, words, name: `${text(`/proc/${pid}/comm`).trim()} (${pid})` },
        ...children.flatMap((child) => processesOf(Number(child)))];
}

export function vaultOf(processes) {
    return processes.find(({ words, name }) => /vault/.test(name) || words.some((word) => /^vault$|haven-vault/.test(word)));
}

const PIECE = 1 << 24, OVERLAP = 256;

// All that a process can write to: heap, stacks, data, caches. Null when the kernel forbids it, and
// under a sanitizer (script/sanitize): its heap takes the place of the one that wipes what is freed
// (base/wipe.c), keeps that for a while on purpose, and reserves terabytes beside it.
export function memoryOf(pid) {
    if (process.env.HAVEN_INSTRUMENTED) return null;
    const maps = tryOr(() => readFileSync(`/proc/${pid}/maps`, 'utf8'), '');
    const file = tryOr(() => openSync(`/proc/${pid}/mem`, 'r'), -1);
    if (file < 0 || maps === '') return null;
    const pieces = [];
    for (const line of maps.split('\n')) {
        const [, from, to, , path] = /^(\w+)-(\w+) .w(..) .{0,40}? *(\S*)$/.exec(line) ?? [];
        if (!from || /^\[v(var|dso|syscall)/.test(path)) continue;
        for (let at = parseInt(from, 16); at < parseInt(to, 16); at += PIECE) {
            const bytes = Buffer.alloc(Math.min(PIECE + OVERLAP, parseInt(to, 16) - at));
            const got = tryOr(() => readSync(file, bytes, 0, bytes.length, at), 0);
            if (got > 0) pieces.push({ name: path || 'anonymous', bytes: bytes.subarray(0, got), base: at });
        }
    }
    closeSync(file);
    return pieces;
}

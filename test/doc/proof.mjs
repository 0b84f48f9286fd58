// What doc/asvs.csv and doc/security.md point to is there: every file, and in it every word. And the
// list of requirements is whole. And doc/operator/alarms.md explains each alarm that there is.
//
//     node proof.mjs SOURCE-FOLDER
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = process.argv[2];
const read = (path) => readFileSync(join(root, path), 'utf8');
let number = 0, failed = 0;
function check(problems, name) {
    failed += problems.length > 0;
    console.log(`${problems.length ? 'not ok' : 'ok'} ${++number} - ${name}`);
    for (const problem of problems) console.log(`# ${problem}`);
}

// "test/web/http_test.c#test_headers": the file, and a word that stands in it.
const PLACE = /\b(?:src|test|tool|doc|etc|script|verify|web-assets)\/[\w./-]*\w(?:#[\w/-]+(?:\.\d)?)?|\b(?:README|SECURITY)\.md\b|\bmeson\.build(?:#\w+)?/g;

function missing(text) {
    return (text.match(PLACE) ?? []).flatMap((place) => {
        const [path, word] = place.split('#');
        if (!existsSync(join(root, path))) return [`${place}: there is no such file`];
        const isFile = statSync(join(root, path)).isFile();
        return word && !(isFile && read(path).includes(word)) ? [`${place}: not in it`] : [];
    });
}

const sources = (folder) => readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.c')).map((name) => join(folder, name));

function cells(line) {
    return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)]
        .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}

const rows = read('doc/asvs.csv').trim().split('\n').slice(1).map(cells)
    .map(([id, level, about, answer, shown]) => ({ id, level, about, answer, shown }));
const count = (level) => rows.filter((row) => row.level === level).length;
check(count('1') === 70 && count('2') === 183 ? [] : [`${count('1')} and ${count('2')}`],
    'each of 70 requirements of level 1 and 183 of level 2 is answered');
check(rows.map(({ id }) => id).filter((id, at, all) => !/^V\d+\.\d+\.\d+$/.test(id) || all.indexOf(id) !== at),
    'each once');
check(rows.flatMap(({ id, shown }) => missing(shown).map((what) => `${id}: ${what}`)),
    'what shows a requirement is there');
check(rows.filter(({ answer, shown }) => answer === 'met' ? !shown.match(PLACE)
    : !['partly', 'not met', 'operator', 'does not apply'].includes(answer) || shown.length < 4)
    .map(({ id, answer }) => `${id}: ${answer}`), 'each has a place that shows it, or a reason');
const told = Object.fromEntries(['met', 'partly', 'not met', 'operator', 'does not apply']
    .map((answer) => [answer, rows.filter((row) => row.answer === answer).length]));
const sums = `${told.met} are met, ${told.partly} partly, ${told['not met']} not, ${told.operator} are the ` +
    `operator's, ${told['does not apply']} do not apply`;
check(read('doc/asvs.md').replaceAll('\n', ' ').includes(sums) ? [] : [sums], 'the page counts them right');
check(missing(read('doc/security.md')), 'what doc/security.md points to is there');
// a word that is nowhere must be missed
check(missing('test/doc/proof.mjs#zero' + 'words test/doc/none.mjs').length === 2 ? [] : ['it was not'],
    'what is not there is missed');

// "haven: alarm NAME" is made in these ways; a name that is chosen by a rule stands as a text of its own
const ALARM = /alarm_(?:raise|tell)\("(\w+)"|alarm_of\(checkpoints, "(\w+)"|haven: alarm (\w+)|"((?:addresses|houses)_of_the_\w+)"/g;
const alarms = [...new Set(sources(join(root, 'src')).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(ALARM)].map((found) => found.slice(1).find(Boolean))))];
const page = read('doc/operator/alarms.md');
check(alarms.length < 10 ? [`only ${alarms}`] : alarms.filter((name) => !page.includes(`\`${name}\``)),
    `each of ${alarms.length} alarms is explained to the operator`);
check([...page.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, names]) => [...names.matchAll(/\w+/g)])
    .map(([name]) => name).filter((name) => !alarms.includes(name)), 'and no other');
console.log(`1..${number}`);
process.exit(failed ? 1 : 0);

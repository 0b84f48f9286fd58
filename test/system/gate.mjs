// What leaves is compared with every house's address, and the process that asks for it never holds one:
// neither while a file leaves nor after. Addresses are typed before the server starts, each a word that
// exists nowhere else; then the list of rooms leaves while the memory of every process of the server but
// the vault's is read through for them: as typed, in small letters, and folded as they are compared.
//
//     node gate.mjs HAVEN
//
// A word planted in the server's environment must be found: a search that is blind proves nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { dirname, join } from 'node:path';
import { memoryOf, processesOf, vaultOf } from './canaries.mjs';
import { Server, check, demo, end, folder, run, token } from './haven.mjs';

const HOUSES = 6, ROUNDS = 3, MARK = 'Zqövigate';
const needles = [MARK, MARK.toLowerCase(), 'zqovigate'].map((text) => Buffer.from(text));
const data = folder(), place = dirname(data);
demo(data, { people: 3, houses: 4 });

const [header, first] = readFileSync(join(dirname(process.argv[1]), '../../sample/houses.csv'), 'utf8')
    .split('\n');
const houses = [header];
for (let i = 0; i < HOUSES; i++)
    houses.push(first.replace('Alder', `Swept ${i}`).replace(/"1 Sample.*?"/,
        `"${i + 1} ${MARK} Street, Sampleton, ZZ99 1AA"`));
const file = join(place, 'houses.csv');
writeFileSync(file, `${houses.join('\n')}\n`);
const imported = run(['import', 'houses', file], { data });
check(imported.status === 0, 'houses are typed', imported.stdout + imported.stderr);
const bearer = token(data, 'desk');

// How often it stands now in the processes that are not the vault. null: memoryOf says why.
function sweep(server) {
    const processes = processesOf(server.child.pid), vault = vaultOf(processes);
    let found = 0;
    for (const one of processes) {
        if (one === vault) continue;
        const memory = memoryOf(one.pid);
        if (memory === null) return null;
        for (const { bytes } of memory)
            for (const needle of needles) found += bytes.includes(needle);
    }
    return found;
}

let server = await Server.start(data);
// a connection each: while memory is read nobody here answers
const list = () => server.ask('/api/v1/beds/export', { token: bearer, agent: new http.Agent() })
    .catch((error) => ({ status: 0, body: `${error} ${server.said}` }));
const swept = [];
let left = 0, said = '';
for (let round = 0; round < ROUNDS; round++) {
    const leaving = [list(), list(), list()];
    await new Promise((resolve) => { setTimeout(resolve, 5 * round); });
    swept.push(sweep(server));
    for (const one of await Promise.all(leaving)) {
        const is = one.status === 200 && one.body.includes('Swept 0');
        left += is;
        if (!is) said = `${one.status} ${one.body.slice(0, 300)}`;
    }
}
swept.push(sweep(server));
await server.stop();
check(left === 3 * ROUNDS, `${left} lists of rooms left`, said);
if (swept[0] === null) {
    console.log('# SKIP only root may read the memory of another process, and nobody under a sanitizer');
} else {
    check(swept.every((found) => found === 0),
        `${HOUSES} addresses looked for in the web process, while lists leave and after: none`, swept);
    server = await Server.start(data, { PLANTED: MARK });
    check(sweep(server) > 0, 'one planted in the server is found');
}
end();

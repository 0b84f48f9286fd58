// Writes the commonest passwords of at least eight signs as a C file, from the list that
// @zxcvbn-ts/language-common (MIT) carries: small letters, sorted by bytes, each once.
//
//     node passwords.mjs OUT.c
import { readFileSync, writeFileSync } from 'node:fs';

const LEAST = 8;
const [out] = process.argv.slice(2);
const file = new URL('node_modules/@zxcvbn-ts/language-common/src/passwords.json', import.meta.url);
const listed = JSON.parse(readFileSync(file, 'utf8'))
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= LEAST && /^[\x21-\x7e]+$/.test(word));
const words = [...new Set(listed)].sort((a, b) => (a < b ? -1 : 1));
if (words.length < 3000) throw new Error(`only ${words.length} common passwords`);
const quoted = words.map((word) => `    "${word.replace(/["\\?]/g, '\\$&')}",`);
writeFileSync(out, `#include "guard/common_passwords.h"

const char *const common_passwords[] = {
${quoted.join('\n')}
};
const size_t common_password_count = ${words.length};
`);

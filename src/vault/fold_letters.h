/* fold_letters.h - inner header of the vault: letters whose sound stands in a list of ours. All
 * others come from the table that tool/foldc makes of what ICU knows, with the kinds named here.
 */
#ifndef VAULT_FOLD_LETTERS_H
#define VAULT_FOLD_LETTERS_H

#include <stdint.h>

/* The first byte of a text of the table. */
enum fold_kind {
    FOLD_PLAIN = 1, /* read as these letters: small ones, with their marks after them */
    FOLD_SILENT,    /* a mark or sign that is not heard */
    FOLD_LETTER,    /* of another script: these Latin letters */
    FOLD_WORD,      /* the same, and a word for itself (Han) */
    FOLD_CONSONANT, /* says "a" after it unless a sign or a virama follows */
    FOLD_SIGN,      /* the vowel of the consonant before it */
    FOLD_VIRAMA     /* the consonant before it has none */
};

/* The sound of a letter that has no a-z form of its own. Sorted by code point. */
struct letter {
    uint16_t code;
    char letters[5];
};

static const struct letter LETTERS[] = {
    /* Latin: letters without a decomposition */
    {0x00DF, "ss"}, {0x00E6, "e"}, {0x00F0, "d"}, {0x00F8, "o"}, {0x00FE, "th"}, {0x0111, "d"},
    {0x0127, "h"}, {0x0131, "i"}, {0x0142, "l"}, {0x014B, "ng"}, {0x0153, "e"}, {0x0167, "t"},
    {0x0180, "b"}, {0x0199, "k"}, {0x01B4, "y"}, {0x01DD, ""}, {0x0253, "b"}, {0x0254, "o"},
    {0x0256, "d"}, {0x0257, "d"}, {0x0259, "a"}, {0x025B, "e"}, {0x0260, "g"}, {0x0269, "i"},
    {0x028B, "v"},
    /* Cyrillic */
    {0x0430, "a"}, {0x0431, "b"}, {0x0432, "v"}, {0x0433, "g"}, {0x0434, "d"}, {0x0435, "e"},
    {0x0436, "zh"}, {0x0437, "z"}, {0x0438, "i"}, {0x0439, "y"}, {0x043A, "k"}, {0x043B, "l"},
    {0x043C, "m"}, {0x043D, "n"}, {0x043E, "o"}, {0x043F, "p"}, {0x0440, "r"}, {0x0441, "s"},
    {0x0442, "t"}, {0x0443, "u"}, {0x0444, "f"}, {0x0445, "kh"}, {0x0446, "ts"}, {0x0447, "ch"},
    {0x0448, "sh"}, {0x0449, "shch"}, {0x044A, ""}, {0x044B, "y"}, {0x044C, ""}, {0x044D, "e"},
    {0x044E, "yu"}, {0x044F, "ya"}, {0x0452, "dj"}, {0x0454, "ye"}, {0x0455, "dz"},
    {0x0456, "i"}, {0x0458, "y"}, {0x0459, "l"}, {0x045A, "n"}, {0x045B, "ch"}, {0x045F, "dj"},
    {0x0491, "g"}, {0x0493, "g"}, {0x049B, "k"}, {0x04A3, "n"}, {0x04AF, "u"}, {0x04B1, "u"},
    {0x04BB, "h"}, {0x04D9, "a"}, {0x04E9, "o"},
    /* Arabic, and what Persian, Kurdish, Urdu and Pashto add to it */
    {0x0621, ""}, {0x0627, "a"}, {0x0628, "b"}, {0x0629, "a"}, {0x062A, "t"}, {0x062B, "th"},
    {0x062C, "j"}, {0x062D, "h"}, {0x062E, "kh"}, {0x062F, "d"}, {0x0630, "dh"}, {0x0631, "r"},
    {0x0632, "z"}, {0x0633, "s"}, {0x0634, "sh"}, {0x0635, "s"}, {0x0636, "dh"}, {0x0637, "t"},
    {0x0638, "z"}, {0x0639, "a"}, {0x063A, "gh"}, {0x0640, ""}, {0x0641, "f"}, {0x0642, "q"},
    {0x0643, "k"}, {0x0644, "l"}, {0x0645, "m"}, {0x0646, "n"}, {0x0647, "h"}, {0x0648, "w"},
    {0x0649, "a"}, {0x064A, "y"}, {0x064E, "a"}, {0x064F, "u"}, {0x0650, "i"}, {0x0671, "a"},
    {0x0679, "t"}, {0x067C, "t"}, {0x067E, "p"}, {0x0681, "dz"}, {0x0685, "ts"}, {0x0686, "ch"},
    {0x0688, "d"}, {0x0689, "d"}, {0x0691, "r"}, {0x0693, "r"}, {0x0695, "r"}, {0x0696, "zh"},
    {0x0698, "zh"}, {0x069A, "sh"}, {0x06A4, "v"}, {0x06A9, "k"}, {0x06AB, "g"}, {0x06AD, "ng"},
    {0x06AF, "g"}, {0x06B5, "l"}, {0x06BA, "n"}, {0x06BC, "n"}, {0x06BE, "h"}, {0x06C1, "h"},
    {0x06C6, "o"}, {0x06C7, "u"}, {0x06CC, "y"}, {0x06CE, "e"}, {0x06D0, "e"}, {0x06D2, "e"},
    {0x06D5, "e"},
};

/* A letter and the mark after it that make a sound of their own. */
struct marked {
    uint16_t base, mark;
    char letters[3];
};

static const struct marked MARKED[] = {
    {'s', 0x030C, "sh"}, {'s', 0x0327, "sh"}, {'s', 0x0326, "sh"}, {'s', 0x0323, "sh"},
    {'s', 0x0301, "sh"}, {'c', 0x030C, "ch"}, {'c', 0x0327, "ch"}, {'c', 0x0301, "ch"},
    {'t', 0x0327, "ts"}, {'t', 0x0326, "ts"}, {'z', 0x030C, "zh"}, {'z', 0x0307, "zh"},
    {'n', 0x0303, "ny"}, {0x0438, 0x0306, "y"}, {0x0435, 0x0308, "yo"}, {0x0456, 0x0308, "yi"},
    {0x0443, 0x0306, "u"},
};

#endif

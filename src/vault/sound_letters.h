/* sound_letters.h - tables of letters for sound.c: which letters are one sound, how near two sounds
 * are, which names are one name. Only that file includes it.
 */
#ifndef VAULT_SOUND_LETTERS_H
#define VAULT_SOUND_LETTERS_H

/* One character a sound; its place here is its number. Capitals: N ng, T th, D dh, S sh, Z zh,
 * Y ts, C ch, K kh, G gh. */
static const char SOUNDS[] = "aeioubpfvwmnNtdTDszSZYCjckgqxKGhlry";
enum { SOUND_COUNT = sizeof(SOUNDS) - 1, FAR = 100, VOWEL_COUNT = 5 };

/* Letters read as one sound, longest first. */
static const struct {
    const char *letters;
    char sound;
} TOGETHER[] = {
    {"tch", 'C'}, {"sch", 'S'}, {"dzh", 'j'}, {"sh", 'S'}, {"sz", 'S'}, {"ch", 'C'},
    {"cz", 'C'},  {"xh", 'j'},  {"gj", 'j'},  {"dj", 'j'}, {"zh", 'Z'}, {"kh", 'K'},
    {"gh", 'G'},  {"ph", 'f'},  {"th", 'T'},  {"dh", 'D'}, {"bh", 'b'}, {"jh", 'j'},
    {"ck", 'k'},  {"gn", 'n'},  {"ts", 'Y'},  {"tz", 'Y'},  {"oo", 'u'}, {"ou", 'u'}, {"ee", 'i'},
};

/* What it costs to hear one sound for the other, out of FAR. Same: one cost for every pair. */
static const struct {
    const char *same;
    int cost;
} NEAR[] = {
    /* vowels */
    {"ae", 15}, {"ei", 10}, {"ou", 10}, {"ao", 20}, {"ai", 30}, {"au", 30}, {"eo", 30},
    {"iu", 35}, {"eu", 35}, {"io", 35},
    /* vowels and their consonants */
    {"yi", 4}, {"ye", 10}, {"wu", 4}, {"wo", 8}, {"ya", 40}, {"wa", 40},
    /* lips */
    {"bp", 35}, {"pf", 35}, {"bv", 30}, {"fv", 25}, {"vw", 10}, {"bw", 50}, {"vu", 30},
    /* nose */
    {"nN", 20}, {"mn", 60},
    /* teeth */
    {"td", 30}, {"tT", 10}, {"sT", 20}, {"hT", 60}, {"dT", 30}, {"zT", 35}, {"dD", 8},
    {"zD", 15}, {"tD", 30}, {"jD", 45}, {"dj", 40}, {"TD", 20},
    /* hissing */
    {"sz", 20}, {"sS", 12}, {"zZ", 12}, {"zS", 40}, {"SZ", 25}, {"sY", 15}, {"zY", 20},
    {"tY", 20}, {"YC", 15}, {"SC", 20}, {"ZC", 15}, {"jC", 15}, {"jZ", 10}, {"jS", 35},
    {"jz", 25}, {"sC", 35}, {"YZ", 20}, {"YS", 30}, {"jY", 30}, {"zC", 35}, {"tC", 60},
    /* throat */
    {"kg", 20}, {"kq", 5}, {"gq", 15}, {"kK", 15}, {"gG", 8}, {"KG", 20}, {"hK", 15},
    {"hG", 45}, {"kG", 30}, {"kC", 30}, {"qG", 15}, {"qK", 20}, {"gK", 35}, {"hk", 70}, {"hg", 45},
    /* letters of several readings */
    {"ck", 12}, {"cs", 15}, {"cC", 12}, {"cY", 8}, {"cj", 20}, {"cS", 25}, {"cz", 35},
    {"cg", 35}, {"cq", 25}, {"cK", 35}, {"cZ", 35}, {"ca", 35}, {"ce", 40}, {"co", 40},
    {"qC", 15}, {"qj", 25}, {"qY", 30}, {"qS", 30}, {"qc", 25}, {"xh", 8}, {"xK", 10},
    {"xS", 10}, {"xs", 20}, {"xz", 30}, {"xj", 30}, {"xC", 25}, {"xk", 30}, {"xY", 30},
    {"jy", 12}, {"ji", 20}, {"jg", 20}, {"jG", 35}, {"jh", 55}, {"jK", 45}, {"Zy", 35},
    {"lr", 60}, {"lw", 70},
};

/* One sound that is spelled as two letters elsewhere (Laxmi, Lakshmi), or two that stand together
 * by chance and were read as one (Ibtisam in Arabic letters has t and s side by side). */
static const char *const AS_TWO[] = {"xks", "xkS", "Yts", "Kkh", "Ssh", "Tth", "Ddh", "Ggh",
                                     "jdZ", "CtS", "Nng", "Zzh"};

/* Consonants of one class share a mark; h, w, y, c, x and the vowels have none. */
static const char *const CLASSES[] = {"bp", "fv", "m", "nN", "tdTD", "szSZYCj", "kgqKG", "l", "r"};

/* Names that are one name by history and not by sound. Every row is a claim: keep it short. */
static const char *const KIN[] = {
    "yusuf joseph jozef giuseppe osip", "maryam mary maria mariam", "isa jesus",
    "yahya john yohannes ivan jean", "musa moses moise", "yaqub jacob james",
    "daud david dawit", "suleiman solomon", "ibrahim abraham avraham", "jibril gabriel",
    "nuh noah", "hawa eve", "ayub job", "iskander alexander alexandru", "bulus paul pavel",
    "butros peter petros piotr", "girgis george giorgis gheorghe", "yunus jonah jonas",
    "harun aaron", "ishaq isaac yishaq", "elias ilyas elijah", "mikail michael mihai",
    "catherine ekaterina katarzyna", "elizabeth elsabet yelizaveta", "istifanos stephen stefan",
    "matewos matthew matei", "anna hannah", "zhang cheung", "huang wong hwang",
};

#endif

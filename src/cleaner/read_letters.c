/* The names are those of the Adobe Glyph List For New Fonts 1.7, and of older fonts (afii...):
 *
 * Copyright 2002-2019 Adobe (http://www.adobe.com/).
 *
 * Redistribution and use in source and binary forms, with or without modification, are permitted
 * provided that the following conditions are met:
 *
 * Redistributions of source code must retain the above copyright notice, this list of conditions
 * and the following disclaimer.
 *
 * Redistributions in binary form must reproduce the above copyright notice, this list of conditions
 * and the following disclaimer in the documentation and/or other materials provided with the
 * distribution.
 *
 * Neither the name of Adobe nor the names of its contributors may be used to endorse or promote
 * products derived from this software without specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR
 * IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND
 * FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR
 * CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE,
 * DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
 * WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY
 * WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE. */
#include "cleaner/read_letters.h"

#include <stdlib.h>
#include <string.h>

/* Codes 128 to 255. Code 128 + i stands for the letter at i; 0: for none. */
static const uint16_t upper[][128] = {
    [ENCODING_STANDARD] = {
        0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
        0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
        0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
        0x00a1, 0x00a2, 0x00a3, 0x2044, 0x00a5, 0x0192, 0x00a7, 0x00a4, 0x0027, 0x201c, 0x00ab,
        0x2039, 0x203a, 0xfb01, 0xfb02, 0x0000, 0x2013, 0x2020, 0x2021, 0x00b7, 0x0000, 0x00b6,
        0x2022, 0x201a, 0x201e, 0x201d, 0x00bb, 0x2026, 0x2030, 0x0000, 0x00bf, 0x0000, 0x0060,
        0x00b4, 0x02c6, 0x02dc, 0x00af, 0x02d8, 0x02d9, 0x00a8, 0x0000, 0x02da, 0x00b8, 0x0000,
        0x02dd, 0x02db, 0x02c7, 0x2014, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
        0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x00c6, 0x0000,
        0x00aa, 0x0000, 0x0000, 0x0000, 0x0000, 0x0141, 0x00d8, 0x0152, 0x00ba, 0x0000, 0x0000,
        0x0000, 0x0000, 0x0000, 0x00e6, 0x0000, 0x0000, 0x0000, 0x0131, 0x0000, 0x0000,
        0x0142, 0x00f8, 0x0153, 0x00df, 0x0000, 0x0000, 0x0000, 0x0000,    },
    [ENCODING_WIN] = {
        0x20ac, 0x2022, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x2022, 0x017d, 0x2022, 0x2022, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x2022, 0x017e, 0x0178, 0x00a0,
        0x00a1, 0x00a2, 0x00a3, 0x00a4, 0x00a5, 0x00a6, 0x00a7, 0x00a8, 0x00a9, 0x00aa, 0x00ab,
        0x00ac, 0x00ad, 0x00ae, 0x00af, 0x00b0, 0x00b1, 0x00b2, 0x00b3, 0x00b4, 0x00b5, 0x00b6,
        0x00b7, 0x00b8, 0x00b9, 0x00ba, 0x00bb, 0x00bc, 0x00bd, 0x00be, 0x00bf, 0x00c0, 0x00c1,
        0x00c2, 0x00c3, 0x00c4, 0x00c5, 0x00c6, 0x00c7, 0x00c8, 0x00c9, 0x00ca, 0x00cb, 0x00cc,
        0x00cd, 0x00ce, 0x00cf, 0x00d0, 0x00d1, 0x00d2, 0x00d3, 0x00d4, 0x00d5, 0x00d6, 0x00d7,
        0x00d8, 0x00d9, 0x00da, 0x00db, 0x00dc, 0x00dd, 0x00de, 0x00df, 0x00e0, 0x00e1, 0x00e2,
        0x00e3, 0x00e4, 0x00e5, 0x00e6, 0x00e7, 0x00e8, 0x00e9, 0x00ea, 0x00eb, 0x00ec, 0x00ed,
        0x00ee, 0x00ef, 0x00f0, 0x00f1, 0x00f2, 0x00f3, 0x00f4, 0x00f5, 0x00f6, 0x00f7,
        0x00f8, 0x00f9, 0x00fa, 0x00fb, 0x00fc, 0x00fd, 0x00fe, 0x00ff,    },
    [ENCODING_MAC] = {
        0x00c4, 0x00c5, 0x00c7, 0x00c9, 0x00d1, 0x00d6, 0x00dc, 0x00e1, 0x00e0, 0x00e2, 0x00e4,
        0x00e3, 0x00e5, 0x00e7, 0x00e9, 0x00e8, 0x00ea, 0x00eb, 0x00ed, 0x00ec, 0x00ee, 0x00ef,
        0x00f1, 0x00f3, 0x00f2, 0x00f4, 0x00f6, 0x00f5, 0x00fa, 0x00f9, 0x00fb, 0x00fc, 0x2020,
        0x00b0, 0x00a2, 0x00a3, 0x00a7, 0x2022, 0x00b6, 0x00df, 0x00ae, 0x00a9, 0x2122, 0x00b4,
        0x00a8, 0x2260, 0x00c6, 0x00d8, 0x221e, 0x00b1, 0x2264, 0x2265, 0x00a5, 0x00b5, 0x2202,
        0x2211, 0x220f, 0x03c0, 0x222b, 0x00aa, 0x00ba, 0x03a9, 0x00e6, 0x00f8, 0x00bf, 0x00a1,
        0x00ac, 0x221a, 0x0192, 0x2248, 0x2206, 0x00ab, 0x00bb, 0x2026, 0x00a0, 0x00c0, 0x00c3,
        0x00d5, 0x0152, 0x0153, 0x2013, 0x2014, 0x201c, 0x201d, 0x2018, 0x2019, 0x00f7, 0x25ca,
        0x00ff, 0x0178, 0x2044, 0x20ac, 0x2039, 0x203a, 0xfb01, 0xfb02, 0x2021, 0x00b7, 0x201a,
        0x201e, 0x2030, 0x00c2, 0x00ca, 0x00c1, 0x00cb, 0x00c8, 0x00cd, 0x00ce, 0x00cf, 0x00cc,
        0x00d3, 0x00d4, 0xf8ff, 0x00d2, 0x00da, 0x00db, 0x00d9, 0x0131, 0x02c6, 0x02dc,
        0x00af, 0x02d8, 0x02d9, 0x02da, 0x00b8, 0x02dd, 0x02db, 0x02c7,    },
};

/* Sorted by the bytes of the name. */
static const struct name {
    const char *name;
    uint16_t letter;
} names[] = {
    {"A", 0x0041}, {"AE", 0x00c6}, {"AEacute", 0x01fc}, {"Aacute", 0x00c1}, {"Abreve", 0x0102},
    {"Acircumflex", 0x00c2}, {"Adieresis", 0x00c4}, {"Agrave", 0x00c0}, {"Alpha", 0x0391},
    {"Alphatonos", 0x0386}, {"Amacron", 0x0100}, {"Aogonek", 0x0104}, {"Aring", 0x00c5},
    {"Aringacute", 0x01fa}, {"Atilde", 0x00c3}, {"B", 0x0042}, {"Beta", 0x0392}, {"C", 0x0043},
    {"Cacute", 0x0106}, {"Ccaron", 0x010c}, {"Ccedilla", 0x00c7}, {"Ccircumflex", 0x0108},
    {"Cdotaccent", 0x010a}, {"Chi", 0x03a7}, {"D", 0x0044}, {"Dcaron", 0x010e},
    {"Dcroat", 0x0110}, {"Delta", 0x2206}, {"Dmacron", 0x0110}, {"E", 0x0045}, {"Eacute", 0x00c9},
    {"Ebreve", 0x0114}, {"Ecaron", 0x011a}, {"Ecircumflex", 0x00ca}, {"Edieresis", 0x00cb},
    {"Edotaccent", 0x0116}, {"Egrave", 0x00c8}, {"Emacron", 0x0112}, {"Eng", 0x014a},
    {"Eogonek", 0x0118}, {"Epsilon", 0x0395}, {"Epsilontonos", 0x0388}, {"Eta", 0x0397},
    {"Etatonos", 0x0389}, {"Eth", 0x00d0}, {"Euro", 0x20ac}, {"F", 0x0046}, {"G", 0x0047},
    {"Gamma", 0x0393}, {"Gbreve", 0x011e}, {"Gcaron", 0x01e6}, {"Gcircumflex", 0x011c},
    {"Gdotaccent", 0x0120}, {"H", 0x0048}, {"H18533", 0x25cf}, {"H18543", 0x25aa},
    {"H18551", 0x25ab}, {"H22073", 0x25a1}, {"Hbar", 0x0126}, {"Hcircumflex", 0x0124},
    {"I", 0x0049}, {"IJ", 0x0132}, {"Iacute", 0x00cd}, {"Ibreve", 0x012c},
    {"Icircumflex", 0x00ce}, {"Idieresis", 0x00cf}, {"Idotaccent", 0x0130}, {"Ifraktur", 0x2111},
    {"Igrave", 0x00cc}, {"Imacron", 0x012a}, {"Iogonek", 0x012e}, {"Iota", 0x0399},
    {"Iotadieresis", 0x03aa}, {"Iotatonos", 0x038a}, {"Itilde", 0x0128}, {"J", 0x004a},
    {"Jcircumflex", 0x0134}, {"K", 0x004b}, {"Kappa", 0x039a}, {"L", 0x004c}, {"Lacute", 0x0139},
    {"Lambda", 0x039b}, {"Lcaron", 0x013d}, {"Ldot", 0x013f}, {"Lslash", 0x0141}, {"M", 0x004d},
    {"Mu", 0x039c}, {"N", 0x004e}, {"Nacute", 0x0143}, {"Ncaron", 0x0147}, {"Ntilde", 0x00d1},
    {"Nu", 0x039d}, {"O", 0x004f}, {"OE", 0x0152}, {"Oacute", 0x00d3}, {"Obreve", 0x014e},
    {"Ocircumflex", 0x00d4}, {"Odieresis", 0x00d6}, {"Ograve", 0x00d2}, {"Ohorn", 0x01a0},
    {"Ohungarumlaut", 0x0150}, {"Omacron", 0x014c}, {"Omega", 0x2126}, {"Omegatonos", 0x038f},
    {"Omicron", 0x039f}, {"Omicrontonos", 0x038c}, {"Oslash", 0x00d8}, {"Oslashacute", 0x01fe},
    {"Otilde", 0x00d5}, {"P", 0x0050}, {"Phi", 0x03a6}, {"Pi", 0x03a0}, {"Psi", 0x03a8},
    {"Q", 0x0051}, {"R", 0x0052}, {"Racute", 0x0154}, {"Rcaron", 0x0158}, {"Rfraktur", 0x211c},
    {"Rho", 0x03a1}, {"S", 0x0053}, {"SF010000", 0x250c}, {"SF020000", 0x2514},
    {"SF030000", 0x2510}, {"SF040000", 0x2518}, {"SF050000", 0x253c}, {"SF060000", 0x252c},
    {"SF070000", 0x2534}, {"SF080000", 0x251c}, {"SF090000", 0x2524}, {"SF100000", 0x2500},
    {"SF110000", 0x2502}, {"SF190000", 0x2561}, {"SF200000", 0x2562}, {"SF210000", 0x2556},
    {"SF220000", 0x2555}, {"SF230000", 0x2563}, {"SF240000", 0x2551}, {"SF250000", 0x2557},
    {"SF260000", 0x255d}, {"SF270000", 0x255c}, {"SF280000", 0x255b}, {"SF360000", 0x255e},
    {"SF370000", 0x255f}, {"SF380000", 0x255a}, {"SF390000", 0x2554}, {"SF400000", 0x2569},
    {"SF410000", 0x2566}, {"SF420000", 0x2560}, {"SF430000", 0x2550}, {"SF440000", 0x256c},
    {"SF450000", 0x2567}, {"SF460000", 0x2568}, {"SF470000", 0x2564}, {"SF480000", 0x2565},
    {"SF490000", 0x2559}, {"SF500000", 0x2558}, {"SF510000", 0x2552}, {"SF520000", 0x2553},
    {"SF530000", 0x256b}, {"SF540000", 0x256a}, {"Sacute", 0x015a}, {"Scaron", 0x0160},
    {"Scedilla", 0x015e}, {"Scircumflex", 0x015c}, {"Sigma", 0x03a3}, {"T", 0x0054},
    {"Tau", 0x03a4}, {"Tbar", 0x0166}, {"Tcaron", 0x0164}, {"Tcedilla", 0x0162},
    {"Tcommaaccent", 0x0162}, {"Theta", 0x0398}, {"Thorn", 0x00de}, {"U", 0x0055},
    {"Uacute", 0x00da}, {"Ubreve", 0x016c}, {"Ucircumflex", 0x00db}, {"Udieresis", 0x00dc},
    {"Ugrave", 0x00d9}, {"Uhorn", 0x01af}, {"Uhungarumlaut", 0x0170}, {"Umacron", 0x016a},
    {"Uogonek", 0x0172}, {"Upsilon", 0x03a5}, {"Upsilon1", 0x03d2}, {"Upsilondieresis", 0x03ab},
    {"Upsilontonos", 0x038e}, {"Uring", 0x016e}, {"Utilde", 0x0168}, {"V", 0x0056}, {"W", 0x0057},
    {"Wacute", 0x1e82}, {"Wcircumflex", 0x0174}, {"Wdieresis", 0x1e84}, {"Wgrave", 0x1e80},
    {"X", 0x0058}, {"Xi", 0x039e}, {"Y", 0x0059}, {"Yacute", 0x00dd}, {"Ycircumflex", 0x0176},
    {"Ydieresis", 0x0178}, {"Ygrave", 0x1ef2}, {"Z", 0x005a}, {"Zacute", 0x0179},
    {"Zcaron", 0x017d}, {"Zdotaccent", 0x017b}, {"Zeta", 0x0396}, {"a", 0x0061},
    {"aacute", 0x00e1}, {"abreve", 0x0103}, {"acircumflex", 0x00e2}, {"acute", 0x00b4},
    {"acutecomb", 0x0301}, {"adieresis", 0x00e4}, {"ae", 0x00e6}, {"aeacute", 0x01fd},
    {"afii00208", 0x2015}, {"afii08941", 0x20a4}, {"afii10017", 0x0410}, {"afii10018", 0x0411},
    {"afii10019", 0x0412}, {"afii10020", 0x0413}, {"afii10021", 0x0414}, {"afii10022", 0x0415},
    {"afii10023", 0x0401}, {"afii10024", 0x0416}, {"afii10025", 0x0417}, {"afii10026", 0x0418},
    {"afii10027", 0x0419}, {"afii10028", 0x041a}, {"afii10029", 0x041b}, {"afii10030", 0x041c},
    {"afii10031", 0x041d}, {"afii10032", 0x041e}, {"afii10033", 0x041f}, {"afii10034", 0x0420},
    {"afii10035", 0x0421}, {"afii10036", 0x0422}, {"afii10037", 0x0423}, {"afii10038", 0x0424},
    {"afii10039", 0x0425}, {"afii10040", 0x0426}, {"afii10041", 0x0427}, {"afii10042", 0x0428},
    {"afii10043", 0x0429}, {"afii10044", 0x042a}, {"afii10045", 0x042b}, {"afii10046", 0x042c},
    {"afii10047", 0x042d}, {"afii10048", 0x042e}, {"afii10049", 0x042f}, {"afii10050", 0x0490},
    {"afii10051", 0x0402}, {"afii10052", 0x0403}, {"afii10053", 0x0404}, {"afii10054", 0x0405},
    {"afii10055", 0x0406}, {"afii10056", 0x0407}, {"afii10057", 0x0408}, {"afii10058", 0x0409},
    {"afii10059", 0x040a}, {"afii10060", 0x040b}, {"afii10061", 0x040c}, {"afii10062", 0x040e},
    {"afii10063", 0xf6c4}, {"afii10064", 0xf6c5}, {"afii10065", 0x0430}, {"afii10066", 0x0431},
    {"afii10067", 0x0432}, {"afii10068", 0x0433}, {"afii10069", 0x0434}, {"afii10070", 0x0435},
    {"afii10071", 0x0451}, {"afii10072", 0x0436}, {"afii10073", 0x0437}, {"afii10074", 0x0438},
    {"afii10075", 0x0439}, {"afii10076", 0x043a}, {"afii10077", 0x043b}, {"afii10078", 0x043c},
    {"afii10079", 0x043d}, {"afii10080", 0x043e}, {"afii10081", 0x043f}, {"afii10082", 0x0440},
    {"afii10083", 0x0441}, {"afii10084", 0x0442}, {"afii10085", 0x0443}, {"afii10086", 0x0444},
    {"afii10087", 0x0445}, {"afii10088", 0x0446}, {"afii10089", 0x0447}, {"afii10090", 0x0448},
    {"afii10091", 0x0449}, {"afii10092", 0x044a}, {"afii10093", 0x044b}, {"afii10094", 0x044c},
    {"afii10095", 0x044d}, {"afii10096", 0x044e}, {"afii10097", 0x044f}, {"afii10098", 0x0491},
    {"afii10099", 0x0452}, {"afii10100", 0x0453}, {"afii10101", 0x0454}, {"afii10102", 0x0455},
    {"afii10103", 0x0456}, {"afii10104", 0x0457}, {"afii10105", 0x0458}, {"afii10106", 0x0459},
    {"afii10107", 0x045a}, {"afii10108", 0x045b}, {"afii10109", 0x045c}, {"afii10110", 0x045e},
    {"afii10145", 0x040f}, {"afii10146", 0x0462}, {"afii10147", 0x0472}, {"afii10148", 0x0474},
    {"afii10192", 0xf6c6}, {"afii10193", 0x045f}, {"afii10194", 0x0463}, {"afii10195", 0x0473},
    {"afii10196", 0x0475}, {"afii10831", 0xf6c7}, {"afii10832", 0xf6c8}, {"afii10846", 0x04d9},
    {"afii299", 0x200e}, {"afii300", 0x200f}, {"afii301", 0x200d}, {"afii57381", 0x066a},
    {"afii57388", 0x060c}, {"afii57392", 0x0660}, {"afii57393", 0x0661}, {"afii57394", 0x0662},
    {"afii57395", 0x0663}, {"afii57396", 0x0664}, {"afii57397", 0x0665}, {"afii57398", 0x0666},
    {"afii57399", 0x0667}, {"afii57400", 0x0668}, {"afii57401", 0x0669}, {"afii57403", 0x061b},
    {"afii57407", 0x061f}, {"afii57409", 0x0621}, {"afii57410", 0x0622}, {"afii57411", 0x0623},
    {"afii57412", 0x0624}, {"afii57413", 0x0625}, {"afii57414", 0x0626}, {"afii57415", 0x0627},
    {"afii57416", 0x0628}, {"afii57417", 0x0629}, {"afii57418", 0x062a}, {"afii57419", 0x062b},
    {"afii57420", 0x062c}, {"afii57421", 0x062d}, {"afii57422", 0x062e}, {"afii57423", 0x062f},
    {"afii57424", 0x0630}, {"afii57425", 0x0631}, {"afii57426", 0x0632}, {"afii57427", 0x0633},
    {"afii57428", 0x0634}, {"afii57429", 0x0635}, {"afii57430", 0x0636}, {"afii57431", 0x0637},
    {"afii57432", 0x0638}, {"afii57433", 0x0639}, {"afii57434", 0x063a}, {"afii57440", 0x0640},
    {"afii57441", 0x0641}, {"afii57442", 0x0642}, {"afii57443", 0x0643}, {"afii57444", 0x0644},
    {"afii57445", 0x0645}, {"afii57446", 0x0646}, {"afii57448", 0x0648}, {"afii57449", 0x0649},
    {"afii57450", 0x064a}, {"afii57451", 0x064b}, {"afii57452", 0x064c}, {"afii57453", 0x064d},
    {"afii57454", 0x064e}, {"afii57455", 0x064f}, {"afii57456", 0x0650}, {"afii57457", 0x0651},
    {"afii57458", 0x0652}, {"afii57470", 0x0647}, {"afii57505", 0x06a4}, {"afii57506", 0x067e},
    {"afii57507", 0x0686}, {"afii57508", 0x0698}, {"afii57509", 0x06af}, {"afii57511", 0x0679},
    {"afii57512", 0x0688}, {"afii57513", 0x0691}, {"afii57514", 0x06ba}, {"afii57519", 0x06d2},
    {"afii57534", 0x06d5}, {"afii57636", 0x20aa}, {"afii57645", 0x05be}, {"afii57658", 0x05c3},
    {"afii57664", 0x05d0}, {"afii57665", 0x05d1}, {"afii57666", 0x05d2}, {"afii57667", 0x05d3},
    {"afii57668", 0x05d4}, {"afii57669", 0x05d5}, {"afii57670", 0x05d6}, {"afii57671", 0x05d7},
    {"afii57672", 0x05d8}, {"afii57673", 0x05d9}, {"afii57674", 0x05da}, {"afii57675", 0x05db},
    {"afii57676", 0x05dc}, {"afii57677", 0x05dd}, {"afii57678", 0x05de}, {"afii57679", 0x05df},
    {"afii57680", 0x05e0}, {"afii57681", 0x05e1}, {"afii57682", 0x05e2}, {"afii57683", 0x05e3},
    {"afii57684", 0x05e4}, {"afii57685", 0x05e5}, {"afii57686", 0x05e6}, {"afii57687", 0x05e7},
    {"afii57688", 0x05e8}, {"afii57689", 0x05e9}, {"afii57690", 0x05ea}, {"afii57694", 0xfb2a},
    {"afii57695", 0xfb2b}, {"afii57700", 0xfb4b}, {"afii57705", 0xfb1f}, {"afii57716", 0x05f0},
    {"afii57717", 0x05f1}, {"afii57718", 0x05f2}, {"afii57723", 0xfb35}, {"afii57793", 0x05b4},
    {"afii57794", 0x05b5}, {"afii57795", 0x05b6}, {"afii57796", 0x05bb}, {"afii57797", 0x05b8},
    {"afii57798", 0x05b7}, {"afii57799", 0x05b0}, {"afii57800", 0x05b2}, {"afii57801", 0x05b1},
    {"afii57802", 0x05b3}, {"afii57803", 0x05c2}, {"afii57804", 0x05c1}, {"afii57806", 0x05b9},
    {"afii57807", 0x05bc}, {"afii57839", 0x05bd}, {"afii57841", 0x05bf}, {"afii57842", 0x05c0},
    {"afii57929", 0x02bc}, {"afii61248", 0x2105}, {"afii61289", 0x2113}, {"afii61352", 0x2116},
    {"afii61573", 0x202c}, {"afii61574", 0x202d}, {"afii61575", 0x202e}, {"afii61664", 0x200c},
    {"afii63167", 0x066d}, {"afii64937", 0x02bd}, {"agrave", 0x00e0}, {"aleph", 0x2135},
    {"alpha", 0x03b1}, {"alphatonos", 0x03ac}, {"amacron", 0x0101}, {"ampersand", 0x0026},
    {"angle", 0x2220}, {"angleleft", 0x2329}, {"angleright", 0x232a}, {"anoteleia", 0x0387},
    {"aogonek", 0x0105}, {"approxequal", 0x2248}, {"aring", 0x00e5}, {"aringacute", 0x01fb},
    {"arrowboth", 0x2194}, {"arrowdblboth", 0x21d4}, {"arrowdbldown", 0x21d3},
    {"arrowdblleft", 0x21d0}, {"arrowdblright", 0x21d2}, {"arrowdblup", 0x21d1},
    {"arrowdown", 0x2193}, {"arrowleft", 0x2190}, {"arrowright", 0x2192}, {"arrowup", 0x2191},
    {"arrowupdn", 0x2195}, {"arrowupdnbse", 0x21a8}, {"asciicircum", 0x005e},
    {"asciitilde", 0x007e}, {"asterisk", 0x002a}, {"asteriskmath", 0x2217}, {"at", 0x0040},
    {"atilde", 0x00e3}, {"b", 0x0062}, {"backslash", 0x005c}, {"bar", 0x007c}, {"beta", 0x03b2},
    {"block", 0x2588}, {"braceleft", 0x007b}, {"braceright", 0x007d}, {"bracketleft", 0x005b},
    {"bracketright", 0x005d}, {"breve", 0x02d8}, {"brokenbar", 0x00a6}, {"bullet", 0x2022},
    {"c", 0x0063}, {"cacute", 0x0107}, {"caron", 0x02c7}, {"carriagereturn", 0x21b5},
    {"ccaron", 0x010d}, {"ccedilla", 0x00e7}, {"ccircumflex", 0x0109}, {"cdotaccent", 0x010b},
    {"cedilla", 0x00b8}, {"cent", 0x00a2}, {"chi", 0x03c7}, {"circle", 0x25cb},
    {"circlemultiply", 0x2297}, {"circleplus", 0x2295}, {"circumflex", 0x02c6}, {"club", 0x2663},
    {"colon", 0x003a}, {"colonmonetary", 0x20a1}, {"comma", 0x002c}, {"congruent", 0x2245},
    {"copyright", 0x00a9}, {"currency", 0x00a4}, {"d", 0x0064}, {"dagger", 0x2020},
    {"daggerdbl", 0x2021}, {"dcaron", 0x010f}, {"dcroat", 0x0111}, {"degree", 0x00b0},
    {"delta", 0x03b4}, {"diamond", 0x2666}, {"dieresis", 0x00a8}, {"dieresistonos", 0x0385},
    {"divide", 0x00f7}, {"dkshade", 0x2593}, {"dmacron", 0x0111}, {"dnblock", 0x2584},
    {"dollar", 0x0024}, {"dong", 0x20ab}, {"dotaccent", 0x02d9}, {"dotbelowcomb", 0x0323},
    {"dotlessi", 0x0131}, {"dotlessj", 0x0237}, {"dotmath", 0x22c5}, {"e", 0x0065},
    {"eacute", 0x00e9}, {"ebreve", 0x0115}, {"ecaron", 0x011b}, {"ecircumflex", 0x00ea},
    {"edieresis", 0x00eb}, {"edotaccent", 0x0117}, {"egrave", 0x00e8}, {"eight", 0x0038},
    {"element", 0x2208}, {"ellipsis", 0x2026}, {"emacron", 0x0113}, {"emdash", 0x2014},
    {"emptyset", 0x2205}, {"endash", 0x2013}, {"eng", 0x014b}, {"eogonek", 0x0119},
    {"epsilon", 0x03b5}, {"epsilontonos", 0x03ad}, {"equal", 0x003d}, {"equivalence", 0x2261},
    {"estimated", 0x212e}, {"eta", 0x03b7}, {"etatonos", 0x03ae}, {"eth", 0x00f0},
    {"exclam", 0x0021}, {"exclamdbl", 0x203c}, {"exclamdown", 0x00a1}, {"existential", 0x2203},
    {"f", 0x0066}, {"female", 0x2640}, {"ff", 0xfb00}, {"ffi", 0xfb03}, {"ffl", 0xfb04},
    {"fi", 0xfb01}, {"figuredash", 0x2012}, {"filledbox", 0x25a0}, {"filledrect", 0x25ac},
    {"five", 0x0035}, {"fiveeighths", 0x215d}, {"fl", 0xfb02}, {"florin", 0x0192},
    {"four", 0x0034}, {"fraction", 0x2044}, {"franc", 0x20a3}, {"g", 0x0067}, {"gamma", 0x03b3},
    {"gbreve", 0x011f}, {"gcaron", 0x01e7}, {"gcircumflex", 0x011d}, {"gdotaccent", 0x0121},
    {"germandbls", 0x00df}, {"gradient", 0x2207}, {"grave", 0x0060}, {"gravecomb", 0x0300},
    {"greater", 0x003e}, {"greaterequal", 0x2265}, {"guillemotleft", 0x00ab},
    {"guillemotright", 0x00bb}, {"guilsinglleft", 0x2039}, {"guilsinglright", 0x203a},
    {"h", 0x0068}, {"hbar", 0x0127}, {"hcircumflex", 0x0125}, {"heart", 0x2665},
    {"hookabovecomb", 0x0309}, {"house", 0x2302}, {"hungarumlaut", 0x02dd}, {"hyphen", 0x002d},
    {"hyphenminus", 0x002d}, {"i", 0x0069}, {"iacute", 0x00ed}, {"ibreve", 0x012d},
    {"icircumflex", 0x00ee}, {"idieresis", 0x00ef}, {"igrave", 0x00ec}, {"ij", 0x0133},
    {"imacron", 0x012b}, {"infinity", 0x221e}, {"integral", 0x222b}, {"integralbt", 0x2321},
    {"integraltp", 0x2320}, {"intersection", 0x2229}, {"invbullet", 0x25d8},
    {"invcircle", 0x25d9}, {"invsmileface", 0x263b}, {"iogonek", 0x012f}, {"iota", 0x03b9},
    {"iotadieresis", 0x03ca}, {"iotadieresistonos", 0x0390}, {"iotatonos", 0x03af},
    {"itilde", 0x0129}, {"j", 0x006a}, {"jcircumflex", 0x0135}, {"k", 0x006b}, {"kappa", 0x03ba},
    {"kgreenlandic", 0x0138}, {"l", 0x006c}, {"lacute", 0x013a}, {"lambda", 0x03bb},
    {"lcaron", 0x013e}, {"ldot", 0x0140}, {"less", 0x003c}, {"lessequal", 0x2264},
    {"lfblock", 0x258c}, {"lira", 0x20a4}, {"logicaland", 0x2227}, {"logicalnot", 0x00ac},
    {"logicalor", 0x2228}, {"longs", 0x017f}, {"lozenge", 0x25ca}, {"lslash", 0x0142},
    {"ltshade", 0x2591}, {"m", 0x006d}, {"macron", 0x00af}, {"male", 0x2642}, {"middot", 0x00b7},
    {"minus", 0x2212}, {"minute", 0x2032}, {"mu", 0x00b5}, {"mu1", 0x00b5}, {"multiply", 0x00d7},
    {"musicalnote", 0x266a}, {"musicalnotedbl", 0x266b}, {"n", 0x006e}, {"nacute", 0x0144},
    {"napostrophe", 0x0149}, {"nbspace", 0x00a0}, {"ncaron", 0x0148}, {"nine", 0x0039},
    {"nonbreakingspace", 0x00a0}, {"notelement", 0x2209}, {"notequal", 0x2260},
    {"notsubset", 0x2284}, {"ntilde", 0x00f1}, {"nu", 0x03bd}, {"numbersign", 0x0023},
    {"o", 0x006f}, {"oacute", 0x00f3}, {"obreve", 0x014f}, {"ocircumflex", 0x00f4},
    {"odieresis", 0x00f6}, {"oe", 0x0153}, {"ogonek", 0x02db}, {"ograve", 0x00f2},
    {"ohorn", 0x01a1}, {"ohungarumlaut", 0x0151}, {"omacron", 0x014d}, {"omega", 0x03c9},
    {"omega1", 0x03d6}, {"omegatonos", 0x03ce}, {"omicron", 0x03bf}, {"omicrontonos", 0x03cc},
    {"one", 0x0031}, {"onedotenleader", 0x2024}, {"oneeighth", 0x215b}, {"onehalf", 0x00bd},
    {"onequarter", 0x00bc}, {"onethird", 0x2153}, {"openbullet", 0x25e6}, {"ordfeminine", 0x00aa},
    {"ordmasculine", 0x00ba}, {"orthogonal", 0x221f}, {"oslash", 0x00f8}, {"oslashacute", 0x01ff},
    {"otilde", 0x00f5}, {"overscore", 0x00af}, {"p", 0x0070}, {"paragraph", 0x00b6},
    {"parenleft", 0x0028}, {"parenright", 0x0029}, {"partialdiff", 0x2202}, {"percent", 0x0025},
    {"period", 0x002e}, {"periodcentered", 0x00b7}, {"perpendicular", 0x22a5},
    {"perthousand", 0x2030}, {"peseta", 0x20a7}, {"phi", 0x03c6}, {"phi1", 0x03d5},
    {"pi", 0x03c0}, {"plus", 0x002b}, {"plusminus", 0x00b1}, {"prescription", 0x211e},
    {"product", 0x220f}, {"propersubset", 0x2282}, {"propersuperset", 0x2283},
    {"proportional", 0x221d}, {"psi", 0x03c8}, {"q", 0x0071}, {"question", 0x003f},
    {"questiondown", 0x00bf}, {"quotedbl", 0x0022}, {"quotedblbase", 0x201e},
    {"quotedblleft", 0x201c}, {"quotedblright", 0x201d}, {"quoteleft", 0x2018},
    {"quotereversed", 0x201b}, {"quoteright", 0x2019}, {"quotesinglbase", 0x201a},
    {"quotesingle", 0x0027}, {"r", 0x0072}, {"racute", 0x0155}, {"radical", 0x221a},
    {"rcaron", 0x0159}, {"reflexsubset", 0x2286}, {"reflexsuperset", 0x2287},
    {"registered", 0x00ae}, {"revlogicalnot", 0x2310}, {"rho", 0x03c1}, {"ring", 0x02da},
    {"rtblock", 0x2590}, {"s", 0x0073}, {"sacute", 0x015b}, {"scaron", 0x0161},
    {"scedilla", 0x015f}, {"scircumflex", 0x015d}, {"second", 0x2033}, {"section", 0x00a7},
    {"semicolon", 0x003b}, {"seven", 0x0037}, {"seveneighths", 0x215e}, {"sfthyphen", 0x00ad},
    {"shade", 0x2592}, {"sigma", 0x03c3}, {"sigma1", 0x03c2}, {"similar", 0x223c},
    {"six", 0x0036}, {"slash", 0x002f}, {"slashbar", 0x002f}, {"smileface", 0x263a},
    {"softhyphen", 0x00ad}, {"space", 0x0020}, {"spade", 0x2660}, {"sterling", 0x00a3},
    {"suchthat", 0x220b}, {"summation", 0x2211}, {"sun", 0x263c}, {"t", 0x0074}, {"tau", 0x03c4},
    {"tbar", 0x0167}, {"tcaron", 0x0165}, {"tcedilla", 0x0163}, {"tcommaaccent", 0x0163},
    {"therefore", 0x2234}, {"theta", 0x03b8}, {"theta1", 0x03d1}, {"thorn", 0x00fe},
    {"three", 0x0033}, {"threeeighths", 0x215c}, {"threequarters", 0x00be}, {"tilde", 0x02dc},
    {"tildecomb", 0x0303}, {"tonos", 0x0384}, {"trademark", 0x2122}, {"triagdn", 0x25bc},
    {"triaglf", 0x25c4}, {"triagrt", 0x25ba}, {"triagup", 0x25b2}, {"two", 0x0032},
    {"twodotenleader", 0x2025}, {"twothirds", 0x2154}, {"u", 0x0075}, {"uacute", 0x00fa},
    {"ubreve", 0x016d}, {"ucircumflex", 0x00fb}, {"udieresis", 0x00fc}, {"ugrave", 0x00f9},
    {"uhorn", 0x01b0}, {"uhungarumlaut", 0x0171}, {"umacron", 0x016b}, {"underscore", 0x005f},
    {"underscoredbl", 0x2017}, {"union", 0x222a}, {"universal", 0x2200}, {"uogonek", 0x0173},
    {"upblock", 0x2580}, {"upsilon", 0x03c5}, {"upsilondieresis", 0x03cb},
    {"upsilondieresistonos", 0x03b0}, {"upsilontonos", 0x03cd}, {"uring", 0x016f},
    {"utilde", 0x0169}, {"v", 0x0076}, {"w", 0x0077}, {"wacute", 0x1e83}, {"wcircumflex", 0x0175},
    {"wdieresis", 0x1e85}, {"weierstrass", 0x2118}, {"wgrave", 0x1e81}, {"x", 0x0078},
    {"xi", 0x03be}, {"y", 0x0079}, {"yacute", 0x00fd}, {"ycircumflex", 0x0177},
    {"ydieresis", 0x00ff}, {"yen", 0x00a5}, {"ygrave", 0x1ef3}, {"z", 0x007a}, {"zacute", 0x017a},
    {"zcaron", 0x017e}, {"zdotaccent", 0x017c}, {"zero", 0x0030}, {"zeta", 0x03b6},
};

uint32_t letters_of_code(enum letters_encoding encoding, unsigned char code)
{
    if (code >= 0x80)
        return upper[encoding][code - 0x80];
    if (encoding == ENCODING_STANDARD && code == '\'')
        return 0x2019;
    if (encoding == ENCODING_STANDARD && code == '`')
        return 0x2018;
    return code >= 0x20 && code < 0x7f ? code : 0;
}

/* ---- names ----------------------------------------------------------------------------------- */

enum { NAME_MOST = 63 };

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, ((const struct name *)b)->name);
}

static uint32_t listed(const char *name)
{
    const struct name *found =
        bsearch(name, names, COUNT_OF(names), sizeof(names[0]), compare_names);
    return found ? found->letter : 0;
}

/* "0041" to "10FFFF"; 0: it is no such number. */
static uint32_t hex_letter(const char *at, size_t size)
{
    uint32_t value = 0;
    for (size_t i = 0; i < size; i++) {
        bool is_digit = at[i] >= '0' && at[i] <= '9', is_letter = at[i] >= 'A' && at[i] <= 'F';
        if (!is_digit && !is_letter)
            return 0;
        value = value * 16 + (uint32_t)(is_digit ? at[i] - '0' : at[i] - 'A' + 10);
    }
    return value <= 0x10ffff ? value : 0;
}

static size_t add_hex(const char *name, size_t size, uint32_t *out_letters, size_t room)
{
    size_t count = 0;
    if (size >= 7 && strncmp(name, "uni", 3) == 0 && (size - 3) % 4 == 0) {
        for (size_t i = 3; i < size && count < room; i += 4)
            if ((out_letters[count] = hex_letter(name + i, 4)) != 0)
                count++;
        return count;
    }
    if (size >= 5 && size <= 7 && name[0] == 'u' &&
        (out_letters[0] = hex_letter(name + 1, size - 1)) != 0)
        return 1;
    return 0;
}

/* Small capitals and figures of an older style are the letters they look like. */
static uint32_t styled(char *name, size_t size)
{
    static const char *const styles[] = {"small", "oldstyle", "superior", "inferior"};
    for (size_t i = 0; i < COUNT_OF(styles); i++) {
        size_t style = strlen(styles[i]);
        if (size > style && strcmp(name + size - style, styles[i]) == 0) {
            name[size - style] = 0;
            return listed(name);
        }
    }
    return 0;
}

static size_t of_part(struct str part, uint32_t *out_letters, size_t room)
{
    char name[NAME_MOST + 1];
    if (part.size == 0 || part.size > NAME_MOST || room == 0)
        return 0;
    memcpy(name, part.at, part.size);
    name[part.size] = 0;
    uint32_t letter = listed(name);
    size_t count = letter == 0 ? add_hex(name, part.size, out_letters, room) : 0;
    if (count > 0)
        return count;
    if (letter == 0)
        letter = styled(name, part.size);
    out_letters[0] = letter;
    return letter != 0;
}

size_t letters_of_name(struct str name, uint32_t out_letters[LETTERS_MOST])
{
    size_t point = str_find(name, '.', 1), count = 0;
    name = str_slice(name, 0, point);
    size_t whole = of_part(name, out_letters, LETTERS_MOST);
    if (whole > 0 || str_find(name, '_', 0) == SIZE_MAX)
        return whole;
    while (name.size > 0) {
        size_t more = of_part(str_cut(&name, '_'), out_letters + count, LETTERS_MOST - count);
        if (more == 0)
            return 0;
        count += more;
    }
    return count;
}

bool letters_is_known(uint32_t letter)
{
    return letter >= ' ' && letter != 0x7f && letter != 0xfffd && letter <= 0x10ffff &&
           (letter & 0xfffe) != 0xfffe && (letter < 0xd800 || letter > 0xf8ff) &&
           letter < 0xf0000;
}

/* The cleaner, asked what a PDF says: as it is drawn, as it is hidden, and what it cannot read. */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clean_sample.h"
#include "cleaner/read.h"
#include "cleaner/read_letters.h"
#include "held_reading.h"
#include "made_pdf.h"

static int set_up(void **state)
{
    struct arena *arena = calloc(1, sizeof(*arena));
    *arena = arena_make((size_t)128 << 20);
    *state = arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    free(*state);
    return 0;
}

static struct document_text read_here(struct arena *arena, struct str bytes)
{
    struct reading reading = {.in = (const unsigned char *)bytes.at, .in_size = bytes.size,
                              .out = arena_take(arena, DOCUMENT_TEXT_MOST_BYTES),
                              .out_room = DOCUMENT_TEXT_MOST_BYTES};
    read_pdf(&reading);
    return (struct document_text){reading.unread, {reading.out, reading.out_size}};
}

/* With one space wherever there are some, or a new line. */
static char *plain(struct arena *arena, struct str text)
{
    struct buf out = buf_make(arena, text.size + 1);
    bool is_gap = false;
    for (size_t i = 0; i < text.size; i++) {
        bool is_space = strchr(" \n\f", text.at[i]) != NULL;
        if (!is_space && is_gap && out.size > 0)
            buf_add_char(&out, ' ');
        if (!is_space)
            buf_add_char(&out, text.at[i]);
        is_gap = is_space;
    }
    return str_c(arena, buf_text(&out));
}

static void says(struct arena *arena, const struct page_sample *sample, const char *text,
                 unsigned unread)
{
    struct document_text read = read_here(arena, sample_page(arena, sample));
    char *said = plain(arena, read.text);
    if (strstr(said, text) == NULL || read.unread != unread)
        print_message("unread %u: %.400s\n", read.unread, said);
    assert_true(str_is_utf8(read.text));
    assert_non_null(strstr(said, text));
    assert_int_equal(read.unread, unread);
}

static void draws(struct arena *arena, const char *page, const char *text)
{
    says(arena, &(struct page_sample){.draws = page}, text, 0);
}

/* ---- drawn ----------------------------------------------------------------------------------- */

static void test_words_are_put_together(void **state)
{
    static const char *const ways[] = {
        "BT /F 12 Tf (14 Rose Lane) Tj ET",
        "BT /F 12 Tf <3134 20526F7365 204C616E65> Tj ET",
        "BT /F 12 Tf (14 R\\157se \\\nLane) Tj ET",
        "BT /F 12 Tf [(14 Ro) 20 (se) -300 (L) 60 (ane)] TJ ET",
        "BT /F 12 Tf [(14) -250 (Rose) -250 (Lane)] TJ ET",
        "BT /F 12 Tf 15 TL (14 Rose) Tj (Lane) ' ET",
        "BT /F 12 Tf (14) Tj 0 -15 Td (Rose) Tj 0 -15 TD (Lane) Tj ET",
        "BT /F 12 Tf 14 TL (14) Tj T* (Rose) Tj 0 0 (Lane) \" ET",
        "BT /F 1 Tf 12 0 0 12 50 700 Tm (14 Rose ) Tj ET BT /F 12 Tf 107 700 Td (Lane) Tj ET",
        "% Lane\nBT /F 12 Tf ET q 2 0 0 2 0 0 cm q BT (14 Rose Lane) Tj ET Q Q",
        "BT /F 12 Tf 0.9 Tc 7 Tw 80 Tz 3 Ts (14 Rose Lane) Tj ET",
        "BT /F 12 Tf 0 1 -1 0 50 50 Tm (14 Rose Lane) Tj ET",
        "BT /F 12 Tf (14 Rose) Tj 48 0 Td (Lane) Tj -0.3 0 Td (Lane) Tj ET",
    };
    for (size_t i = 0; i < COUNT_OF(ways); i++)
        draws(*state, ways[i], "14 Rose Lane");
}

/* Letters that are placed one by one, in any order, are read as they are seen. */
static void test_letters_placed_one_by_one(void **state)
{
    const char *text = "14 Rose Lane";
    struct buf there = buf_make(*state, 1024), back = buf_make(*state, 1024);
    buf_add_c(&there, "BT /F 10 Tf ");
    buf_add_c(&back, "BT /F 10 Tf ");
    for (size_t i = 0; i < strlen(text); i++) {
        buf_format(&there, "1 0 0 1 %zu 700 Tm (%c) Tj ", 50 + i * 6, text[i]);
        size_t from_end = strlen(text) - 1 - i;
        if (text[from_end] != ' ')
            buf_format(&back, "1 0 0 1 %zu 700 Tm (%c) Tj ", 50 + from_end * 6, text[from_end]);
    }
    draws(*state, str_c(*state, buf_text(&there)), text);
    draws(*state, str_c(*state, buf_text(&back)), text);
    /* columns: as they were written */
    draws(*state, "BT /F 9 Tf 50 700 Td (14 Rose) Tj 0 -9 Td (Lane) Tj"
                  " 200 9 Td (Dear) Tj 0 -9 Td (Dora) Tj ET", "14 Rose Lane Dear Dora");
    draws(*state, "BT /F 9 Tf 50 700 Td (14 Rose) Tj 0 -9 Td (Lane) Tj"
                  " 200 9 Td (Dear) Tj 0 -9 Td (Dora) Tj ET", "14 Rose Dear Lane Dora");
    /* lines that were written from the last to the first */
    draws(*state, "BT /F 9 Tf 50 600 Td (Lane) Tj 0 10 Td (14 Rose) Tj ET", "14 Rose Lane");
}

static void test_hidden_from_the_eye(void **state)
{
    draws(*state, "BT /F 12 Tf 3 Tr (14 Rose Lane) Tj ET", "14 Rose Lane");
    draws(*state, "1 1 1 rg BT /F 12 Tf (14 Rose Lane) Tj ET", "14 Rose Lane");
    draws(*state, "BT /F 0.1 Tf -900 0 Td (14 Rose Lane) Tj ET", "14 Rose Lane");
    draws(*state, "/OC /Layer BDC BT /F 12 Tf (14 Rose Lane) Tj ET EMC", "14 Rose Lane");
}

/* ---- fonts ----------------------------------------------------------------------------------- */

static void has_font(struct arena *arena, const char *font, const char *more, const char *shown,
                     const char *text, unsigned unread)
{
    struct str page = str_format(arena, "BT /F 12 Tf %s Tj ET", shown);
    struct str fonts = str_format(arena, "/F<</Type/Font%s>>", font);
    says(arena, &(struct page_sample){.draws = str_c(arena, page), .fonts = str_c(arena, fonts),
                                      .more = more}, text, unread);
}

static void test_encodings(void **state)
{
    has_font(*state, "/Subtype/Type1/BaseFont/Helvetica", NULL, "(it\\256s)", "itﬁs", 0);
    has_font(*state, "/Subtype/TrueType/BaseFont/X/Encoding/WinAnsiEncoding", NULL, "(caf\\351)",
             "café", 0);
    has_font(*state, "/Subtype/TrueType/BaseFont/X/Encoding/MacRomanEncoding", NULL, "(caf\\216)",
             "café", 0);
    has_font(*state, "/Subtype/Type1/BaseFont/X/Encoding<</BaseEncoding/WinAnsiEncoding"
                     "/Differences[1/f_f_i/eacute/uni0041/u0042/a.sc/Rsmall/zerooldstyle 65/Z]>>",
             NULL, "(\\001\\002\\003\\004\\005\\006\\007AB)", "ffie\xcc\x81" "ABaR0ZB", 0);
    has_font(*state, "/Subtype/Type1/BaseFont/X/Encoding<</Differences[65/g17]>>", NULL, "(AB)",
             "AB", UNREAD_LETTERS);
    has_font(*state, "/Subtype/Type1/BaseFont/Symbol", NULL, "(abc)", "abc", UNREAD_LETTERS);
    has_font(*state, "/Subtype/Type1/BaseFont/SymbolOfALongName/Encoding<</BaseEncoding"
                     "/AnEncodingWhoseNameIsLongerThanTheFontsOwnAndIsKnownToNobody>>",
             NULL, "(abc)", "abc", UNREAD_LETTERS);
    has_font(*state, "/Subtype/Type1/BaseFont/X/Encoding<</Differences[65/f_f_i 65/R/x]>>", NULL,
             "(BAB)", "xRx", 0);
    has_font(*state, "/Subtype/Type1/BaseFont/ZapfDingbats", NULL, "(4) Tj (x) Tj /G 9 Tf ()",
             "", 0);
}

/* A font that is carried along and does not say what it draws. */
static void test_a_font_that_does_not_say(void **state)
{
    struct arena *arena = *state;
    const char *file = sample_stream(arena, 10, "/Length1 4", "font");
    has_font(arena, "/Subtype/TrueType/BaseFont/X/FontDescriptor<</FontFile2 10 0 R/Flags 4>>",
             file, "(Rose)", "Rose", UNREAD_LETTERS);
    has_font(arena, "/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<<"
                    "/Subtype/CIDFontType2/FontDescriptor<</FontFile2 10 0 R>>>>]",
             file, "<00340035>", "", UNREAD_LETTERS);
    draws(arena, "", "");
    says(arena, &(struct page_sample){.draws = "BT /G 12 Tf (x) Tj ET"}, "", UNREAD_LETTERS);
    says(arena, &(struct page_sample){.draws = "BT (x) Tj ET"}, "", UNREAD_LETTERS);
}

static void test_maps(void **state)
{
    struct arena *arena = *state;
    const char *wide = "/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 10 0 R"
                       "/DescendantFonts[<</W[1[600 300]3 9 500]/DW 700>>]";
    const char *spaces = "1 begincodespacerange <0000> <FFFF> endcodespacerange\n";
    struct str map = str_format(arena, "%s2 beginbfchar <0001> <0052> <0002> <006F0073> endbfchar\n"
        "2 beginbfrange <0003> <0004> <0065> <0005> <0006> [<00660066> <0020>] endbfrange", spaces);
    has_font(arena, wide, sample_map(arena, 10, str_c(arena, map)), "<000100020003000600040005>",
             "Rose fff", 0);
    has_font(arena, wide, sample_map(arena, 10, str_c(arena, map)), "<00010009>", "R",
             UNREAD_LETTERS);
    /* a letter beyond 16 bits, and one of private use */
    has_font(arena, wide, sample_map(arena, 10, "1 beginbfchar <0001> <D835DC00> endbfchar"),
             "<0001>", "𝐀", 0);
    has_font(arena, wide, sample_map(arena, 10, "1 beginbfchar <0001> <E001> endbfchar"),
             "<0001>", "", UNREAD_LETTERS);
    has_font(arena, "/Subtype/TrueType/BaseFont/X/ToUnicode 10 0 R",
             sample_map(arena, 10, "1 beginbfrange <41> <5A> <0061> endbfrange"), "(ROSE)",
             "rose", 0);
    /* codes of one byte and of two */
    has_font(arena, "/Subtype/Type0/BaseFont/X/Encoding 11 0 R/ToUnicode 10 0 R",
             str_c(arena, str_format(arena, "%s%s",
                 sample_map(arena, 10, "2 beginbfchar <41> <0052> <8141> <006F> endbfchar"),
                 sample_map(arena, 11, "2 begincodespacerange <00> <80> <8140> <9FFC>"
                                       " endcodespacerange"))),
             "<418141>", "Ro", 0);
    has_font(arena, "/Subtype/Type0/BaseFont/X/Encoding/UniJIS-UTF16-H", NULL,
             "<0052006FD835DC00>", "Ro𝐀", 0);
    has_font(arena, "/Subtype/Type0/BaseFont/X/Encoding/UniGB-UCS2-V", NULL, "<0052006F>", "Ro", 0);
}

/* Writers place such letters from the left or from the right. */
static void test_from_right_to_left(void **state)
{
    struct arena *arena = *state;
    struct page_sample sample = {
        .draws = "BT /F 10 Tf <0101> Tj <0203040506> Tj ET",
        .fonts = "/F<</Subtype/TrueType/Widths[500 500 500 500 500 500]/FirstChar 1"
                 "/ToUnicode 10 0 R>>",
        .more = sample_map(arena, 10, "1 beginbfrange <01> <06> "
                                      "[<0031> <0645> <06CC> <0631> <0645> <0020>] endbfrange")};
    says(arena, &sample, "11میرم", 0);
    says(arena, &sample, "مریم 11", 0);
    sample.draws = "BT /F 10 Tf <020102> Tj ET"; /* a ligature in the middle */
    sample.more = sample_map(arena, 10, "2 beginbfchar <01> <06440627> <02> <0633> endbfchar");
    says(arena, &sample, "سلاس سلاس", 0);
}

static void test_names_of_letters(void **state)
{
    static const struct {
        const char *name;
        size_t count;
        uint32_t letter;
    } cases[] = {
        {"A", 1, 'A'}, {"zero", 1, '0'}, {"afii10017", 1, 0x410}, {"ffl", 1, 0xfb04},
        {"uni00410042", 2, 'A'}, {"uni004", 0, 0}, {"uniD8", 0, 0}, {"u110000", 0, 0},
        {"f_i.liga", 2, 'f'}, {"f_nobody", 0, 0}, {"", 0, 0}, {"_", 0, 0}, {".notdef", 0, 0},
        {"space", 1, ' '}, {"zdotaccent", 2, 'z'}, {"a_b_c_d_e_f_g_h_i", 0, 0},
        {"Omega", 1, 0x3a9}, {"sigma1", 1, 0x3c2}, {"iotadieresistonos", 3, 0x3b9},
        {"aringacute", 3, 'a'}, {"afii57690", 1, 0x5ea}, {"afii57458", 1, 0x652},
        {"afii10097", 1, 0x44f}, {"afii99999", 0, 0}, {"afii", 0, 0}, {"Asmall", 1, 'A'},
        {"oneoldstyle", 1, '1'}, {"acute", 1, 0xb4}, {"SF010000", 0, 0}, {"arrowup", 0, 0}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint32_t letters[LETTERS_MOST] = {0};
        assert_int_equal(letters_of_name(str_of(cases[i].name), letters), cases[i].count);
        if (cases[i].count > 0)
            assert_int_equal(letters[0], cases[i].letter);
    }
}

/* ---- what is not on the page ----------------------------------------------------------------- */

static void stands_beside(struct arena *arena, const char *page, const char *catalogue,
                          const char *text)
{
    says(arena, &(struct page_sample){.draws = "", .page = page, .catalogue = catalogue}, text, 0);
}

static void test_texts_beside_the_page(void **state)
{
    struct arena *arena = *state;
    stands_beside(arena, "/Annots[<</Subtype/Text/Contents(14 Rose Lane)>>]", "", "14 Rose Lane");
    stands_beside(arena, "/Annots[<</Subtype/Text/Contents<FEFF0031003400200052>>>]", "", "14 R");
    stands_beside(arena, "/Annots[<</A<</S/URI/URI(https://x.org/14%20Rose)>>>>]", "",
                  "https://x.org/14%20Rose");
    stands_beside(arena, "", "/AcroForm<</Fields[<</FT/Tx/T(where)/V(14 Rose Lane)>>]>>",
                  "14 Rose Lane");
    stands_beside(arena, "", "/AcroForm<</Fields[<</FT/Btn/V/14#20Rose#20Lane>>]>>",
                  "14 Rose Lane");
    stands_beside(arena, "", "/Outlines<</First<</Title(14 Rose Lane)>>>>", "14 Rose Lane");
    stands_beside(arena, "", "/StructTreeRoot<</K<</S/Figure/Alt(14 Rose Lane)>>>>",
                  "14 Rose Lane");
    stands_beside(arena, "", "/Names<</Dests<</Names[(14 Rose Lane)[3 0 R/Fit]]>>>>",
                  "14 Rose Lane");
}

static void test_read_instead(void **state)
{
    draws(*state, "BT /F 12 Tf (14 Ro) Tj /Span<</ActualText(s)>>BDC (x) Tj EMC (e Lane) Tj ET",
          "14 Rose Lane");
    draws(*state, "BT /F 12 Tf (14 Ro) Tj /Span<</ActualText(x)>>BDC (s) Tj EMC (e Lane) Tj ET",
          "14 Rose Lane");
    draws(*state, "/Figure<</Alt(14 Rose Lane)>>BDC EMC", "14 Rose Lane");
    says(*state, &(struct page_sample){
        .draws = "BT /F 12 Tf (14 Ro) Tj /Span/P BDC (x) Tj EMC (e Lane) Tj ET",
        .resources = "/Properties<</P<</ActualText(s)>>>>"}, "14 Rose Lane", 0);
}

static void test_forms(void **state)
{
    struct arena *arena = *state;
    struct page_sample sample = {
        .draws = "BT /F 12 Tf 50 700 Td (14 Ro) Tj ET q 1 0 0 1 81 700 cm /X Do Q",
        .resources = "/XObject<</X 10 0 R>>",
        .more = sample_stream(arena, 10, "/Subtype/Form/Matrix[1 0 0 1 0 0]",
                              "BT /F 12 Tf (se Lane) Tj ET")};
    says(arena, &sample, "14 Rose Lane", 0);
    /* which no page draws, but a note */
    sample.draws = "";
    says(arena, &sample, "", UNREAD_LETTERS); /* its font is the page's */
    sample.more = sample_stream(arena, 10, "/Subtype/Form/Resources<</Font<</F<</Subtype/Type1"
                                "/BaseFont/Helvetica>>>>>>", "BT /F 12 Tf (14 Rose Lane) Tj ET");
    says(arena, &sample, "14 Rose Lane", 0);
    /* a pattern */
    sample.more = sample_stream(arena, 10, "/PatternType 1/Resources<</Font<</F<</Subtype/Type1"
                                "/BaseFont/Helvetica>>>>>>", "BT /F 12 Tf (14 Rose Lane) Tj ET");
    says(arena, &sample, "14 Rose Lane", 0);
    /* one that draws itself */
    sample.draws = "BT /F 12 Tf (14 Rose Lane) Tj ET /X Do";
    sample.more = sample_stream(arena, 10, "/Subtype/Form", "/X Do /X Do /X Do");
    says(arena, &sample, "14 Rose Lane", UNREAD_REST);
}

/* ---- what cannot be read --------------------------------------------------------------------- */

static void test_pictures(void **state)
{
    struct arena *arena = *state;
    struct document_text read = read_here(arena, sample_pdf(arena, ""));
    assert_true(read.unread & UNREAD_PICTURES);
    says(arena, &(struct page_sample){.draws = "BI /W 1 /H 1 /BPC 8 /CS /G ID \x01( EI"
                                               " BT /F 9 Tf (after) Tj ET"},
         "after", UNREAD_PICTURES);
    /* letters that are drawn as figures; boxes and lines are none */
    struct buf drawn = buf_make(arena, 4096), boxes = buf_make(arena, 4096);
    for (int i = 0; i < 12; i++) {
        buf_add_c(&drawn, "0 0 m 1 1 1 2 3 3 c 4 4 l 4 5 l 1 1 1 2 3 3 c 4 6 l 4 7 l 4 8 l f\n"
                          "0 0 m 1 2 3 4 v 1 2 3 4 y 1 1 l 2 2 l 3 3 l S\n");
        for (int k = 0; k < 20; k++)
            buf_add_c(&boxes, "0 0 m 9 0 l 9 9 l 0 9 l h f 0 0 9 9 re S 0 0 m 9 9 l S\n");
    }
    says(arena, &(struct page_sample){.draws = str_c(arena, buf_text(&drawn))}, "",
         UNREAD_PICTURES);
    says(arena, &(struct page_sample){.draws = str_c(arena, buf_text(&boxes))}, "", 0);
}

static void test_too_long(void **state)
{
    struct arena *arena = *state;
    struct buf page = buf_make(arena, 4 << 20);
    buf_add_c(&page, "BT /F 9 Tf (14 Rose Lane) Tj ");
    for (int i = 0; i < 60000; i++)
        buf_format(&page, "0 -9 Td (\\351\\351\\351\\351\\351\\351\\351\\351) Tj\n");
    says(arena, &(struct page_sample){.draws = str_c(arena, buf_text(&page))}, "14 Rose Lane",
         UNREAD_REST);
}

static void test_no_document(void **state)
{
    static const char *const none[] = {"", "%PDF-1.4\nnothing", "a letter"};
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        struct document_text read = read_here(*state, str_of(none[i]));
        assert_true(read.unread & UNREAD_ALL);
        assert_int_equal(read.text.size, 0);
    }
    assert_true(read_here(*state, sample_locked_pdf(*state)).unread & UNREAD_ALL);
}

/* ---- the process ----------------------------------------------------------------------------- */

/* What it reads in the cage, after cleaning, is what is read here: no call of the kernel is
 * missing to it, however long the page. */
static void test_process(void **state)
{
    struct arena *arena = *state;
    struct buf page = buf_make(arena, 1 << 20);
    buf_add_c(&page, "BT /F 9 Tf (14 Rose Lane) Tj ");
    for (int i = 4000; i > 0; i--)
        buf_format(&page, "1 0 0 1 %d %d Tm (word) Tj\n", i % 7 * 50, i);
    const struct page_sample samples[] = {
        {.draws = "BT /F 12 Tf (14 Rose Lane) Tj ET"},
        {.draws = str_c(arena, buf_text(&page)),
         .catalogue = "/Outlines<</First<</Title(14 Rose Lane)>>>>"}};
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        struct cleaned cleaned;
        struct document_text read;
        assert_int_equal(cleaner_run(arena, sample_page(arena, &samples[i]), &cleaned), OK);
        assert_int_equal(cleaned.verdict, CLEAN_TAKEN);
        assert_int_equal(cleaner_read(arena, cleaned.bytes, &read), OK);
        struct document_text here = read_here(arena, cleaned.bytes);
        assert_int_equal(read.unread, 0);
        assert_true(str_equal(read.text, here.text));
        assert_non_null(strstr(plain(arena, read.text), "14 Rose Lane"));
    }
}

/* Too deep for the process's stack, or not a document at all: nothing could be read. */
static void test_process_that_ends(void **state)
{
    struct arena *arena = *state;
    struct document_text read;
    assert_int_equal(cleaner_read(arena, STR("a letter"), &read), OK);
    assert_int_equal(read.unread, UNREAD_ALL);
    assert_int_equal(read.text.size, 0);
    struct buf deep = buf_make(arena, 4 << 20);
    buf_add_c(&deep, "/Deep");
    for (int i = 0; i < 1000000; i++)
        buf_add_char(&deep, '[');
    struct page_sample sample = {.draws = "BT /F 9 Tf (Rose) Tj ET",
                                 .catalogue = str_c(arena, buf_text(&deep))};
    assert_int_equal(cleaner_read(arena, sample_page(arena, &sample), &read), OK);
    assert_int_not_equal(read.unread, 0);
}

/* ---- how many at once ------------------------------------------------------------------------ */

enum { READERS = 6, READER_MEMORY = 8 << 20 };

struct reader {
    pthread_t thread;
    struct str page;
    atomic_int *done;
    enum err err;
    size_t size;
};

static void *read_one(void *with)
{
    struct reader *reader = with;
    struct arena arena = arena_make(READER_MEMORY);
    struct document_text text;
    reader->err = cleaner_read(&arena, reader->page, &text);
    reader->size = reader->err == OK ? text.text.size : 0;
    arena_free(&arena);
    atomic_fetch_add(reader->done, 1);
    return NULL;
}

/* Whoever comes while as many are read waits for her turn, and it comes. */
static void test_few_at_once(void **state)
{
    struct arena *arena = *state;
    struct reader readers[READERS];
    pid_t processes[READERS];
    atomic_int done = 0;
    size_t most = 0;
    struct str page = held_page(arena);
    for (size_t i = 0; i < READERS; i++) {
        readers[i] = (struct reader){.page = page, .done = &done};
        assert_int_equal(pthread_create(&readers[i].thread, NULL, read_one, &readers[i]), 0);
    }
    while (atomic_load(&done) < READERS) {
        size_t count = held_processes(processes, READERS);
        most = count > most ? count : most;
        sched_yield();
    }
    for (size_t i = 0; i < READERS; i++) {
        assert_int_equal(pthread_join(readers[i].thread, NULL), 0);
        assert_int_equal(readers[i].err, OK);
        assert_true(readers[i].size > 0 && readers[i].size == readers[0].size);
    }
    assert_int_equal(most, CLEANER_READS_AT_ONCE);
}

/* Where it does not come she is told; afterwards it is hers. */
static void test_nobody_waits_for_ever(void **state)
{
    struct arena *arena = *state;
    struct held_readings held;
    struct document_text read;
    struct str page = sample_page(arena, &(struct page_sample){
        .draws = "BT /F 12 Tf (14 Rose Lane) Tj ET"});
    held_readings_begin(&held);
    enum err err = cleaner_read(arena, page, &read);
    held_readings_end(&held);
    assert_int_equal(err, ERR_TOO_MANY);
    for (int i = 0; i < 2 * CLEANER_READS_AT_ONCE; i++)
        assert_int_equal(cleaner_read(arena, page, &read), OK);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_words_are_put_together),
        TEST(test_letters_placed_one_by_one),
        TEST(test_hidden_from_the_eye),
        TEST(test_encodings),
        TEST(test_a_font_that_does_not_say),
        TEST(test_maps),
        TEST(test_from_right_to_left),
        TEST(test_names_of_letters),
        TEST(test_texts_beside_the_page),
        TEST(test_read_instead),
        TEST(test_forms),
        TEST(test_pictures),
        TEST(test_too_long),
        TEST(test_no_document),
        TEST(test_process),
        TEST(test_process_that_ends),
        TEST(test_few_at_once),
        TEST(test_nobody_waits_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

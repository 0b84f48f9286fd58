// Reads the gettext .po files of words/, strictly.
//
// Taken: comments, the flag "fuzzy", msgid, msgid_plural, msgstr, msgstr[n], strings over several
// lines, the escapes \n \t \" \\. Refused, with file and line: everything else, a key that is no
// lower-case name, a key given twice, text that is not UTF-8. Refused too is msgctxt: keys make
// contexts needless.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { PO_FORMS_LIMIT = 6 }; // as many as any language has in CLDR

struct po_entry {
    const char *key;
    const char *plural; // msgid_plural, or NULL
    const char *forms[PO_FORMS_LIMIT];
    int form_lines[PO_FORMS_LIMIT]; // where each form begins
    int form_count;
    int line;
    bool is_fuzzy; // a translator was not sure: treated as not translated
};

struct po {
    const char *path;
    struct po_entry *entries;  // in the order of the file, without the header
    size_t count;
    struct po_entry **by_key; // the same, sorted by key
    struct po_entry header;   // the entry whose msgid is empty
    int problem_count;
};

// Reads the file and tells every problem on standard error; problem_count says how many.
struct po po_read(const char *path);

// Tells a problem as "path:line: sentence" and counts it.
__attribute__((format(printf, 3, 4)))
void po_problem(struct po *po, int line, const char *format, ...);

// The entry of that key, or NULL.
struct po_entry *po_find(const struct po *po, const char *key);

// A field of the header ("Language"), without its line end; NULL if the header lacks it.
const char *po_header_field(const struct po *po, const char *name);

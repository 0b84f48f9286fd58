/* cleaner.h - what strangers send is read by a process of its own, once, and comes back cleaned.
 *
 * A picture from a telephone says where it was taken, a document who wrote it on which machine:
 * both are addresses. And whoever reads hostile bytes may be taken over by them. So a file is
 * handed to a new process that has neither network nor files nor secrets, a few system calls,
 * little memory and a few seconds; it says what the file is, writes a clean copy and ends
 * (threats.md U16, 4.7). Its program is carried inside this one and run from memory, as the
 * vault's is.
 *
 * What a file is, is told from its bytes, never from its name or the sender's word:
 *   - JPEG, PNG: rewritten from the parts that the picture needs. Where and when it was taken, with
 *     which device, thumbnails, comments, whatever stands after the end: gone. Of a JPEG the way up
 *     is kept.
 *   - PDF: rewritten by qpdf. Author, program, dates, earlier versions of its pages, thumbnails and
 *     what other programs left in it: gone; JPEG pictures in it are cleaned too. One that is locked
 *     with a password, runs scripts, starts programs or carries other files is refused.
 *   - plain text: UTF-8 without control characters, at most 256 KB.
 * What is not removed: what can be seen on the page or in the picture, comments and form fields of
 * a PDF, and marks hidden in the picture itself. A signature of a PDF no longer holds.
 *
 * The same process, started anew, says what a PDF that was cleaned has for text (cleaner_read), so
 * that the gate can compare it (rooms/release/release_look.h).
 */
#ifndef CLEANER_CLEANER_H
#define CLEANER_CLEANER_H

#include "base/base.h"

enum clean_format { CLEAN_PDF = 1, CLEAN_JPEG, CLEAN_PNG, CLEAN_TEXT, CLEAN_FORMATS };

/* What came of it. */
enum clean_verdict {
    CLEAN_TAKEN,   /* format and bytes are there */
    CLEAN_UNKNOWN, /* of no kind that is taken */
    CLEAN_DAMAGED, /* it could not be read, or took too long or too much memory */
    CLEAN_LOCKED,  /* a PDF with a password */
    CLEAN_ACTIVE,  /* a PDF with scripts, programs or other files in it */
    CLEAN_LARGE,   /* over 40 million points, or a text over 256 KB */
    CLEAN_VERDICTS
};

enum { CLEAN_MOST_BYTES = 10 << 20 }; /* of a file; a longer one is CLEAN_LARGE */

struct cleaned {
    enum clean_verdict verdict;
    enum clean_format format;
    struct str bytes; /* in the arena; may be a little longer than what was sent */
};

/* Runs the process and waits for it, ten seconds at most. That it crashes or is killed is
 * CLEAN_DAMAGED. ERR_BUSY: it could not be started. Any number of threads may call at once. */
CHECKED enum err cleaner_run(struct arena *arena, struct str bytes, struct cleaned *out_cleaned);

/* What of a document could not be read as text, as a set. */
enum {
    UNREAD_PICTURES = 1, /* it has pictures, or figures that may be letters */
    UNREAD_LETTERS = 2,  /* some of its fonts do not say which letters they draw */
    UNREAD_REST = 4,     /* it was too long, or damaged */
    UNREAD_ALL = 8       /* nothing of it could be read */
};

struct document_text {
    unsigned unread;     /* UNREAD_...; 0: all that it says is in the text */
    struct str text;     /* UTF-8, in the arena */
};

/* What a PDF that was cleaned says, in a process as above: the text of its pages, the hidden too,
 * and of everything beside them that carries text: notes, values of form fields, titles, names of
 * links. Pages are parted by a form feed; where the order in which a page was written is not the
 * order in which it is seen, it stands there in both; lines of scripts that run from right to left
 * stand there a second time with their letters turned round. It is for searching, not for people.
 * A font that names its letters wrongly is believed.
 *
 * Each process may take 384 MB, so a few are read at once; others wait, whoever calls.
 * ERR_TOO_MANY: in five seconds none of these came to an end; it can be tried again. ERR_BUSY as
 * above. */
enum { DOCUMENT_TEXT_MOST_BYTES = 1 << 20, CLEANER_READS_AT_ONCE = 2, CLEANER_WAIT_SECONDS = 5 };
CHECKED enum err cleaner_read(struct arena *arena, struct str bytes,
                              struct document_text *out_text);

#endif

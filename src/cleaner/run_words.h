/* run_words.h - inner header of the cleaner: what the process and its caller agree on.
 */
#ifndef CLEANER_RUN_WORDS_H
#define CLEANER_RUN_WORDS_H

enum {
    RUN_FILE = 3,         /* the socket, in the process */
    RUN_PROGRAM_FILE = 4, /* the program itself; closed where it runs */
    RUN_HEAD = 2,         /* bytes before the clean copy: verdict and format */
    RUN_READ_HEAD = 1     /* before a document's text: what could not be read */
};

/* The program's first word; without one it cleans. */
#define RUN_READ "read"

#endif

/* problem.h - everything that is wrong with what a person sent, collected, not only the first.
 *
 * A problem names the field as it stands in the form and a key of words/ for the sentence that
 * says how to mend it. base/ does not know the words: the key is a number of the generated list.
 */
#ifndef BASE_PROBLEM_H
#define BASE_PROBLEM_H

#include "base/base.h"

struct problem {
    struct str field;   /* the form field's name; empty for the form as a whole */
    int word;           /* enum word of the sentence */
    struct str detail;  /* argument {detail} of the sentence; may be empty */
};

struct problems {
    struct arena *arena;
    struct problem *items;
    size_t count;
    size_t room;
};

struct problems problems_make(struct arena *arena);
/* The same, living in the arena: a reply points to the problems it shows. */
struct problems *problems_new(struct arena *arena);
void problems_add(struct problems *problems, struct str field, int word);
void problems_add_detail(struct problems *problems, struct str field, int word, struct str detail);

/* OK when there are none, else ERR_INVALID. */
CHECKED enum err problems_result(const struct problems *problems);

/* The first problem of a field, or NULL. */
const struct problem *problems_of(const struct problems *problems, struct str field);

#endif

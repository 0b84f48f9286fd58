/* command_inner.h - inner header of the law's commands: reading all input, writing at once. /
 */
#ifndef LAW_COMMAND_INNER_H
#define LAW_COMMAND_INNER_H

#include <stdio.h>

#include "base/base.h"

enum { LAW_EXIT_DONE = 0, LAW_EXIT_BAD_INPUT = 2 };

/* A list of cases for one question fits; a file of another kind does not take the machine down. */
#define LAW_INPUT_LIMIT ((size_t)256 << 20)
#define LAW_COMMAND_ARENA_LIMIT ((size_t)4 << 30)

/* ERR_TOO_LARGE over LAW_INPUT_LIMIT, ERR_INTERNAL when reading fails. */
CHECKED enum err law_read_all(struct arena *arena, FILE *in, struct str *out_text);
void law_write_all(FILE *out, struct str text);

#endif

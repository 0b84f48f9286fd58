/* command.h - the law from the command line: haven law due, holidays, explain.
 *
 * Each function is a whole command on open files and returns its exit code: 0, or 2 when the input
 * is wrong. What is wrong goes to err, a line each, and then nothing is written to out.
 */
#ifndef LAW_COMMAND_H
#define LAW_COMMAND_H

#include <stdio.h>

#include "law/book.h"

/* Reads CSV with the header rule,nation,trigger_on,cg_on (nation E, W, S or N; dates ISO; cg_on, a
 * positive conclusive grounds decision, may be empty) and writes
 * rule,nation,trigger_on,cg_on,due_on,note with one row for each, in order. Notes: "not a dated
 * clock", "other nation", "not in force", checked in this order; "not before D" beside an "open"
 * due_on. Hours are not a dated clock here. */
int law_due_csv(const struct law_book *book, FILE *in, FILE *out, FILE *err);

/* Writes date,name,substitute (yes or no) for the bank holidays of a nation in a year, which must
 * lie in HOLIDAY_YEAR_FIRST to HOLIDAY_YEAR_LAST. */
int law_holidays_csv(const struct law_book *book, const char *nation, const char *year, FILE *out,
                     FILE *err);

/* Writes why a rule falls on its day, from RULE TRIGGER_ON [CG_ON] [negative] [NATION], the last
 * two in any place. Without a nation it is the first of the rule; "negative" makes CG_ON a negative
 * decision; for a rule in hours TRIGGER_ON may be an instant ("2026-11-24T02:10Z"). */
int law_explain_text(const struct law_book *book, const char *const *arguments, int count,
                     FILE *out, FILE *err);

#endif

/* command.h - the law from the command line: haven law due, holidays, explain, entitlement,
 * back-pay.
 *
 * Each function is a whole command on open files and returns its exit code: 0, or 2 when the input
 * is wrong. What is wrong goes to err, a line each, and then nothing is written to out.
 */
#ifndef LAW_COMMAND_H
#define LAW_COMMAND_H

#include <stdio.h>

#include "law/book.h"
#include "law/rate.h"

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

/* Reads CSV with the header
 * on,seen_on,nation,accommodation,catered,asylum_support,decision,birth_due_on,children and writes
 * row,rate,scheme,who,child,pence,period,grade,note: for each row of the input, counted from 1, a
 * line for each amount, then "total" (grades A and B, a week) and, where there is any, "unverified"
 * (grade C, not in the total). seen_on empty: on. accommodation: safe_house, outreach,
 * asylum_housing. catered, asylum_support: yes, no. decision: none, reasonable, conclusive,
 * negative. birth_due_on: empty (not pregnant), a date, or not_known. children: the day each was
 * born or not_known, joined by ";". */
int law_entitlement_csv(const struct law_rates *rates, FILE *in, FILE *out, FILE *err);

/* The same case with from,to in the place of on: what was applied on each day against what is due
 * as it is seen on seen_on (which must be given). Writes
 * row,from,to,days,applied_pence,due_pence,difference_pence, the first two amounts a week; the last
 * line of a row has "total" for from and all days' difference. */
int law_back_pay_csv(const struct law_rates *rates, FILE *in, FILE *out, FILE *err);

#endif

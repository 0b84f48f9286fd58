/* place_command.h - everyone's plan from the command line: haven place solve, check, world.
 *
 * Each function is a whole command on texts that were read, and returns its exit code: 0 done; 1
 * refused (a proof that proves nothing, or a plan that cannot be made here); 2 when a file or an
 * option is wrong. What is wrong goes to err, a line each, and then nothing is written to out.
 * The files' columns stand in plan_file.h and doc/placement.md. */
#ifndef MATCH_PLACE_COMMAND_H
#define MATCH_PLACE_COMMAND_H

#include <stdio.h>

#include "match/plan_file.h"

struct place_files {
    FILE *out;
    FILE *err;
    FILE *edges; /* every feasible pair goes here; NULL: it is not wanted */
    FILE *proof; /* the certificate goes here; NULL: it is not wanted */
};

/* Writes the plan to out, and the objective of each tier, the bound and the gap to err. rooms_only
 * leaves the whole-house rules out. */
int place_solve(const struct plan_texts *texts, bool rooms_only, const struct place_files *files);

/* Says whether the plan is lawful and the proof proves that none is better: for rooms, or for whole
 * houses when the proof is one of houses. Exit 1 also for a lawful plan of houses whose proof
 * leaves a gap; then the gap is told. */
int place_check(const struct plan_texts *texts, struct plan_text plan, struct plan_text proof,
                FILE *out, FILE *err);

#endif

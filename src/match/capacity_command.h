/* capacity_command.h - the question of capacity from the command line: haven capacity.
 */
#ifndef MATCH_CAPACITY_COMMAND_H
#define MATCH_CAPACITY_COMMAND_H

#include <stdio.h>

#include "base/base.h"

/* Answers a scenario (scenario.h; a header alone asks for the one that the program carries) and
 * writes CSV with the header figure,of,unit,low,middle,high; doc/capacity.md tells every figure.
 * Rooms and bed spaces are rows of their own, each with its unit. Returns the exit code: 0, or 2
 * when a row is wrong: then err has file, line, column and reason, and out has nothing. */
int capacity_csv(const char *file, struct str scenario_csv, FILE *out, FILE *err);

#endif

/* rule.h - the rules of the law as somebody reads them: by subject, by nation, on a day.
 *
 * law/book.h has one row for each version of each rule. Here the rows are put in order for a
 * reader: which subject a rule belongs to, which rules are versions of one another, and whether a
 * rule is the law on a day. Nothing here is about a person. The rules of placing, which keep a
 * household out of a room, are another matter: match/rule.h, read in the room rulebook.
 */
#ifndef ROOMS_RULE_RULE_H
#define ROOMS_RULE_RULE_H

#include "law/book.h"

/* Codes rule_subject: what a rule is about ("recovery", "housing"). Every rule of the built-in book
 * has one; a rule of an operator's own file that no beginning fits is "other". */
struct str rule_subject(const struct law_rule *rule);

/* Versions of one another: rules that share the beginning of their name by which rule_subject finds
 * them ("REC-EW-45", "REC-EW-30G", "REC-EW-30S"). A rule is one of its own versions. */
bool rule_is_version_of(const struct law_rule *one, const struct law_rule *other);

/* Codes rule_standing of a day: in_force, past, coming (its day stands), future (enacted, its day
 * does not stand yet), proposal. */
struct str rule_standing(const struct law_rule *rule, struct date on);

#endif

/* placement_words.h - what the matcher knows by number, as sentences (enum word).
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_WORDS_H
#define ROOMS_PLACEMENT_PLACEMENT_WORDS_H

#include "match/rule.h"

int placement_rule_word(unsigned rule);  /* why a room fails */
int placement_ask_word(unsigned rule);   /* the question when a fact is missing */
int placement_pass_word(unsigned rule);  /* that a room passes */
int placement_owner_word(enum match_owner owner);
int placement_term_word(unsigned term);

#endif

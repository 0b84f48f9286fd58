/* password_rule.h - which passwords may be chosen (NIST SP 800-63B 5.1.1.2; ASVS 5.0 V6.2).
 *
 * Length counts, and not being easy to guess; no mixture of signs is asked for, and nothing ends by
 * itself. Refused, whatever the case of the letters: the commonest passwords (the list of
 * @zxcvbn-ts/language-common, 17,000 of at least eight signs, carried in the program), also with
 * digits or signs after them; the worker's own names and the name of the service with less than
 * eight other signs; fewer than five different signs. Pure.
 */
#ifndef GUARD_PASSWORD_RULE_H
#define GUARD_PASSWORD_RULE_H

#include "base/base.h"

enum { PASSWORD_LEAST = 8, PASSWORD_MOST = 200 }; /* bytes; NIST SP 800-63B with a second factor */

enum password_rule { PASSWORD_FINE, PASSWORD_SHORT, PASSWORD_LONG, PASSWORD_COMMON, PASSWORD_OWN };

enum password_rule password_check(struct str chosen, struct str user_name,
                                  struct str display_name);

#endif

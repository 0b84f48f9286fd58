/* common_passwords.h - the commonest passwords of at least eight signs, in small letters, sorted;
 * made at build by web-assets/passwords.mjs. Inside guard only. */
#ifndef GUARD_COMMON_PASSWORDS_H
#define GUARD_COMMON_PASSWORDS_H

#include <stddef.h>

extern const char *const common_passwords[];
extern const size_t common_password_count;

#endif

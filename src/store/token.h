/* token.h - the words in SQL texts that the two engines spell differently.
 *
 *     token           SQLite                  PostgreSQL
 *     @ID@            INTEGER                 bigint
 *     @INTEGER@       INTEGER                 bigint
 *     @TEXT@          TEXT                    text
 *     @BLOB@          BLOB                    bytea
 *     @SERIAL@        INTEGER PRIMARY KEY     bigint generated always as identity primary key
 *     @STRICT@        STRICT                  (nothing)
 *     @ROWS_BY_KEY@   WITHOUT ROWID, STRICT   (nothing)
 *     @FOR_UPDATE@    (nothing)               for update
 *
 * Flags, days and milliseconds are integers on both. A line that begins with @SQLITE@ or @POSTGRES@
 * is for that engine alone (a trigger, an index method); the other sees an empty line.
 */
#ifndef STORE_TOKEN_H
#define STORE_TOKEN_H

#include "base/base.h"

enum store_engine { STORE_SQLITE, STORE_POSTGRES };

/* The text with every token replaced, allocated; the caller frees it. Lines keep their numbers.
 * What is no token of the list is left as it stands. */
char *token_expand(const char *sql, enum store_engine engine);

#endif

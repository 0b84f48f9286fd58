/* postgres_empty.h - takes everything out of the database that a test on PostgreSQL may use. */
#ifndef TEST_POSTGRES_EMPTY_H
#define TEST_POSTGRES_EMPTY_H

#include <stdbool.h>

/* Drops all tables behind the URL. Tests that share a database run one after the other. */
bool postgres_empty(const char *url);

#endif

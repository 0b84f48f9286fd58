/* postgres_inner.h - what postgres.c (connections, statements) and postgres_rows.c (whole tables)
 * know of each other. */
#ifndef STORE_POSTGRES_INNER_H
#define STORE_POSTGRES_INNER_H

#include <libpq-fe.h>

#include "store/pool.h"
#include "store/store_inner.h"

/* Object identifiers of PostgreSQL's types (pg_type.dat); they never change. */
enum { TYPE_BOOL = 16, TYPE_BYTEA = 17, TYPE_NAME = 19, TYPE_INT8 = 20, TYPE_INT2 = 21,
       TYPE_INT4 = 23, TYPE_TEXT = 25, TYPE_VARCHAR = 1043 };

struct connection {
    struct db base;
    PGconn *handle;
    struct cache cache;
    int prepared_count;
    bool wants_retry; /* this transaction failed through no fault of its own */
};

struct postgres_store {
    struct store base;
    char *url;
    struct pool readers, writers;
    atomic_int tried; /* to open: no two connections get the same number */
    bool is_bulk; /* store.h */
};

/* A connection of its own, of no pool. */
enum err postgres_connect(struct postgres_store *store, bool is_writing,
                          struct connection **out_connection);
void postgres_disconnect(struct connection *connection);

/* OK when the result is one; otherwise remembers whether trying again may help. */
enum err postgres_judge(struct connection *connection, const PGresult *result);

/* postgres_cut.c */
enum err postgres_cut_log(struct store *store);

/* Runs commands without rows. */
enum err postgres_run(struct connection *connection, const char *sql);

#endif

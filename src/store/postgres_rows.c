/* Whole tables of PostgreSQL (postgres_rows.h), and the claim (copy_rows.h).
 *
 * Rows come one result each (libpq's single-row mode) and go by COPY in its binary format: a head,
 * for each row the number of its columns in two bytes and for each column its size in four and its
 * bytes, size -1 for NULL; at the end the number -1. */
#include "store/postgres_rows.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "store/copy_rows.h"

/* ---- reading ------------------------------------------------------------------------------- */

enum err postgres_rows_begin(struct postgres_rows *rows, const char *select)
{
    PGconn *handle = rows->connection->handle;
    rows->row = NULL;
    if (PQsendQueryParams(handle, select, 0, NULL, NULL, NULL, NULL, 1) == 1 &&
        PQsetSingleRowMode(handle) == 1)
        return OK;
    return postgres_judge(rows->connection, NULL);
}

static const Oid types[] = {[COLUMN_INTEGER] = TYPE_INT8,
                            [COLUMN_TEXT] = TYPE_TEXT,
                            [COLUMN_BLOB] = TYPE_BYTEA};

static enum err take_values(const struct postgres_rows *rows, struct store_value *out_values)
{
    for (int i = 0; i < rows->table->column_count; i++) {
        uint64_t eight;
        bool is_null = PQgetisnull(rows->row, 0, i);
        const char *bytes = PQgetvalue(rows->row, 0, i);
        enum column_kind kind = rows->table->columns[i].kind;
        if (PQftype(rows->row, i) != types[kind]) {
            reason_set("PostgreSQL: column %s of %s has another type than on SQLite",
                       rows->table->columns[i].name, rows->table->name);
            return ERR_INVALID;
        }
        out_values[i] = (struct store_value){.is_null = is_null, .bytes = STR_NONE};
        if (is_null)
            continue;
        if (kind == COLUMN_INTEGER) {
            memcpy(&eight, bytes, sizeof(eight));
            out_values[i].integer = (int64_t)be64toh(eight);
        } else {
            out_values[i].bytes = (struct str){bytes, (size_t)PQgetlength(rows->row, 0, i)};
        }
    }
    return OK;
}

/* The end of the rows is a result without one, and of that the end is NULL. */
static enum err end_of_rows(struct postgres_rows *rows)
{
    enum err err = postgres_judge(rows->connection, rows->row);
    postgres_rows_end(rows);
    PGresult *further;
    while ((further = PQgetResult(rows->connection->handle)))
        PQclear(further);
    return err == OK ? ERR_NOT_FOUND : err;
}

enum err postgres_rows_next(struct postgres_rows *rows, struct store_value *out_values)
{
    PQclear(rows->row);
    rows->row = PQgetResult(rows->connection->handle);
    if (PQresultStatus(rows->row) != PGRES_SINGLE_TUPLE)
        return end_of_rows(rows);
    return take_values(rows, out_values);
}

void postgres_rows_end(struct postgres_rows *rows)
{
    PQclear(rows->row);
    rows->row = NULL;
}

/* ---- filling ------------------------------------------------------------------------------- */

static void send(struct postgres_filling *filling, const char *bytes, size_t size)
{
    if (size > 0 && !filling->is_lost)
        filling->is_lost = PQputCopyData(filling->connection->handle, bytes, (int)size) != 1;
}

static void send_used(struct postgres_filling *filling)
{
    send(filling, filling->bytes, filling->used);
    filling->used = 0;
}

static void put(struct postgres_filling *filling, const void *bytes, size_t size)
{
    if (filling->used + size > sizeof(filling->bytes))
        send_used(filling);
    if (size > sizeof(filling->bytes)) {
        must(size <= INT32_MAX);
        send(filling, bytes, size);
        return;
    }
    memcpy(filling->bytes + filling->used, bytes, size);
    filling->used += size;
}

static void put_two(struct postgres_filling *filling, int16_t number)
{
    uint16_t two = htobe16((uint16_t)number);
    put(filling, &two, sizeof(two));
}

static void put_four(struct postgres_filling *filling, int32_t number)
{
    uint32_t four = htobe32((uint32_t)number);
    put(filling, &four, sizeof(four));
}

enum err postgres_filling_begin(struct postgres_filling *filling, const char *copy)
{
    static const char head[] = "PGCOPY\n\377\r\n"; /* and the zero after it */
    filling->used = 0;
    filling->is_lost = false;
    PGresult *result = PQexec(filling->connection->handle, copy);
    enum err err = PQresultStatus(result) == PGRES_COPY_IN
                       ? OK : postgres_judge(filling->connection, result);
    PQclear(result);
    put(filling, head, sizeof(head));
    put_four(filling, 0); /* flags */
    put_four(filling, 0); /* no more of a head */
    return err;
}

void postgres_filling_add(struct postgres_filling *filling, const struct store_value *values)
{
    put_two(filling, (int16_t)filling->table->column_count);
    for (int i = 0; i < filling->table->column_count; i++) {
        if (values[i].is_null) {
            put_four(filling, -1);
        } else if (filling->table->columns[i].kind == COLUMN_INTEGER) {
            uint64_t eight = htobe64((uint64_t)values[i].integer);
            put_four(filling, sizeof(eight));
            put(filling, &eight, sizeof(eight));
        } else {
            put_four(filling, (int32_t)values[i].bytes.size);
            put(filling, values[i].bytes.at, values[i].bytes.size);
        }
    }
}

enum err postgres_filling_end(struct postgres_filling *filling)
{
    PGconn *handle = filling->connection->handle;
    put_two(filling, -1);
    send_used(filling);
    if (filling->is_lost || PQputCopyEnd(handle, NULL) != 1)
        return postgres_judge(filling->connection, NULL);
    enum err err = OK;
    PGresult *result;
    while ((result = PQgetResult(handle))) {
        enum err one = postgres_judge(filling->connection, result);
        err = err == OK ? one : err;
        PQclear(result);
    }
    return err;
}

/* ---- the claim ----------------------------------------------------------------------------- */

struct store_claim {
    struct connection *connection; /* NULL: SQLite */
};

/* The lock's number is any that nothing else there locks; it ends with its connection. */
static enum err ask_for_lock(struct connection *connection)
{
    PGresult *result = PQexec(connection->handle, TRY_LOCK_BACKUP);
    enum err err = postgres_judge(connection, result);
    if (err == OK && strcmp(PQgetvalue(result, 0, 0), "t") != 0)
        err = ERR_CONFLICT;
    PQclear(result);
    return err;
}

enum err store_claim(struct store *store, struct store_claim **out_claim)
{
    struct store_claim *claim = calloc(1, sizeof(*claim));
    must(claim != NULL);
    enum err err = OK;
    if (store_is_postgres(store))
        err = postgres_connect((struct postgres_store *)store, false, &claim->connection);
    if (err == OK && claim->connection)
        err = ask_for_lock(claim->connection);
    if (err == OK)
        *out_claim = claim;
    else
        store_claim_end(claim);
    return err;
}

void store_claim_end(struct store_claim *claim)
{
    if (claim && claim->connection) {
        enum err ignored = postgres_run(claim->connection, UNLOCK_ALL);
        (void)ignored;
        postgres_disconnect(claim->connection);
    }
    free(claim);
}

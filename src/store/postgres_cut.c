/* store_cut_log of PostgreSQL: no wrapped key that was destroyed is left in the tables' files.
 *
 * A row that is updated or deleted stays in its page, VACUUM frees the place without writing over
 * it, and ANALYZE copies values of a column into pg_statistic, of which the old versions stay as
 * well. So each table with wrapped keys is written anew without what nobody can see any more
 * (VACUUM FULL: its file, that of its long values, its indexes), nothing is counted of wrapped
 * keys, and pg_statistic is written anew too. The owner of a database may do all of that.
 *
 * Whether a table has really lost what is old the server itself says: the number up to which it
 * dropped the versions of rows becomes the table's relfrozenxid, and it is past a transaction that
 * begins here if nobody reads an older state. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/postgres_inner.h"

/* Who waits for a table keeps all others waiting who come after: not for long. It is one server at
 * a time; the lock is its connection's. */
static const char begin_cut[] =
    "set lock_timeout = '200ms'; set synchronize_seqscans = off; set client_min_messages = error";
static const char take_lock[] = "select pg_try_advisory_lock(48267003)";

static const char is_owner[] =
    "select pg_has_role(datdba, 'usage') from pg_database where datname = current_database()";

/* Tables with wrapped keys, as copy.h names them; a name that can stand in a command. */
#define WITH_KEYS                                                                                \
    " from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'wrapped_key'"   \
    " where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace"                 \
    " and not a.attisdropped"
static const char tables[] = "select c.oid::regclass::text" WITH_KEYS " order by 1";

/* Those of which values may have been counted. */
static const char counted[] =
    "select c.oid::regclass::text" WITH_KEYS
    " and (coalesce(a.attstattarget, -1) <> 0 or exists (select 1 from pg_stats s"
    " where s.schemaname = current_schema() and s.tablename = c.relname"
    " and s.attname = a.attname)) order by 1";

static const char begin_number[] = "select pg_current_xact_id()";

/* True: all were written anew without what that transaction's beginning found old. */
static const char are_cut[] =
    "select bool_and(age(relfrozenxid) <= age('%s'::xid8::xid)) from pg_class"
    " where oid = 'pg_catalog.pg_statistic'::regclass or oid in (select c.oid" WITH_KEYS ")";

enum { TEXT_MOST = 1000, NUMBER_MOST = 32 };

static enum err ask(struct connection *connection, const char *sql, PGresult **out_result)
{
    PGresult *result = PQexec(connection->handle, sql);
    enum err err = postgres_judge(connection, result);
    if (err == OK)
        *out_result = result;
    else
        PQclear(result);
    return err;
}

/* The text in the first row's first column. */
static enum err ask_text(struct connection *connection, const char *sql, char *out_text,
                         size_t room)
{
    PGresult *result;
    enum err err = ask(connection, sql, &result);
    if (err != OK)
        return err;
    const char *text = PQntuples(result) == 1 ? PQgetvalue(result, 0, 0) : "";
    int size = snprintf(out_text, room, "%s", text);
    PQclear(result);
    return size >= 0 && (size_t)size < room ? OK : ERR_INTERNAL;
}

static enum err ask_whether(struct connection *connection, const char *sql, enum err if_not)
{
    char text[2];
    enum err err = ask_text(connection, sql, text, sizeof(text));
    return err == OK && text[0] != 't' ? if_not : err;
}

/* Runs the command, in which %s is a table, for each that sql names. */
static enum err run_for_each(struct connection *connection, const char *sql, const char *command)
{
    PGresult *names;
    char text[TEXT_MOST];
    enum err err = ask(connection, sql, &names);
    if (err != OK)
        return err;
    for (int i = 0; err == OK && i < PQntuples(names); i++) {
        int size = snprintf(text, sizeof(text), command, PQgetvalue(names, i, 0));
        must(size > 0 && (size_t)size < sizeof(text));
        err = postgres_run(connection, text);
    }
    PQclear(names);
    return err;
}

/* A column that is given the type it has loses what was counted of it, and nothing else changes. */
static enum err count_no_keys(struct connection *connection)
{
    return run_for_each(connection, counted,
                        "alter table %s alter column wrapped_key set statistics 0,"
                        " alter column wrapped_key type bytea");
}

static enum err write_anew(struct connection *connection)
{
    char number[NUMBER_MOST], text[TEXT_MOST];
    enum err err = count_no_keys(connection);
    if (err == OK) /* then: what was counted is as old as what was destroyed */
        err = ask_text(connection, begin_number, number, sizeof(number));
    store_look_at_cut();
    if (err == OK)
        err = run_for_each(connection, tables, "vacuum full %s");
    if (err == OK)
        err = postgres_run(connection, "vacuum full pg_catalog.pg_statistic");
    store_look_at_cut();
    if (err != OK)
        return err;
    int size = snprintf(text, sizeof(text), are_cut, number);
    must(size > 0 && (size_t)size < sizeof(text));
    return ask_whether(connection, text, ERR_BUSY);
}

/* The server's own log: where the operator has granted both, the segments that hold old rows end
 * here. Refused, they end when PostgreSQL comes to it. */
static void leave_segments(struct connection *connection)
{
    enum err ignored = postgres_run(connection, "select pg_switch_wal()");
    ignored = ignored == OK ? postgres_run(connection, "checkpoint") : ignored;
    (void)ignored;
}

static enum err cut(struct connection *connection)
{
    enum err err = postgres_run(connection, begin_cut);
    if (err == OK)
        err = ask_whether(connection, is_owner, ERR_DENIED);
    if (err == OK)
        err = ask_whether(connection, take_lock, ERR_BUSY);
    if (err == OK)
        err = write_anew(connection);
    if (err == OK)
        leave_segments(connection);
    return err;
}

enum err postgres_cut_log(struct store *base)
{
    struct connection *connection;
    enum err err = postgres_connect((struct postgres_store *)base, false, &connection);
    if (err != OK)
        return err;
    err = cut(connection);
    enum err ignored = postgres_run(connection, UNLOCK_ALL);
    (void)ignored;
    postgres_disconnect(connection);
    return err;
}

/* reach - which role can reach which column, through which route and statement: the report whose
 * difference is the security review.
 *
 *     reach COLUMNS RUN... > report
 *
 * COLUMNS is sqlc's report: "statement, read|write|delete, table.column", separated by tabs. Each
 * RUN is what the tests saw while they ran: "role, METHOD /route, statement". The report has two
 * parts, both sorted. First, for each role and route, the statements; those that every route asked
 * with a session runs stand once under "every route". Then, for each of those statements, the
 * columns it reads and writes; what is sealed says so in its name.
 *
 * Fails when a run names a statement that COLUMNS does not know.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "file.h"

/* Of a run: role, route, statement. Of sqlc's report: statement, verb, column. */
struct line {
    struct str first, second, third;
};

struct lines {
    struct line *at;
    size_t count;
};

static int compare(const void *a, const void *b)
{
    const struct line *left = a, *right = b;
    int order = str_compare(left->first, right->first);
    if (order == 0)
        order = str_compare(left->second, right->second);
    return order ? order : str_compare(left->third, right->third);
}

/* Sorts, and keeps one of each. */
static void settle(struct lines *lines)
{
    size_t kept = 0;
    qsort(lines->at, lines->count, sizeof(*lines->at), compare);
    for (size_t i = 0; i < lines->count; i++)
        if (kept == 0 || compare(&lines->at[i], &lines->at[kept - 1]) != 0)
            lines->at[kept++] = lines->at[i];
    lines->count = kept;
}

static void read_lines(struct arena *arena, const char *path, struct lines *lines)
{
    struct file_bytes file = file_read(path);
    struct str text = {file.bytes, file.size};
    size_t most = lines->count + 1;
    for (size_t i = 0; i < text.size; i++)
        most += text.at[i] == '\n';
    struct line *at = ARENA_MANY(arena, struct line, most);
    if (lines->count > 0)
        memcpy(at, lines->at, lines->count * sizeof(*at));
    lines->at = at;
    while (text.size > 0) {
        struct str line = str_cut(&text, '\n');
        struct str first = str_cut(&line, '\t'), second = str_cut(&line, '\t');
        lines->at[lines->count++] = (struct line){first, second, line};
    }
}

/* ---- statements of every route --------------------------------------------------------------- */

static bool is_same_request(const struct line *a, const struct line *b)
{
    return str_equal(a->first, b->first) && str_equal(a->second, b->second);
}

static bool has_session(const struct line *line)
{
    return !str_equal_c(line->first, "nobody");
}

/* Is the statement run for every role on every route? runs is sorted. */
static bool is_everywhere(const struct lines *runs, struct str statement)
{
    size_t requests = 0, with = 0;
    for (size_t i = 0; i < runs->count; i++) {
        if (!has_session(&runs->at[i]))
            continue;
        requests += i == 0 || !is_same_request(&runs->at[i], &runs->at[i - 1]);
        with += str_equal(runs->at[i].third, statement);
    }
    return requests > 1 && with == requests;
}

/* Takes them out of the runs; returns them. */
static struct lines take_everywhere(struct arena *arena, struct lines *runs)
{
    struct lines everywhere = {ARENA_MANY(arena, struct line, runs->count + 1), 0};
    for (size_t i = 0; i < runs->count && is_same_request(&runs->at[i], &runs->at[0]); i++)
        everywhere.at[everywhere.count++] = runs->at[i];
    size_t candidates = everywhere.count, kept = 0;
    everywhere.count = 0;
    for (size_t i = 0; i < candidates; i++)
        if (is_everywhere(runs, everywhere.at[i].third))
            everywhere.at[everywhere.count++] = everywhere.at[i];
    for (size_t i = 0; i < runs->count; i++) {
        bool is_one = false;
        for (size_t e = 0; e < everywhere.count; e++)
            is_one |= str_equal(runs->at[i].third, everywhere.at[e].third);
        if (!is_one || !has_session(&runs->at[i]))
            runs->at[kept++] = runs->at[i];
    }
    runs->count = kept;
    return everywhere;
}

/* ---- the report ------------------------------------------------------------------------------ */

static void write_runs(const struct lines *runs)
{
    for (size_t i = 0; i < runs->count; i++) {
        const struct line *run = &runs->at[i];
        if (i == 0 || !is_same_request(run, run - 1))
            printf("%s%.*s %.*s\n", i ? "\n" : "", STR_ARGS(run->first), STR_ARGS(run->second));
        printf("  %.*s\n", STR_ARGS(run->third));
    }
}

static bool is_run(const struct lines *statements, struct str name)
{
    for (size_t i = 0; i < statements->count; i++)
        if (str_equal(statements->at[i].first, name))
            return true;
    return false;
}

static void write_columns(const struct lines *columns, const struct lines *statements)
{
    const struct line *last = NULL;
    for (size_t i = 0; i < columns->count; i++) {
        const struct line *line = &columns->at[i];
        if (!is_run(statements, line->first))
            continue;
        if (last == NULL || !str_equal(last->first, line->first))
            printf("\n%.*s\n", STR_ARGS(line->first));
        printf("  %.*s %.*s\n", STR_ARGS(line->second), STR_ARGS(line->third));
        last = line;
    }
}

/* A statement that touches no column, such as a count of one's own values, is not in COLUMNS. */
static int check_known(const struct lines *columns, const struct lines *statements)
{
    int unknown = 0;
    for (size_t i = 0; i < statements->count; i++) {
        if (is_run(columns, statements->at[i].first))
            continue;
        fprintf(stderr, "reach: no columns are known of %.*s\n",
                STR_ARGS(statements->at[i].first));
        unknown++;
    }
    return unknown;
}

/* The names of all statements that were run, once each. */
static struct lines statements_of(struct arena *arena, const struct lines *runs)
{
    struct lines statements = {ARENA_MANY(arena, struct line, runs->count + 1), 0};
    for (size_t i = 0; i < runs->count; i++)
        statements.at[statements.count++] = (struct line){.first = runs->at[i].third};
    settle(&statements);
    return statements;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: reach COLUMNS RUN...\n", stderr);
        return 2;
    }
    struct arena arena = arena_make(SIZE_MAX);
    struct lines columns = {0}, runs = {0};
    read_lines(&arena, argv[1], &columns);
    for (int i = 2; i < argc; i++)
        read_lines(&arena, argv[i], &runs);
    settle(&columns);
    settle(&runs);
    struct lines statements = statements_of(&arena, &runs);
    if (check_known(&columns, &statements) > 0)
        return 1;
    struct lines everywhere = take_everywhere(&arena, &runs);
    puts("# Made by script/reach from what the tests ran. "
         "Its difference is the security review.\n");
    puts("## Every route, of everybody who is signed in\n");
    for (size_t i = 0; i < everywhere.count; i++)
        printf("  %.*s\n", STR_ARGS(everywhere.at[i].third));
    puts("\n## Role and route: the statements\n");
    write_runs(&runs);
    puts("\n## Statement: the columns");
    write_columns(&columns, &statements);
    return 0;
}

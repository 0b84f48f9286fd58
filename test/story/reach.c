#include "reach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/routes.h"
#include "sql_all.h"
#include "store/store_test.h"

static struct {
    bool is_in_request;
    size_t role, route;
    bool *cells; /* [role][route][statement]: was it run? NULL: nothing is noted */
} noted;

static bool *cell(size_t role, size_t route, size_t statement)
{
    return &noted.cells[(role * route_count + route) * sql_statement_count + statement];
}

/* From here on a refusal is only counted (guard/refusal.h): by every role, on every route. */
static bool is_counting(const struct store_statement *statement)
{
    return strcmp(statement->name, "refusal_times") == 0;
}

/* The readings are given their place in the log by whichever request comes when it is time
 * (guard/audit.h): it is nothing that its route or role reaches. */
static bool is_placing(const struct store_statement *statement)
{
    return strncmp(statement->name, "reading_place", strlen("reading_place")) == 0;
}

/* The store's own few statements are in no list and reach nobody's data. */
static void note(const struct store_statement *statement)
{
    if (is_counting(statement))
        noted.is_in_request = false;
    if (!noted.is_in_request || is_placing(statement))
        return;
    for (size_t i = 0; i < sql_statement_count; i++)
        if (sql_statements[i] == statement)
            *cell(noted.role, noted.route, i) = true;
}

void reach_start(void)
{
    noted.cells = calloc(ROLE_COUNT * route_count * sql_statement_count, sizeof(bool));
    must(noted.cells != NULL);
    store_observe(note);
}

void reach_begin(enum role role, const struct request *request)
{
    struct request copy = *request;
    int route = route_find(routes(), &copy);
    noted.is_in_request = noted.cells != NULL && route >= 0;
    noted.role = (size_t)role;
    noted.route = route >= 0 ? (size_t)route : 0;
}

void reach_end(void)
{
    noted.is_in_request = false;
}

static void write_line(FILE *out, size_t role, size_t route, size_t statement)
{
    const struct route_pattern *pattern = &route_table[route].pattern;
    fprintf(out, "%s\t%s %s\t%s\n", role == ROLE_NONE ? "nobody" : role_name((enum role)role),
            pattern->method == METHOD_POST ? "POST" : "GET", pattern->pattern,
            sql_statements[statement]->name);
}

bool reach_write(const char *path)
{
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return false;
    for (size_t role = 0; role < ROLE_COUNT; role++)
        for (size_t route = 0; route < route_count; route++)
            for (size_t i = 0; i < sql_statement_count; i++)
                if (*cell(role, route, i))
                    write_line(out, role, route, i);
    return fclose(out) == 0;
}

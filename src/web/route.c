#include "web/route.h"

#include <string.h>

enum { PARTS_LIMIT = 12 };

struct parts {
    struct str at[PARTS_LIMIT];
    size_t count; /* over PARTS_LIMIT: a path no route has */
};

static struct parts split(struct str path)
{
    struct parts parts = {.count = 0};
    struct str rest = str_slice(path, 1, path.size);
    for (bool is_last = false; !is_last && parts.count <= PARTS_LIMIT; parts.count++) {
        is_last = str_find(rest, '/', 0) == SIZE_MAX;
        struct str part = str_cut(&rest, '/');
        if (parts.count < PARTS_LIMIT)
            parts.at[parts.count] = part;
    }
    return parts;
}

/* The pattern's part at *pattern, which moves behind it; false at the pattern's end. */
static bool next_part(const char **pattern, struct str *out_part)
{
    if (**pattern != '/')
        return false;
    const char *begin = *pattern + 1, *end = begin;
    while (*end && *end != '/')
        end++;
    *out_part = (struct str){begin, (size_t)(end - begin)};
    *pattern = end;
    return true;
}

static bool is_named(struct str part)
{
    return part.size > 2 && part.at[0] == '{';
}

/* 0 when the pattern does not match. Otherwise a one, and a bit for every part from the left: one
 * for a literal. So the greater of two is that whose literal comes first. */
static unsigned match(const char *pattern, const struct parts *parts)
{
    unsigned rank = 1;
    struct str part;
    for (size_t i = 0; i < parts->count; i++) {
        if (!next_part(&pattern, &part))
            return 0;
        bool is_literal = !is_named(part);
        if (is_literal ? !str_equal(part, parts->at[i]) : parts->at[i].size == 0)
            return 0;
        rank = rank << 1 | is_literal;
    }
    return *pattern == 0 ? rank : 0;
}

/* Most rows are refused by how they begin, and most of those by the first letter. */
static bool may_match(const char *pattern, const struct parts *parts)
{
    struct str first = parts->at[0];
    if (pattern[1] == '{' || first.size == 0)
        return true;
    return pattern[1] == first.at[0] && strncmp(pattern + 1, first.at, first.size) == 0;
}

static void fill_values(const char *pattern, const struct parts *parts, struct request *request)
{
    struct str part;
    request->path_value_count = 0;
    for (size_t i = 0; next_part(&pattern, &part); i++) {
        if (!is_named(part))
            continue;
        must(request->path_value_count < PATH_VALUE_LIMIT);
        request->path_names[request->path_value_count] = str_slice(part, 1, part.size - 2);
        request->path_values[request->path_value_count++] = parts->at[i];
    }
}

static const struct route_pattern *row_at(const void *rows, size_t stride, size_t index)
{
    return (const struct route_pattern *)(const void *)((const char *)rows + index * stride);
}

int route_find(const void *rows, size_t stride, size_t count, struct request *request)
{
    struct parts parts = split(request->path);
    int found = ROUTE_NONE;
    unsigned best = 0;
    for (size_t i = 0; i < count && parts.count <= PARTS_LIMIT; i++) {
        const struct route_pattern *row = row_at(rows, stride, i);
        unsigned rank = may_match(row->pattern, &parts) ? match(row->pattern, &parts) : 0;
        if (rank == 0)
            continue;
        if (row->method != request->method) {
            found = found == ROUTE_NONE ? ROUTE_OTHER_METHOD : found;
        } else if (rank > best) {
            found = (int)i;
            best = rank;
        }
    }
    if (found >= 0)
        fill_values(row_at(rows, stride, (size_t)found)->pattern, &parts, request);
    return found;
}

struct str route_allow(const void *rows, size_t stride, size_t count,
                       const struct request *request)
{
    struct parts parts = split(request->path);
    bool has[2] = {false, false};
    for (size_t i = 0; i < count && parts.count <= PARTS_LIMIT; i++) {
        const struct route_pattern *row = row_at(rows, stride, i);
        if (match(row->pattern, &parts))
            has[row->method] = true;
    }
    if (has[METHOD_GET])
        return has[METHOD_POST] ? STR("GET, HEAD, POST") : STR("GET, HEAD");
    return has[METHOD_POST] ? STR("POST") : STR_NONE;
}

#include "web/route.h"

struct parts {
    struct str at[ROUTE_PARTS];
    size_t count; /* over ROUTE_PARTS: a path no route has */
};

static struct parts split(struct str path)
{
    struct parts parts = {.count = 0};
    struct str rest = str_slice(path, 1, path.size);
    for (bool is_last = false; !is_last && parts.count <= ROUTE_PARTS; parts.count++) {
        is_last = str_find(rest, '/', 0) == SIZE_MAX;
        struct str part = str_cut(&rest, '/');
        if (parts.count < ROUTE_PARTS)
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
    struct str part, first = parts->at[0];
    if (first.size > 0 && pattern[1] != '{' && pattern[1] != first.at[0]) /* most rows */
        return 0;
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

static const struct route_pattern *row_at(const struct route_index *index, size_t row)
{
    const char *rows = index->rows;
    return (const struct route_pattern *)(const void *)(rows + row * index->stride);
}

/* ---- the index ------------------------------------------------------------------------------- */

static size_t count_parts(const char *pattern)
{
    size_t count = 0;
    for (; *pattern; pattern++)
        count += *pattern == '/';
    return count;
}

void route_index_make(const void *rows, size_t stride, size_t count, struct route_index *out_index)
{
    struct route_index *index = out_index;
    size_t end = 0;
    must(count <= ROUTE_LIMIT);
    *index = (struct route_index){.rows = rows, .stride = stride};
    for (size_t parts = 0; parts <= ROUTE_PARTS; parts++) {
        for (size_t row = 0; row < count; row++)
            if (count_parts(row_at(index, row)->pattern) == parts)
                index->at[end++] = (uint16_t)row;
        index->begin[parts + 1] = end;
    }
    must(end == count); /* a pattern of more parts would never be found */
}

/* ---- asking ---------------------------------------------------------------------------------- */

int route_find(const struct route_index *index, struct request *request)
{
    struct parts parts = split(request->path);
    int found = ROUTE_NONE;
    unsigned best = 0;
    if (parts.count > ROUTE_PARTS)
        return ROUTE_NONE;
    for (size_t i = index->begin[parts.count]; i < index->begin[parts.count + 1]; i++) {
        const struct route_pattern *row = row_at(index, index->at[i]);
        unsigned rank = match(row->pattern, &parts);
        if (rank == 0)
            continue;
        if (row->method != request->method) {
            found = found == ROUTE_NONE ? ROUTE_OTHER_METHOD : found;
        } else if (rank > best) {
            found = index->at[i];
            best = rank;
        }
    }
    if (found >= 0)
        fill_values(row_at(index, (size_t)found)->pattern, &parts, request);
    return found;
}

struct str route_allow(const struct route_index *index, const struct request *request)
{
    struct parts parts = split(request->path);
    bool has[2] = {false, false};
    if (parts.count > ROUTE_PARTS)
        return STR_NONE;
    for (size_t i = index->begin[parts.count]; i < index->begin[parts.count + 1]; i++) {
        const struct route_pattern *row = row_at(index, index->at[i]);
        if (match(row->pattern, &parts))
            has[row->method] = true;
    }
    if (has[METHOD_GET])
        return has[METHOD_POST] ? STR("GET, HEAD, POST") : STR("GET, HEAD");
    return has[METHOD_POST] ? STR("POST") : STR_NONE;
}

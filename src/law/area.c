#include "law/area.h"

#include <pthread.h>

#include "base/csv.h"
#include "law/book.h"

enum { NEIGHBOURS_LIMIT = 600, NEIGHBOUR_COLUMNS = 2 };
enum { AREAS_LIMIT = 200, AREA_COLUMNS = 4, AREA_MEMORY = 256 * 1024 };
static struct area areas[AREAS_LIMIT];
static size_t area_count;
struct neighbours {
    struct str area, beside;
};
static struct neighbours neighbours[NEIGHBOURS_LIMIT];
static size_t neighbour_count;
static pthread_once_t areas_read = PTHREAD_ONCE_INIT;

static bool is_nation(struct str nation)
{
    return nation.size == 1 && str_find(STR("EWSN"), nation.at[0], 0) != SIZE_MAX;
}

/* The files are part of the program, so a fault in them is a bug of the build. */
static void read_list(struct arena *arena)
{
    struct csv_reader reader = csv_read(arena, law_data(STR("areas.csv")));
    struct csv_record record;
    must(csv_next(&reader, &record) == OK && record.count == AREA_COLUMNS);
    enum err err;
    while ((err = csv_next(&reader, &record)) == OK) {
        must(record.count == AREA_COLUMNS && area_count < AREAS_LIMIT);
        must(is_nation(record.fields[2]));
        areas[area_count++] = (struct area){
            .code = record.fields[0],
            .region = record.fields[1],
            .nation = record.fields[2],
            .name = record.fields[3],
        };
    }
    must(err == ERR_NOT_FOUND);
}

static void read_neighbours(struct arena *arena)
{
    struct csv_reader reader = csv_read(arena, law_data(STR("area-neighbours.csv")));
    struct csv_record record;
    must(csv_next(&reader, &record) == OK && record.count == NEIGHBOUR_COLUMNS);
    enum err err;
    while ((err = csv_next(&reader, &record)) == OK) {
        must(record.count == NEIGHBOUR_COLUMNS && neighbour_count < NEIGHBOURS_LIMIT);
        neighbours[neighbour_count++] = (struct neighbours){record.fields[0], record.fields[1]};
    }
    must(err == ERR_NOT_FOUND);
}

static void read_areas(void)
{
    static struct arena arena;
    arena = arena_make(AREA_MEMORY);
    read_list(&arena);
    read_neighbours(&arena);
}

struct areas area_all(void)
{
    pthread_once(&areas_read, read_areas);
    return (struct areas){areas, area_count};
}

const struct area *area_find(struct str code)
{
    struct areas all = area_all();
    for (size_t i = 0; i < all.count; i++)
        if (str_equal(code, all.at[i].code))
            return &all.at[i];
    return NULL;
}

bool area_is_beside(struct str code, struct str other)
{
    pthread_once(&areas_read, read_areas);
    for (size_t i = 0; i < neighbour_count; i++) {
        struct neighbours pair = neighbours[i];
        if ((str_equal(pair.area, code) && str_equal(pair.beside, other)) ||
            (str_equal(pair.area, other) && str_equal(pair.beside, code)))
            return true;
    }
    return false;
}

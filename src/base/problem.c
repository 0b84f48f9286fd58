#include "base/problem.h"

#include <string.h>

struct problems problems_make(struct arena *arena)
{
    return (struct problems){.arena = arena};
}

struct problems *problems_new(struct arena *arena)
{
    struct problems *problems = ARENA_NEW(arena, struct problems);
    *problems = problems_make(arena);
    return problems;
}

void problems_add(struct problems *problems, struct str field, int word)
{
    problems_add_detail(problems, field, word, STR_NONE);
}

void problems_add_detail(struct problems *problems, struct str field, int word, struct str detail)
{
    if (problems->count == problems->room) {
        size_t room = problems->room ? problems->room * 2 : 8;
        struct problem *items = ARENA_MANY(problems->arena, struct problem, room);
        if (problems->count > 0)
            memcpy(items, problems->items, problems->count * sizeof(*items));
        problems->items = items;
        problems->room = room;
    }
    problems->items[problems->count++] = (struct problem){field, word, detail};
}

enum err problems_result(const struct problems *problems)
{
    return problems->count == 0 ? OK : ERR_INVALID;
}

const struct problem *problems_of(const struct problems *problems, struct str field)
{
    for (size_t i = 0; i < problems->count; i++)
        if (str_equal(problems->items[i].field, field))
            return &problems->items[i];
    return NULL;
}

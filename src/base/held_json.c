#include "base/held_json.h"

#include "base/must.h"

static void end(void *document)
{
    json_decref(document);
}

json_t *held_json_read(struct arena *arena, struct str text, json_error_t *out_error)
{
    void **slot = arena_slot(arena, end);
    json_t *root = json_loadb(text.at, text.size, JSON_REJECT_DUPLICATES, out_error);
    *slot = root;
    return root;
}

json_t *held_json_array(struct arena *arena)
{
    void **slot = arena_slot(arena, end);
    json_t *root = json_array();
    must(root != NULL);
    *slot = root;
    return root;
}

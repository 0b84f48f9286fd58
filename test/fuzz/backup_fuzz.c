/* Files of a backup, opened: pages, keys and manifest are refused, or lie within what was read.
 * sources: base src/app/backup_parts.c
 */
#include "app/backup_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_within(struct str part, struct str whole)
{
    must(part.size <= whole.size);
    must(part.size == 0 || (part.at >= whole.at && part.at + part.size <= whole.at + whole.size));
}

static void read_segment(struct str bytes)
{
    struct segment segment;
    if (segment_parse(bytes, &segment) != OK)
        return;
    must(segment.number >= 0 && segment.at.ms >= 0);
    for (int i = 0; i < STORES; i++) {
        const struct part_pages *pages = &segment.stores[i];
        check_within(pages->numbers, bytes);
        check_within(pages->bytes, bytes);
        must(pages->numbers.size == (size_t)pages->count * 4);
        must(pages->bytes.size == (size_t)pages->count * pages->page_size);
    }
}

static void read_keys(struct str bytes)
{
    struct keys_part keys;
    struct key_row row;
    struct run run;
    struct manifest manifest;
    if (keys_parse(bytes, &keys) != OK)
        return;
    while (keys.rows.size > 0 && key_row_take(&keys.rows, &row) == OK)
        check_within(row.wrapped_key, bytes);
    while (keys.runs.size > 0 && run_take(&keys.runs, &run) == OK)
        check_within(run.bytes, bytes);
    if (manifest_parse(keys.manifest, &manifest) == OK)
        check_within(manifest.before, bytes);
}

/* What was read of a manifest is written as it stood. */
static void read_manifest(struct str bytes)
{
    struct manifest manifest, again;
    struct arena arena = arena_make(1 << 16);
    if (manifest_parse(bytes, &manifest) == OK) {
        struct str text = manifest_write(&arena, &manifest);
        must(manifest_parse(text, &again) == OK);
        must(str_equal(again.before, manifest.before) && again.keys == manifest.keys);
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    struct str rest = {(const char *)bytes + 1, size - 1};
    switch (bytes[0] % 3) {
    case 0: read_segment(rest); break;
    case 1: read_keys(rest); break;
    default: read_manifest(rest); break;
    }
    return 0;
}

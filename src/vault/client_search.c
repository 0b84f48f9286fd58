/* vault_search, written as messages: of long texts so many letters, of many houses so many items as
 * one message holds. */
#include <string.h>

#include "vault/client.h"
#include "vault/search.h"

struct piece {
    struct str letters, marks;
    size_t from; /* in the whole */
    bool is_last;
};

static struct piece piece_at(struct str letters, struct str marks, size_t from)
{
    return (struct piece){str_slice(letters, from, SEARCH_LETTERS),
                          str_slice(marks, from, SEARCH_LETTERS), from,
                          letters.size - from <= SEARCH_LETTERS};
}

/* Items from *at on, as many as fit; *at becomes the first left. */
static void write_search(struct link *link, const struct piece *piece,
                         const struct vault_item *items, size_t count, size_t *at)
{
    write_long(&link->out, piece->letters);
    write_long(&link->out, piece->marks);
    unsigned char *count_at = write_room(&link->out, sizeof(uint32_t));
    size_t from = *at;
    for (; *at < count; ++*at) {
        size_t size = link->out.size;
        write_item(&link->out, &items[*at], *at == from ? NULL : &items[*at - 1]);
        if (*at > from && link->out.is_full) {
            link->out.size = size;
            link->out.is_full = false;
            break;
        }
    }
    uint32_t written = (uint32_t)(*at - from);
    memcpy(count_at, &written, sizeof(written));
}

/* One message; nothing is taken from an arena while it is under way. */
static enum err ask_search(struct vault *vault, const struct piece *piece,
                           const struct vault_item *items, size_t count, size_t *at,
                           struct search_hit out_hits[SEARCH_HITS], size_t *out_count)
{
    struct link *link = client_claim(vault, ASKED_SEARCH);
    if (link == NULL)
        return ERR_BUSY;
    write_search(link, piece, items, count, at);
    enum err err = client_ask(link);
    if (err == OK) {
        size_t size = link->in.left;
        must(size % sizeof(struct search_hit) == 0 &&
             size <= SEARCH_HITS * sizeof(struct search_hit));
        memcpy(out_hits, link->in.at, size);
        *out_count = size / sizeof(struct search_hit);
    }
    client_release(link);
    return err;
}

/* At a piece's cut it looks as if the text ended there: the piece beside it has it whole. */
static bool is_cut(const struct piece *piece, const struct search_hit *hit)
{
    return (hit->first == 0 && piece->from > 0) ||
           (hit->last + 1 == piece->letters.size && !piece->is_last);
}

struct gathering {
    struct arena *arena;
    struct vault_hit *at;
    size_t count, room;
};

static void gather(struct gathering *all, const struct piece *piece, size_t first_item,
                   const struct search_hit *hits, size_t count)
{
    if (all->count + count > all->room) {
        all->room = 2 * all->room + count;
        struct vault_hit *larger = ARENA_MANY(all->arena, struct vault_hit, all->room);
        if (all->count > 0)
            memcpy(larger, all->at, all->count * sizeof(*larger));
        all->at = larger;
    }
    for (size_t i = 0; i < count; i++)
        if (!is_cut(piece, &hits[i]))
            all->at[all->count++] = (struct vault_hit){
                first_item + hits[i].item, hits[i].kind, piece->from + hits[i].first,
                piece->from + hits[i].last};
}

static bool are_askable(const struct vault_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!is_sealed_size(items[i].in.size) ||
            items[i].wrapped_key.size != VAULT_WRAPPED_BYTES)
            return false;
    return true;
}

enum err vault_search(struct vault *vault, struct arena *arena, const struct vault_item *items,
                      size_t count, struct str letters, struct str marks,
                      struct vault_hits *out_hits)
{
    struct gathering all = {.arena = arena};
    struct search_hit hits[SEARCH_HITS];
    must(letters.size == marks.size);
    enum err err = are_askable(items, count) ? OK : ERR_INVALID;
    bool is_last = letters.size < PATTERN_LEAST;
    for (size_t from = 0; err == OK && !is_last; from += SEARCH_LETTERS - SEARCH_OVERLAP) {
        struct piece piece = piece_at(letters, marks, from);
        for (size_t at = 0; err == OK && at < count;) {
            size_t first_item = at, found = 0;
            err = ask_search(vault, &piece, items, count, &at, hits, &found);
            if (err == OK)
                gather(&all, &piece, first_item, hits, found);
        }
        is_last = piece.is_last;
    }
    if (err == OK)
        *out_hits = (struct vault_hits){all.at, all.count};
    return err;
}

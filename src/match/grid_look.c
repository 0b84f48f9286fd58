#include "match/grid.h"

#include <string.h>

/* ---- the best ---- */

/* Pairs are put in order by counting: how many have each value, from the greatest down as far as
 * the span; what is further below is left out. */
enum { SPAN = 256 };

struct ranking {
    struct grid_row row;
    const int32_t *values; /* by pair of the row */
    const int32_t *prices; /* of the other side */
    int32_t greatest;
    uint32_t span;           /* only values over 0 count */
    uint32_t counts[SPAN + 1]; /* by how far below the greatest; then where its pairs begin */
};

static uint32_t below(const struct ranking *ranking, size_t pair)
{
    uint32_t below = (uint32_t)(ranking->greatest - ranking->values[pair]);
    return below < ranking->span ? below : ranking->span;
}

static void rank_all(struct grid *grid, unsigned side, uint32_t node, struct ranking *ranking)
{
    const int32_t base = grid->sides[side].base[node], *bases = grid->sides[!side].base;
    int32_t greatest = 0;
    for (size_t k = 0; k < ranking->row.count; k++) {
        uint32_t pair = ranking->row.pairs[k], to = GRID_TO(pair);
        int32_t value = base + bases[to] + GRID_POINTS(pair) - ranking->prices[to];
        grid->values[k] = value;
        greatest = value > greatest ? value : greatest;
    }
    ranking->values = grid->values;
    ranking->greatest = greatest;
    ranking->span = greatest < SPAN ? (uint32_t)greatest : SPAN;
    memset(ranking->counts, 0, (ranking->span + 1) * sizeof(*ranking->counts));
    for (size_t k = 0; k < ranking->row.count; k++)
        ranking->counts[below(ranking, k)]++;
}

/* How far down the kept ones go: of the last value only so many, when very many are alike. */
struct cut {
    uint32_t last, kept;
    uint32_t rest; /* where the pairs further below would begin */
    int32_t limit;
};

static struct cut cut_at(struct ranking *ranking, uint32_t keep)
{
    struct cut cut = {0};
    uint32_t at = 0;
    for (; at < ranking->span && cut.kept < keep; at++) {
        uint32_t alike = ranking->counts[at];
        cut.last = at;
        ranking->counts[at] = cut.kept;
        cut.kept += alike;
    }
    cut.rest = cut.kept;
    if (cut.kept > keep * 4) {
        cut.kept = keep * 4;
        at = cut.last;
    }
    while (at > cut.last && at < ranking->span && ranking->counts[at] == 0)
        at++;
    cut.limit = ranking->greatest - (int32_t)at;
    return cut;
}

/* Each pair goes to its place; those further below go on top of each other behind the others,
 * because to write them costs less than to guess which they are. Begins anywhere, so that nodes
 * alike do not all find the same. */
static void take_kept(struct grid *grid, struct ranking *ranking, struct cut cut, uint32_t node)
{
    size_t count = ranking->row.count, at = node * UINT32_C(0x9E3779B1) % count;
    grid->find_count = cut.kept;
    ranking->counts[cut.last + 1] = cut.rest;
    for (size_t k = 0; k < count; k++, at = at + 1 < count ? at + 1 : 0) {
        uint32_t place = below(ranking, at), to = GRID_TO(ranking->row.pairs[at]);
        int32_t value = ranking->values[at];
        place = place < cut.last + 1 ? place : cut.last + 1;
        grid->finds[ranking->counts[place]] =
            (struct assign_edge){to, value + ranking->prices[to], value};
        ranking->counts[place] += place <= cut.last;
    }
}

int32_t grid_best(struct grid *grid, const struct assign *assign, unsigned side, uint32_t node,
                  uint32_t keep)
{
    struct ranking ranking;
    ranking.row = grid_row(grid, side, node);
    ranking.prices = assign->sides[!side].price;
    rank_all(grid, side, node, &ranking);
    grid->find_count = 0;
    if (ranking.greatest == 0)
        return 0;
    struct cut cut = cut_at(&ranking, keep);
    take_kept(grid, &ranking, cut, node);
    return cut.limit;
}

/* ---- what comes nearer ---- */

void grid_nearer(struct grid *grid, const struct assign *assign, unsigned side, uint32_t node,
                 int32_t begin, int32_t best)
{
    const int32_t *prices = assign->sides[!side].price, *distances = assign->sides[!side].distance;
    const int32_t *bases = grid->sides[!side].base;
    const int32_t base = grid->sides[side].base[node], from = begin - base, near = best - from;
    const struct grid_row row = grid_row(grid, side, node);
    struct assign_edge *finds = grid->finds;
    size_t count = 0;
    for (size_t k = 0; k < row.count; k++) {
        uint32_t to = GRID_TO(row.pairs[k]);
        int32_t way = prices[to] - bases[to] - GRID_POINTS(row.pairs[k]);
        if (way < near && from + way < distances[to])
            finds[count++] = (struct assign_edge){to, base + prices[to] - way, base - way};
    }
    grid->find_count = count;
}

/* ---- what is asked ---- */

int32_t grid_asked(struct grid *grid, const struct assign *assign, unsigned side, uint32_t node,
                   uint32_t *out_to)
{
    const struct assign_side *other = &assign->sides[!side];
    const int32_t *bases = grid->sides[!side].base;
    const int32_t base = grid->sides[side].base[node];
    struct grid_row row = grid_row(grid, side, node);
    int32_t most = 0;
    *out_to = ASSIGN_NONE;
    for (size_t k = 0; k < row.count; k++) {
        uint32_t to = GRID_TO(row.pairs[k]);
        int32_t value = base + bases[to] + GRID_POINTS(row.pairs[k]) - other->price[to];
        if (value > most || (value == most && other->mate[to] == ASSIGN_NONE)) {
            most = value;
            *out_to = to;
        }
    }
    return most;
}

#include "base/csv.h"
#include "match/plan_file.h"

/* The terms of the plan's columns, in their order. */
static const enum match_term terms[] = {MATCH_TERM_AREA,       MATCH_TERM_LANGUAGE,
                                        MATCH_TERM_SPECIALISM, MATCH_TERM_PROVIDER,
                                        MATCH_TERM_SIZE,       MATCH_TERM_WAITING,
                                        MATCH_TERM_BASE};

static void write_terms(struct buf *out, const struct match_score *score)
{
    buf_add_i64(out, score->total);
    for (size_t i = 0; i < COUNT_OF(terms); i++) {
        buf_add_char(out, ',');
        buf_add_i64(out, score->terms[terms[i]]);
    }
}

void plan_write_plan(struct buf *out, const struct plan_table *table, const uint32_t *room_of)
{
    buf_add_c(out, "household,room,score,area,language,specialism,provider,size,waiting,base\n");
    for (uint32_t i = 0; i < table->problem.household_count; i++) {
        csv_add_field(out, table->household_ids[i]);
        buf_add_char(out, ',');
        if (room_of[i] == PLAN_NONE) {
            buf_add_c(out, ",,,,,,,,");
        } else {
            csv_add_field(out, table->room_ids[room_of[i]]);
            buf_add_char(out, ',');
            struct plan_pair pair = plan_pair(&table->problem, i, room_of[i]);
            write_terms(out, &pair.score);
        }
        buf_add_char(out, '\n');
    }
}

static void write_dual(struct buf *out, const char *kind, struct str id, int32_t dual)
{
    buf_add_c(out, kind);
    buf_add_char(out, ',');
    csv_add_field(out, id);
    buf_add_char(out, ',');
    buf_add_i64(out, dual);
    buf_add_char(out, '\n');
}

void plan_write_proof(struct buf *out, const struct plan_table *table,
                      const struct plan_proof *proof)
{
    buf_add_c(out, "kind,id,dual\n");
    write_dual(out, "block", STR_NONE, proof->block);
    for (uint32_t i = 0; i < table->problem.household_count; i++)
        write_dual(out, "household", table->household_ids[i], proof->households[i]);
    for (uint32_t r = 0; r < table->problem.room_count; r++)
        write_dual(out, "room", table->room_ids[r], proof->rooms[r]);
}

void plan_write_edge(struct buf *out, const struct plan_table *table, const struct plan_edge *edge)
{
    csv_add_field(out, table->household_ids[edge->household]);
    buf_add_char(out, ',');
    csv_add_field(out, table->room_ids[edge->room]);
    buf_add_char(out, ',');
    buf_add_i64(out, table->problem.households[edge->household].tier);
    buf_add_char(out, ',');
    buf_add_i64(out, edge->score);
    buf_add_char(out, '\n');
}

/* Files of a plan and its proof (haven place check): they are refused with a reason, or every
 * number that was read is of something that is there. A zero byte parts the files.
 * sources: base src/match/plan_read.c src/match/plan_read_pairs.c src/match/plan_file_houses.c
 * sources: src/match/plan_sheet.c src/match/plan_names.c
 * libraries: haven
 */
#include <string.h>

#include "match/plan_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_table(const struct plan_table *table)
{
    const struct plan_problem *problem = &table->problem;
    for (uint32_t i = 0; i < problem->fixed_count; i++)
        must(problem->fixed[i].household < problem->household_count &&
             problem->fixed[i].room < problem->room_count);
    for (uint32_t i = 0; i < problem->household_count; i++)
        must(table->household_ids[i].size > 0);
}

static void read_answers(struct arena *arena, const struct plan_table *table, struct str rest)
{
    struct buf complaints = buf_make(arena, 256);
    struct plan_text plan = {"plan.csv", str_cut(&rest, 0)}, proof = {"proof.csv", rest};
    const struct plan_problem *problem = &table->problem;
    const uint32_t *room_of;
    struct plan_proof duals;
    struct plan_house_proof prices;
    if (plan_read_plan(arena, table, plan, &complaints, &room_of) == OK)
        for (uint32_t i = 0; i < problem->household_count; i++)
            must(room_of[i] == PLAN_NONE || room_of[i] < problem->room_count);
    else
        must(complaints.size > 0);
    enum err err = plan_is_house_proof(arena, proof)
                       ? plan_read_house_proof(arena, table, proof, &complaints, &prices)
                       : plan_read_proof(arena, table, proof, &complaints, &duals);
    must(err == OK || complaints.size > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct match_weights weights;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct buf complaints = buf_make(&arena, 256);
    struct str rest = {(const char *)bytes, size};
    struct plan_texts texts = {.households = {"households.csv", str_cut(&rest, 0)},
                               .houses = {"houses.csv", str_cut(&rest, 0)},
                               .rooms = {"rooms.csv", str_cut(&rest, 0)}};
    struct str fixed = str_cut(&rest, 0);
    struct plan_table table = {0};
    if (fixed.size > 0)
        texts.fixed = (struct plan_text){"fixed.csv", fixed};
    if (plan_read(&arena, &texts, &weights, &complaints, &table) == OK) {
        check_table(&table);
        read_answers(&arena, &table, rest);
    } else {
        must(complaints.size > 0);
    }
    arena_free(&arena);
    return 0;
}

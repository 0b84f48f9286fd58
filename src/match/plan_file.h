/* plan_file.h - a plan's problem, its plan and its proof as CSV files.
 *
 * The columns, which may stand in any order (columns of other names are not read, and it is said):
 *
 *   households  household,persons,beds,modes,tier,step_free,cot,night,complex,regions,avoid_areas,
 *               languages,needs,wish_areas,provider,waiting_days,conflicts
 *   houses      house,modes,licence,residents,complex_places,night_admissions,area,region,provider,
 *               languages,specialisms
 *   rooms       room,house,beds,step_free,cot,self_contained
 *   fixed       household,room
 *   plan        household,room,score,area,language,specialism,provider,size,waiting,base
 *   proof       kind,id,dual      kind: block (no id), household, room
 *               of a plan of houses: unit (no id), tier (0 to 2: its weight), household (its price)
 *   edges       household,room,tier,score
 *
 * Lists are separated by semicolons; modes are W (women only), M (men only) and X (mixed), as in
 * "W;X"; yes and no are also read as 1 and 0, true and false. Ids and the words in lists are any
 * text. A conflict may name a household that is not in the file: it has no effect.
 *
 * What is wrong is told as "FILE: line N: COLUMN: reason", every bad field of a file, and nothing
 * is read. */
#ifndef MATCH_PLAN_FILE_H
#define MATCH_PLAN_FILE_H

#include "match/plan.h"

struct plan_text {
    const char *name; /* of the file, for complaints; NULL: there is none */
    struct str text;
};

struct plan_texts {
    struct plan_text households, houses, rooms, fixed;
};

/* A problem with the ids of its rows. */
struct plan_table {
    struct plan_problem problem;
    const struct str *household_ids, *house_ids, *room_ids;
};

/* The number of a row is its place in its file for households and houses; rooms are put together by
 * house. Ranks are places among the ids, by bytes, and so are the numbers of areas, languages and
 * so on: the order of rows, columns and items does not matter. Texts must outlive the table.
 * ERR_INVALID: *complaints says why; also when a fixed pair is not feasible. Notes may be added to
 * *complaints when all is well. */
CHECKED enum err plan_read(struct arena *arena, const struct plan_texts *texts,
                           const struct match_weights *weights, struct buf *complaints,
                           struct plan_table *out_table);

/* Reads the fixed pairs into the table; plan_read does it too when it has their text. */
CHECKED enum err plan_read_fixed(struct arena *arena, struct plan_text fixed,
                                 struct buf *complaints, struct plan_table *table);

/* Reads a plan: its columns household and room. Every household must be there once. */
CHECKED enum err plan_read_plan(struct arena *arena, const struct plan_table *table,
                                struct plan_text plan, struct buf *complaints,
                                const uint32_t **out_room_of);

/* Reads a proof: every household and room once, and the block. */
CHECKED enum err plan_read_proof(struct arena *arena, const struct plan_table *table,
                                 struct plan_text proof, struct buf *complaints,
                                 struct plan_proof *out_proof);

void plan_write_plan(struct buf *out, const struct plan_table *table, const uint32_t *room_of);
void plan_write_proof(struct buf *out, const struct plan_table *table,
                      const struct plan_proof *proof);

/* The same for plans of houses; a proof with a row "unit" is one. */
bool plan_is_house_proof(struct arena *arena, struct plan_text proof);
CHECKED enum err plan_read_house_proof(struct arena *arena, const struct plan_table *table,
                                       struct plan_text proof, struct buf *complaints,
                                       struct plan_house_proof *out_proof);
void plan_write_house_proof(struct buf *out, const struct plan_table *table,
                            const struct plan_house_proof *proof);

/* A line for each rule that is broken: the house, the reason, the households. */
void plan_write_faults(struct buf *out, const struct plan_table *table,
                       const struct plan_faults *faults);

/* The line of the table of edges, without its header. */
void plan_write_edge(struct buf *out, const struct plan_table *table,
                     const struct plan_edge *edge);

#endif

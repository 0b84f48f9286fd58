#include "match/place_command.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_BAD_INPUT = 2 };

/* Files of a size that a program can make; another kind does not take the machine down. */
#define PLACE_MEMORY ((size_t)8 << 30)

/* The first version of the weights is that of the files' format: later rows of the table use facts
 * that the files do not have. */
static struct match_weights first_weights(void)
{
    struct date day;
    enum err err = date_make((struct date_parts){2026, 1, 1}, &day);
    must(err == OK);
    return match_weights_on(day);
}

static void write_text(FILE *file, struct buf *text)
{
    struct str all = buf_text(text);
    fwrite(all.at, 1, all.size, file);
}

static enum err read_table(struct arena *arena, const struct plan_texts *texts, FILE *err_file,
                           struct plan_table *out_table)
{
    struct match_weights weights = first_weights();
    struct buf complaints = buf_make(arena, 256);
    enum err err = plan_read(arena, texts, &weights, &complaints, out_table);
    write_text(err_file, &complaints);
    return err;
}

struct edge_writing {
    const struct plan_table *table;
    FILE *file;
    struct buf buf;
    struct arena arena;
};

static void take_edge(void *with, const struct plan_edge *edge)
{
    struct edge_writing *writing = with;
    plan_write_edge(&writing->buf, writing->table, edge);
    if (writing->buf.size > (size_t)60 << 10) {
        write_text(writing->file, &writing->buf);
        writing->buf.size = 0;
    }
}

static void write_edges(FILE *file, const struct plan_table *table)
{
    struct edge_writing writing = {.table = table, .file = file, .arena = arena_make(PLACE_MEMORY)};
    writing.buf = buf_make(&writing.arena, (size_t)64 << 10);
    buf_add_c(&writing.buf, "household,room,tier,score\n");
    plan_each_edge(&table->problem, take_edge, &writing);
    write_text(file, &writing.buf);
    arena_free(&writing.arena);
}

static void tell_objective(FILE *err, const char *what, const struct plan_objective *of)
{
    fprintf(err, "%s: tier 0 %lld, tier 1 %lld, tier 2 %lld, score %lld\n", what,
            (long long)of->housed[0], (long long)of->housed[1], (long long)of->housed[2],
            (long long)of->score);
}

static void tell(FILE *err, const struct plan_result *result)
{
    struct plan_objective gap = {.score = result->bound.score - result->objective.score};
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        gap.housed[tier] = result->bound.housed[tier] - result->objective.housed[tier];
    tell_objective(err, "objective", &result->objective);
    tell_objective(err, "bound", &result->bound);
    tell_objective(err, "gap", &gap);
}

/* The rules that the fixed pairs break among themselves. */
static void tell_fixed_faults(struct arena *arena, FILE *err, const struct plan_table *table)
{
    const struct plan_problem *problem = &table->problem;
    uint32_t *room_of = ARENA_MANY(arena, uint32_t, problem->household_count);
    for (uint32_t i = 0; i < problem->household_count; i++)
        room_of[i] = PLAN_NONE;
    for (uint32_t f = 0; f < problem->fixed_count; f++)
        room_of[problem->fixed[f].household] = problem->fixed[f].room;
    struct plan_faults faults = plan_faults(arena, problem, room_of);
    struct buf text = buf_make(arena, 256);
    plan_write_faults(&text, table, &faults);
    fprintf(err, "place solve: the fixed pairs cannot all be kept:\n");
    write_text(err, &text);
}

static int solve_table(struct arena *arena, const struct plan_table *table, bool rooms_only,
                       FILE *err_file, struct plan_result *out_result)
{
    enum err err = rooms_only ? plan_solve_rooms(arena, &table->problem, out_result)
                              : plan_solve_houses(arena, &table->problem, out_result);
    if (err == ERR_INVALID) {
        tell_fixed_faults(arena, err_file, table);
        return EXIT_BAD_INPUT;
    }
    if (err != OK) {
        fprintf(err_file, "place solve: these are more households and rooms than can be planned\n");
        return EXIT_REFUSED;
    }
    return EXIT_DONE;
}

static void write_proof(struct arena *arena, FILE *file, const struct plan_table *table,
                        const struct plan_result *result)
{
    struct buf proof = buf_make(arena, (size_t)64 << 10);
    if (result->house_proof.households)
        plan_write_house_proof(&proof, table, &result->house_proof);
    else
        plan_write_proof(&proof, table, &result->proof);
    write_text(file, &proof);
}

static int solve(struct arena *arena, const struct plan_texts *texts, bool rooms_only,
                 const struct place_files *files)
{
    struct plan_table table;
    struct plan_result result;
    if (read_table(arena, texts, files->err, &table) != OK)
        return EXIT_BAD_INPUT;
    int exit_code = solve_table(arena, &table, rooms_only, files->err, &result);
    if (exit_code != EXIT_DONE)
        return exit_code;
    struct buf text = buf_make(arena, (size_t)64 << 10);
    plan_write_plan(&text, &table, result.room_of);
    write_text(files->out, &text);
    tell(files->err, &result);
    if (files->edges)
        write_edges(files->edges, &table);
    if (files->proof)
        write_proof(arena, files->proof, &table, &result);
    return EXIT_DONE;
}

int place_solve(const struct plan_texts *texts, bool rooms_only, const struct place_files *files)
{
    struct arena arena = arena_make(PLACE_MEMORY);
    int exit_code = solve(&arena, texts, rooms_only, files);
    arena_free(&arena);
    return exit_code;
}

struct check {
    struct arena *arena;
    struct plan_table table;
    const uint32_t *room_of;
    FILE *out, *err;
};

static int check_rooms(const struct check *check, const struct plan_proof *proof)
{
    const char *wrong = plan_check(check->arena, &check->table.problem, check->room_of, proof);
    if (wrong) {
        fprintf(check->err, "place check: not proven: %s\n", wrong);
        return EXIT_REFUSED;
    }
    fprintf(check->out, "proven: the plan is lawful for rooms and none is better\n");
    return EXIT_DONE;
}

static int check_houses(const struct check *check, const struct plan_house_proof *proof)
{
    const struct plan_problem *problem = &check->table.problem;
    struct plan_result result = {.room_of = check->room_of};
    const char *wrong =
        plan_check_houses(check->arena, problem, check->room_of, proof, &result.bound);
    if (wrong) {
        struct buf text = buf_make(check->arena, 256);
        struct plan_faults faults = plan_faults(check->arena, problem, check->room_of);
        plan_write_faults(&text, &check->table, &faults);
        fprintf(check->err, "place check: not proven: %s\n", wrong);
        write_text(check->err, &text);
        return EXIT_REFUSED;
    }
    result.objective = plan_value(problem, check->room_of);
    if (plan_compare(&result.objective, &result.bound) < 0) {
        fprintf(check->err, "place check: the plan is lawful for whole houses; that none is better "
                            "does not follow from this certificate\n");
        tell(check->err, &result);
        return EXIT_REFUSED;
    }
    fprintf(check->out, "proven: the plan is lawful for whole houses and none is better\n");
    return EXIT_DONE;
}

static int check(struct check *check, const struct plan_texts *texts, struct plan_text plan,
                 struct plan_text proof)
{
    struct plan_proof duals = {0};
    struct plan_house_proof prices = {0};
    struct buf complaints = buf_make(check->arena, 256);
    if (read_table(check->arena, texts, check->err, &check->table) != OK)
        return EXIT_BAD_INPUT;
    bool is_of_houses = plan_is_house_proof(check->arena, proof);
    enum err err = plan_read_plan(check->arena, &check->table, plan, &complaints, &check->room_of);
    if (err == OK && is_of_houses)
        err = plan_read_house_proof(check->arena, &check->table, proof, &complaints, &prices);
    else if (err == OK)
        err = plan_read_proof(check->arena, &check->table, proof, &complaints, &duals);
    if (err != OK) {
        write_text(check->err, &complaints);
        return EXIT_BAD_INPUT;
    }
    return is_of_houses ? check_houses(check, &prices) : check_rooms(check, &duals);
}

int place_check(const struct plan_texts *texts, struct plan_text plan, struct plan_text proof,
                FILE *out, FILE *err)
{
    struct arena arena = arena_make(PLACE_MEMORY);
    struct check of = {.arena = &arena, .out = out, .err = err};
    int exit_code = check(&of, texts, plan, proof);
    arena_free(&arena);
    return exit_code;
}

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

static int solve(struct arena *arena, const struct plan_texts *texts, bool rooms_only,
                 const struct place_files *files)
{
    struct plan_table table;
    struct plan_result result;
    if (read_table(arena, texts, files->err, &table) != OK)
        return EXIT_BAD_INPUT;
    if (!rooms_only) {
        fprintf(files->err, "place solve: the whole-house rules (licence, complex and night "
                            "places, conflicts, one mode a house) are not built yet; --rules rooms plans "
                            "without them\n");
        return EXIT_REFUSED;
    }
    if (plan_solve_rooms(arena, &table.problem, &result) != OK) {
        fprintf(files->err, "place solve: these are more households and rooms than can be "
                            "planned\n");
        return EXIT_REFUSED;
    }
    struct buf text = buf_make(arena, (size_t)64 << 10);
    plan_write_plan(&text, &table, result.room_of);
    write_text(files->out, &text);
    tell(files->err, &result);
    if (files->edges)
        write_edges(files->edges, &table);
    if (files->proof) {
        struct buf proof = buf_make(arena, (size_t)64 << 10);
        plan_write_proof(&proof, &table, &result.proof);
        write_text(files->proof, &proof);
    }
    return EXIT_DONE;
}

int place_solve(const struct plan_texts *texts, bool rooms_only, const struct place_files *files)
{
    struct arena arena = arena_make(PLACE_MEMORY);
    int exit_code = solve(&arena, texts, rooms_only, files);
    arena_free(&arena);
    return exit_code;
}

static int check(struct arena *arena, const struct plan_texts *texts, struct plan_text plan,
                 struct plan_text proof, FILE *out, FILE *err)
{
    struct plan_table table;
    struct plan_proof duals;
    const uint32_t *room_of;
    struct buf complaints = buf_make(arena, 256);
    if (read_table(arena, texts, err, &table) != OK)
        return EXIT_BAD_INPUT;
    if (plan_read_plan(arena, &table, plan, &complaints, &room_of) != OK ||
        plan_read_proof(arena, &table, proof, &complaints, &duals) != OK) {
        write_text(err, &complaints);
        return EXIT_BAD_INPUT;
    }
    const char *wrong = plan_check(arena, &table.problem, room_of, &duals);
    if (wrong) {
        fprintf(err, "place check: not proven: %s\n", wrong);
        return EXIT_REFUSED;
    }
    fprintf(out, "proven: the plan is lawful for rooms and none is better\n");
    return EXIT_DONE;
}

int place_check(const struct plan_texts *texts, struct plan_text plan, struct plan_text proof,
                FILE *out, FILE *err)
{
    struct arena arena = arena_make(PLACE_MEMORY);
    int exit_code = check(&arena, texts, plan, proof, out, err);
    arena_free(&arena);
    return exit_code;
}

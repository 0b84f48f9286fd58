/* The histories of golden/: what every clock of a case says after each thing that happened, when it
 * is paused, extended, reconsidered, or the person moves to another nation.
 *
 *     law_history_test FOLDER          compares
 *     law_history_test FOLDER write    writes them anew, for a review of the difference
 */
#include "law_test.h"

#include <string.h>

#include "law/explain.h"

struct history {
    struct arena arena;
    const char *name;
    struct buf text;
    enum law_nation nation;
    struct law_fact facts[16];
    size_t fact_count;
    struct law_step steps[16];
    size_t step_count;
    struct law_move moves[4];
    size_t move_count;
};

static const char *folder;
static bool is_writing;

static size_t happens(struct history *history, const char *event, const char *on)
{
    history->facts[history->fact_count] = law_fact_on(str_of(event), day(on));
    return history->fact_count++;
}

static void steps_in(struct history *history, const char *rule, size_t trigger,
                     enum law_step_kind kind, const char *on, const char *until)
{
    history->steps[history->step_count++] =
        (struct law_step){str_of(rule), trigger, kind, day(on), day(until)};
}

static const char *state_name(enum law_clock_state state)
{
    static const char *const names[] = {
        [LAW_CLOCK_RUNS] = "runs",           [LAW_CLOCK_MET] = "met",
        [LAW_CLOCK_ENDED] = "ended",         [LAW_CLOCK_CANCELLED] = "cancelled",
        [LAW_CLOCK_PAUSED] = "paused",       [LAW_CLOCK_SUPERSEDED] = "superseded",
        [LAW_CLOCK_UNDECIDED] = "undecided", [LAW_CLOCK_FACT] = "fact",
    };
    return names[state];
}

static void tell_clock(struct history *history, const struct law_clock *clock)
{
    struct arena *arena = &history->arena;
    const struct law_book *book = law_book_built_in();
    struct law_explanation why = law_explain_clock(arena, book, clock);
    struct str due = STR("no day"), closed = STR_NONE;
    if (date_is_some(clock->due.due_on))
        due = date_text(arena, clock->due.due_on);
    else if (clock->due.kind == LAW_DUE_OPEN)
        due = str_format(arena, "not before %.*s",
                         STR_ARGS(date_text(arena, clock->due.period_on)));
    if (date_is_some(clock->closed_on))
        closed = str_format(arena, " on %.*s", STR_ARGS(date_text(arena, clock->closed_on)));
    buf_format(&history->text, "  %.*s (%.*s): %s%.*s, %.*s%s\n", STR_ARGS(clock->rule->rule),
               STR_ARGS(nation_code(clock->facts.nation)), state_name(clock->state),
               STR_ARGS(closed), STR_ARGS(due), clock->is_alarm ? ", alarm" : "");
    for (size_t i = 0; i < why.why_count; i++)
        buf_format(&history->text, "      %.*s\n",
                   STR_ARGS(law_sentence_english(arena, book, &why.sentences[i])));
}

/* What the clocks say once this has happened. Facts are left out: they do not change. */
static void then(struct history *history, const char *what)
{
    struct law_case of = {
        .nation = history->nation,
        .facts = history->facts,
        .count = history->fact_count,
        .moves = history->moves,
        .move_count = history->move_count,
        .steps = {history->steps, history->step_count},
    };
    struct law_clocks clocks = law_clocks(&history->arena, law_book_built_in(), &of);
    buf_format(&history->text, "%s%s\n", history->text.size > 0 ? "\n" : "", what);
    for (size_t i = 0; i < clocks.count; i++) {
        if (clocks.at[i].state != LAW_CLOCK_FACT && !clocks.at[i].is_silent)
            tell_clock(history, &clocks.at[i]);
    }
}

static struct history begin(const char *name, enum law_nation nation)
{
    struct history history = {.arena = arena_make((size_t)4 << 20), .name = name,
                              .nation = nation};
    return history;
}

static void compare(struct history *history)
{
    char path[512], kept[16384];
    snprintf(path, sizeof(path), "%s/golden/%s.txt", folder, history->name);
    struct str text = buf_text(&history->text);
    FILE *file = fopen(path, is_writing ? "wb" : "rb");
    if (file == NULL)
        fail_msg("%s cannot be opened", path);
    if (is_writing) {
        fwrite(text.at, 1, text.size, file);
    } else {
        size_t size = fread(kept, 1, sizeof(kept), file);
        if (!str_equal(text, (struct str){kept, size}))
            fail_msg("%s differs; now it is:\n%.*s", path, STR_ARGS(text));
    }
    fclose(file);
}

static void end(struct history *history)
{
    compare(history);
    arena_free(&history->arena);
}

static void a_clock_is_paused(void **state)
{
    (void)state;
    struct history history = begin("pause", NATION_ENGLAND);
    history.text = buf_make(&history.arena, 8192);
    size_t refused = happens(&history, "negative_conclusive_grounds", "2026-03-02");
    then(&history, "A negative decision of 2 March 2026 reaches her.");
    steps_in(&history, "NCG-9", refused, LAW_STEP_PAUSED, "2026-03-05", "");
    then(&history, "On 5 March a court holds the ending up.");
    steps_in(&history, "NCG-9", refused, LAW_STEP_RESUMED, "2026-03-25", "");
    then(&history, "On 25 March the order is lifted.");
    steps_in(&history, "NCG-9", refused, LAW_STEP_PAUSED, "2026-03-26", "2026-03-30");
    then(&history, "On 26 March four more days are agreed.");
    size_t letter = happens(&history, "asylum_refused", "2026-04-01");
    steps_in(&history, "ASY-REFUSED-21", letter, LAW_STEP_CANCELLED, "2026-04-02", "");
    then(&history, "A letter of 1 April was somebody else's: the clock it started is cancelled.");
    end(&history);
}

static void a_clock_is_extended(void **state)
{
    (void)state;
    struct history history = begin("extend", NATION_NORTHERN_IRELAND);
    history.text = buf_make(&history.arena, 8192);
    size_t positive = happens(&history, "positive_reasonable_grounds", "2026-01-05");
    then(&history, "A positive reasonable grounds decision in Northern Ireland, 5 January 2026.");
    steps_in(&history, "REC-N-45X", positive, LAW_STEP_EXTENDED, "2026-02-10", "2026-04-30");
    then(&history, "On 10 February the Department extends support to 30 April.");
    size_t found = happens(&history, "positive_conclusive_grounds", "2026-03-01");
    then(&history, "A positive conclusive grounds decision on 1 March.");
    steps_in(&history, "MOV-N-12", found, LAW_STEP_ENDED, "2026-09-01", "");
    then(&history, "On 1 September she has her own home, and further support is ended.");
    steps_in(&history, "MOV-N-12", found, LAW_STEP_REOPENED, "2026-10-01", "");
    then(&history, "On 1 October the home is lost, and the ending is taken back.");
    end(&history);
}

static void a_decision_is_reconsidered(void **state)
{
    (void)state;
    struct history history = begin("reconsider", NATION_NORTHERN_IRELAND);
    history.text = buf_make(&history.arena, 8192);
    happens(&history, "positive_reasonable_grounds", "2026-01-05");
    size_t refused = happens(&history, "negative_conclusive_grounds", "2026-01-20");
    then(&history, "Positive on 5 January 2026, refused on 20 January: support ends at once.");
    happens(&history, "reconsideration_asked", "2026-01-30");
    then(&history, "On 30 January she asks for reconsideration.");
    history.facts[refused].superseded_by =
        happens(&history, "positive_conclusive_grounds", "2026-02-25");
    then(&history, "On 25 February the authority decides again: she is a victim.");
    end(&history);
}

static void a_person_moves_to_another_nation(void **state)
{
    (void)state;
    struct history history = begin("nation", NATION_ENGLAND);
    history.text = buf_make(&history.arena, 8192);
    happens(&history, "positive_reasonable_grounds", "2026-01-05");
    then(&history, "A positive reasonable grounds decision in England, 5 January 2026.");
    history.moves[history.move_count++] =
        (struct law_move){day("2026-02-10"), NATION_SCOTLAND};
    then(&history, "On 10 February she moves to Scotland.");
    happens(&history, "negative_conclusive_grounds", "2026-03-02");
    then(&history, "On 2 March she is refused.");
    happens(&history, "likely_homeless", "2026-03-10");
    then(&history, "On 10 March she is likely to become homeless.");
    end(&history);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_is_paused),
        cmocka_unit_test(a_clock_is_extended),
        cmocka_unit_test(a_decision_is_reconsidered),
        cmocka_unit_test(a_person_moves_to_another_nation),
    };
    folder = argc > 1 ? argv[1] : "test/law";
    is_writing = argc > 2 && strcmp(argv[2], "write") == 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

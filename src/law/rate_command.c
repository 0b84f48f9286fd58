/* haven law entitlement and law back-pay: cases in, amounts out; see law/command.h. */
#include "base/csv.h"
#include "law/command.h"
#include "law/command_inner.h"

enum { CASE_FIELDS = 7, ENTITLEMENT_FIELDS = 2 + CASE_FIELDS, BACK_PAY_FIELDS = 3 + CASE_FIELDS };
#define CASE_HEADER                                                                                \
    "nation", "accommodation", "catered", "asylum_support", "decision", "birth_due_on", "children"
static const char *const entitlement_header[ENTITLEMENT_FIELDS] = {"on", "seen_on", CASE_HEADER};
static const char *const back_pay_header[BACK_PAY_FIELDS] = {"from", "to", "seen_on", CASE_HEADER};

/* One run of a command: what goes out, and whether any line was bad. */
struct run {
    const struct law_rates *rates;
    const char *command;
    const char *const *header;
    size_t field_count;
    FILE *err;
    struct arena arena;
    struct buf out;
    size_t row; /* from 1 */
    const struct csv_record *record;
    bool is_bad, is_row_bad;
};

static void complain(struct run *run, const char *field, const char *what)
{
    size_t line = run->record == NULL ? 1 : run->record->line;
    fprintf(run->err, "%s: line %zu: %s%s%s\n", run->command, line, field,
            field[0] == '\0' ? "" : ": ", what);
    run->is_bad = run->is_row_bad = true;
}

/* ---- a row's fields -------------------------------------------------------------------------- */

static struct str field(const struct run *run, const char *name)
{
    for (size_t i = 0; i < run->field_count; i++)
        if (str_equal_c(str_of(run->header[i]), name))
            return run->record->fields[i];
    must(!"the field stands in the header");
    return STR_NONE;
}

static struct date read_date(struct run *run, const char *name)
{
    struct date date = DATE_NONE;
    if (date_parse(field(run, name), &date) != OK)
        complain(run, name, "is not a date like 2026-11-24");
    return date;
}

static bool read_flag(struct run *run, const char *name)
{
    struct str text = field(run, name);
    bool is_yes = str_equal_c(text, "yes");
    if (!is_yes && !str_equal_c(text, "no"))
        complain(run, name, "is not yes or no");
    return is_yes;
}

/* "not_known" is DATE_NONE. */
static bool read_birth(struct str text, struct date *out_on)
{
    *out_on = DATE_NONE;
    return str_equal_c(text, "not_known") || date_parse(text, out_on) == OK;
}

static void read_children(struct run *run, struct rate_case *of)
{
    struct str rest = field(run, "children");
    while (!str_is_empty(rest)) {
        struct date born_on;
        if (of->child_count == RATE_CHILDREN_MAX) {
            complain(run, "children", "are more than 16");
            return;
        }
        if (read_birth(str_cut(&rest, ';'), &born_on))
            rate_add_child(of, born_on);
        else
            complain(run, "children", "are not dates like 2026-11-24 or not_known, joined by ;");
    }
}

static void read_case(struct run *run, struct rate_case *out_of)
{
    struct rate_case of = {.birth_due_on = DATE_NONE};
    if (nation_parse(field(run, "nation"), &of.nation) != OK)
        complain(run, "nation", "is not E, W, S or N");
    if (!rate_accommodation_parse(field(run, "accommodation"), &of.accommodation))
        complain(run, "accommodation", "is not safe_house, outreach or asylum_housing");
    if (!rate_decision_parse(field(run, "decision"), &of.decision))
        complain(run, "decision", "is not none, reasonable, conclusive or negative");
    of.is_catered = read_flag(run, "catered");
    of.is_asylum_supported = read_flag(run, "asylum_support");
    of.is_pregnant = !str_is_empty(field(run, "birth_due_on"));
    if (of.is_pregnant && !read_birth(field(run, "birth_due_on"), &of.birth_due_on))
        complain(run, "birth_due_on", "is not a date like 2026-11-24, not_known or empty");
    read_children(run, &of);
    *out_of = of;
}

/* ---- entitlement ----------------------------------------------------------------------------- */

static void add_line(struct run *run, const struct rate_line *line)
{
    buf_format(&run->out, "%zu,%.*s,%s,%s,", run->row, STR_ARGS(line->rate->rate),
               rate_scheme_code(line->rate->scheme), rate_who_code(line->who));
    if (line->child > 0)
        buf_format(&run->out, "%zu", line->child);
    buf_format(&run->out, ",%lld,%s,%c,", (long long)line->pence,
               line->rate->is_once ? "once" : "week", line->rate->grade);
    csv_add_field(&run->out, line->rate->effect);
    buf_add_char(&run->out, '\n');
}

static void answer_entitlement(struct run *run)
{
    struct rate_case of;
    struct rate_entitlement entitlement;
    struct date on = read_date(run, "on");
    bool is_seen_then = str_is_empty(field(run, "seen_on"));
    struct date seen_on = is_seen_then ? on : read_date(run, "seen_on");
    read_case(run, &of);
    if (run->is_row_bad)
        return;
    rate_entitle(run->rates, &of, on, seen_on, &entitlement);
    for (size_t i = 0; i < entitlement.count; i++)
        add_line(run, &entitlement.lines[i]);
    buf_format(&run->out, "%zu,total,,,,%lld,week,,\n", run->row,
               (long long)entitlement.week_pence);
    if (entitlement.week_unverified_pence > 0)
        buf_format(&run->out, "%zu,unverified,,,,%lld,week,C,\n", run->row,
                   (long long)entitlement.week_unverified_pence);
}

/* ---- back-pay -------------------------------------------------------------------------------- */

static void add_spans(struct run *run, const struct rate_spans *spans, int32_t days)
{
    for (size_t i = 0; i < spans->count; i++) {
        const struct rate_span *span = &spans->at[i];
        int64_t difference = (span->due_pence - span->applied_pence) * rate_span_days(span);
        buf_format(&run->out, "%zu,%.*s,%.*s,%lld,%lld,%lld,%lld\n", run->row,
                   STR_ARGS(date_text(&run->arena, span->from)),
                   STR_ARGS(date_text(&run->arena, span->to)), (long long)rate_span_days(span),
                   (long long)span->applied_pence, (long long)span->due_pence,
                   (long long)rate_pence_of_sevenths(difference));
    }
    buf_format(&run->out, "%zu,total,,%d,,,%lld\n", run->row, days,
               (long long)rate_back_pay_pence(spans));
}

static void answer_back_pay(struct run *run)
{
    struct rate_case of;
    struct rate_spans spans;
    struct date from = read_date(run, "from"), to = read_date(run, "to");
    struct date seen_on = read_date(run, "seen_on");
    read_case(run, &of);
    if (!run->is_row_bad && date_compare(to, from) < 0)
        complain(run, "to", "is before from");
    if (run->is_row_bad)
        return;
    if (rate_over(&run->arena, run->rates, &of, from, to, seen_on, &spans) == OK)
        add_spans(run, &spans, to.days - from.days + 1);
    else
        complain(run, "to", "is more than 40 years after from");
}

/* ---- a run ----------------------------------------------------------------------------------- */

static bool is_header(const struct run *run, const struct csv_record *record)
{
    bool is_equal = record->count == run->field_count;
    for (size_t i = 0; is_equal && i < run->field_count; i++)
        is_equal = str_equal_c(record->fields[i], run->header[i]);
    return is_equal;
}

static void complain_of_header(struct run *run)
{
    fprintf(run->err, "%s: line 1: the header is not ", run->command);
    for (size_t i = 0; i < run->field_count; i++)
        fprintf(run->err, "%s%s", i == 0 ? "" : ",", run->header[i]);
    fputc('\n', run->err);
    run->is_bad = true;
}

static void answer_rows(struct run *run, struct str text, void (*answer)(struct run *run))
{
    struct csv_reader reader = csv_read(&run->arena, text);
    struct csv_record record;
    enum err err = csv_next(&reader, &record);
    if (err != OK || !is_header(run, &record)) {
        complain_of_header(run);
        return;
    }
    while ((err = csv_next(&reader, &record)) == OK) {
        run->row++;
        run->record = &record;
        run->is_row_bad = false;
        if (record.count == run->field_count)
            answer(run);
        else
            complain(run, "", "has too many or too few fields");
    }
    if (err != ERR_NOT_FOUND)
        complain(run, "", "is not CSV: a quote is missing or out of place");
}

static int run_command(struct run *run, FILE *in, FILE *out, const char *out_header,
                       void (*answer)(struct run *run))
{
    struct str text;
    run->arena = arena_make(LAW_COMMAND_ARENA_LIMIT);
    run->out = buf_make(&run->arena, (size_t)64 << 10);
    buf_add_c(&run->out, out_header);
    enum err err = law_read_all(&run->arena, in, &text);
    if (err == OK) {
        answer_rows(run, text, answer);
    } else {
        fprintf(run->err, "%s: the input %s\n", run->command,
                err == ERR_TOO_LARGE ? "is over 256 MB" : "cannot be read");
        run->is_bad = true;
    }
    if (!run->is_bad)
        law_write_all(out, buf_text(&run->out));
    arena_free(&run->arena);
    return run->is_bad ? LAW_EXIT_BAD_INPUT : LAW_EXIT_DONE;
}

int law_entitlement_csv(const struct law_rates *rates, FILE *in, FILE *out, FILE *err)
{
    struct run run = {.rates = rates,
                      .command = "law entitlement",
                      .header = entitlement_header,
                      .field_count = ENTITLEMENT_FIELDS,
                      .err = err};
    return run_command(&run, in, out, "row,rate,scheme,who,child,pence,period,grade,note\n",
                       answer_entitlement);
}

int law_back_pay_csv(const struct law_rates *rates, FILE *in, FILE *out, FILE *err)
{
    struct run run = {.rates = rates,
                      .command = "law back-pay",
                      .header = back_pay_header,
                      .field_count = BACK_PAY_FIELDS,
                      .err = err};
    return run_command(&run, in, out, "row,from,to,days,applied_pence,due_pence,difference_pence\n",
                       answer_back_pay);
}

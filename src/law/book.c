#include "law/book.h"

#include "law/edition.h"

#include <pthread.h>
#include <string.h>

#include "law/table.h"

#define HASH_START UINT64_C(14695981039346656037)

/* The files of law-data/, made by tool/textc. */
struct law_file {
    const char *name;
    const char *text;
    size_t size;
};
extern const struct law_file law_file_table[];
extern const size_t law_file_count;

struct str law_data(struct str name)
{
    for (size_t i = 0; i < law_file_count; i++) {
        if (str_equal_c(name, law_file_table[i].name))
            return (struct str){law_file_table[i].text, law_file_table[i].size};
    }
    return STR_NONE;
}

struct str law_data_name(size_t index)
{
    return index < law_file_count ? str_of(law_file_table[index].name) : STR_NONE;
}

static const char *const text_names[LAW_LAID_MAX] = {"clocks.csv", "events.csv", "sources.csv",
                                                     "holiday-rules.csv", "holiday-days.csv"};

struct str *law_text_of(struct law_texts *texts, struct str file)
{
    struct str *const of[LAW_LAID_MAX] = {&texts->clocks, &texts->events, &texts->sources,
                                          &texts->holiday_rules, &texts->holiday_days};
    for (size_t i = 0; i < LAW_LAID_MAX; i++) {
        if (str_equal_c(file, text_names[i]))
            return of[i];
    }
    return NULL;
}

struct law_texts law_texts_built_in(void)
{
    struct law_texts texts = {0};
    for (size_t i = 0; i < LAW_LAID_MAX; i++)
        *law_text_of(&texts, str_of(text_names[i])) = law_data(str_of(text_names[i]));
    return texts;
}

/* FNV-1a: short codes, no enemy. */
static uint64_t hash_add(uint64_t hash, struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(1099511628211);
    return hash;
}

/* The table holds places counted from 1, open addressing; while it is not there yet each is
 * looked at. */
size_t law_event_find(const struct law_book *book, struct str code)
{
    if (book->event_places == NULL) {
        for (size_t i = 0; i < book->event_count; i++)
            if (str_equal(book->events[i].code, code))
                return i;
        return LAW_EVENT_NONE;
    }
    size_t at = hash_add(HASH_START, code) & book->event_mask;
    for (; book->event_places[at] != 0; at = (at + 1) & book->event_mask) {
        size_t event = book->event_places[at] - 1;
        if (str_equal(book->events[event].code, code))
            return event;
    }
    return LAW_EVENT_NONE;
}

const struct law_rule *law_rule_find(const struct law_book *book, struct str rule)
{
    for (size_t i = 0; i < book->rule_count; i++) {
        if (str_equal(book->rules[i].rule, rule))
            return &book->rules[i];
    }
    return NULL;
}

static const char *const meaning_codes[] = {
    [LAW_ENDS] = "ends",
    [LAW_DEADLINE] = "deadline",
    [LAW_EXPECTED] = "expected",
    [LAW_NOT_BEFORE] = "not_before",
    [LAW_WINDOW] = "window",
    [LAW_FACT] = "fact",
};

struct str law_meaning_code(enum law_meaning meaning)
{
    return str_of(meaning_codes[meaning]);
}

bool law_rule_is_silent(const struct law_rule *rule)
{
    return rule->grade == 'C' || rule->is_proposal;
}

bool law_rule_is_countable(const struct law_rule *rule)
{
    return rule->amount > 0 && rule->unit <= LAW_YEAR;
}

/* Events joined by ";"; returns how many. */
static size_t events_of(struct table *table, const struct law_book *book, const char *column,
                        size_t out_events[LAW_EVENTS_A_RULE])
{
    struct str rest = table_text_or_none(table, column);
    size_t count = 0;
    while (!str_is_empty(rest)) {
        struct str code = str_cut(&rest, ';');
        if (count == LAW_EVENTS_A_RULE) {
            table_fault(table, column, "names more than 4 events");
            return count;
        }
        out_events[count++] = table_event(table, book, column, code);
    }
    return count;
}

static size_t event_or_none(struct table *table, const struct law_book *book, const char *column)
{
    struct str code = table_text_or_none(table, column);
    return str_is_empty(code) ? LAW_EVENT_NONE : table_event(table, book, column, code);
}

static void read_trigger(struct table *table, const struct law_book *book, struct law_rule *rule)
{
    static const char *const date_types[] = {"made", "dated", "sent", "received",
                                             "reasons_received", "none"};
    rule->rule = table_text(table, "rule");
    rule->trigger = table_text(table, "trigger");
    rule->trigger_count = events_of(table, book, "trigger_event", rule->trigger_event);
    rule->starts_on = table_choice(table, "starts_on", date_types, COUNT_OF(date_types));
    rule->met_count = events_of(table, book, "met_by", rule->met_by);
    if (law_rule_find(book, rule->rule) != NULL)
        table_fault(table, "rule", "stands in the file before");
    if ((rule->trigger_count == 0) != (rule->starts_on == LAW_NO_DATE))
        table_fault(table, "starts_on", "does not go with trigger_event");
}

static void read_period(struct table *table, struct law_rule *rule)
{
    static const char *const units[] = {"working_day", "calendar_day", "hour", "week", "month",
                                        "year", "date", "event", "none"};
    static const char *const conventions[] = {"after", "including", "none"};
    static const char *const relations[] = {"none", "later_of_decision", "earlier_of_decision",
                                            "until_decision_with_minimum"};
    static const char *const natures[] = {"exact", "minimum_then_assessment", "maximum",
                                          "promptly", "per_quarter"};
    static const char *const calendars[] = {"england_and_wales", "nation", "none"};
    rule->unit = table_choice(table, "unit", units, COUNT_OF(units));
    bool has_amount = !str_is_empty(table_text_or_none(table, "amount"));
    rule->amount = (int32_t)table_number_if(table, "amount", has_amount, 1, 1000);
    rule->convention = table_choice(table, "convention", conventions, COUNT_OF(conventions));
    rule->relation = table_choice(table, "relation", relations, COUNT_OF(relations));
    rule->minus_one_day = table_flag(table, "minus_one_day");
    rule->nature = table_choice(table, "nature", natures, COUNT_OF(natures));
    rule->extendable = table_flag(table, "extendable");
    rule->calendar = table_choice(table, "calendar", calendars, COUNT_OF(calendars));
}

static void read_force(struct table *table, const struct law_book *book, struct law_rule *rule)
{
    rule->nation = table_text(table, "nation");
    rule->nations = table_nations(table, "nation");
    rule->is_future = str_equal_c(table_text_or_none(table, "from"), "FUTURE");
    rule->from = rule->is_future ? DATE_NONE : table_date_or_none(table, "from");
    rule->to = table_date_or_none(table, "to");
    table_check_period(table, rule->from, rule->to);
    rule->in_force_by = LAW_EVENT_NONE;
    struct str by = table_text(table, "in_force_by");
    if (!str_equal_c(by, "trigger"))
        rule->in_force_by = table_event(table, book, "in_force_by", by);
}

static void read_effect(struct table *table, const struct law_book *book, struct law_rule *rule)
{
    static const char *const standings[] = {"in_force", "proposal"};
    rule->meaning = table_choice(table, "due_means", meaning_codes, COUNT_OF(meaning_codes));
    rule->floor_event = event_or_none(table, book, "floor_event");
    bool has_floor = rule->floor_event != LAW_EVENT_NONE;
    rule->floor_days = (int32_t)table_number_if(table, "floor_days", has_floor, 1, 1000);
    rule->other_reading = table_text_or_none(table, "other_reading");
    rule->is_proposal = table_choice(table, "standing", standings, COUNT_OF(standings)) == 1;
    rule->effect = table_text(table, "effect");
    rule->source = table_text(table, "source");
    rule->doubt = table_text_or_none(table, "doubt");
    rule->grade = table_grade(table);
}

/* What must hold between columns, so that the engine meets no row it cannot compute. */
static void check_rule(struct table *table, const struct law_rule *rule)
{
    bool is_countable = law_rule_is_countable(rule);
    bool is_working = is_countable && rule->unit == LAW_WORKING_DAY;
    if (is_countable != (rule->meaning != LAW_FACT))
        table_fault(table, "due_means", "must be fact exactly where no period is counted");
    if (is_countable == (rule->convention == LAW_NO_CONVENTION))
        table_fault(table, "convention", "must stand exactly where a period is counted");
    if (is_working == (rule->calendar == LAW_NO_CALENDAR))
        table_fault(table, "calendar", "must stand exactly where working days are counted");
    if (is_countable && rule->trigger_count == 0)
        table_fault(table, "trigger_event", "is missing for a period");
    if (is_working && rule->convention == LAW_INCLUDING)
        table_fault(table, "convention", "working days cannot include the trigger's day");
    if (rule->unit == LAW_HOUR && rule->relation != LAW_ALONE)
        table_fault(table, "relation", "hours stand alone");
    if (!is_countable && (rule->relation != LAW_ALONE || rule->minus_one_day))
        table_fault(table, "relation", "there is no period to relate");
}

static void read_rule(struct table *table, const struct law_book *book, struct law_rule *rule)
{
    read_trigger(table, book, rule);
    read_period(table, rule);
    read_force(table, book, rule);
    read_effect(table, book, rule);
    check_rule(table, rule);
    rule->holidays = book->holidays;
}

/* Names the rows that are readings of each other; both must name the other. */
static enum err join_readings(struct law_rule *rules, const struct law_book *book,
                              const size_t *lines, struct law_fault *out_fault)
{
    for (size_t i = 0; i < book->rule_count; i++) {
        if (str_is_empty(rules[i].other_reading))
            continue;
        rules[i].other = law_rule_find(book, rules[i].other_reading);
        if (rules[i].other == NULL ||
            !str_equal(rules[i].other->other_reading, rules[i].rule)) {
            *out_fault = (struct law_fault){STR("clocks.csv"), lines[i], STR("other_reading"),
                                            STR("is no rule that names this one back")};
            return ERR_INVALID;
        }
    }
    return OK;
}

static enum err load_rules(struct arena *arena, struct str csv, struct law_book *book,
                           struct law_fault *out_fault)
{
    static const char *const columns[] = {
        "rule",        "trigger",    "trigger_event", "starts_on",     "amount",
        "unit",        "convention", "relation",      "minus_one_day", "nature",
        "extendable",  "nation",     "from",          "to",            "in_force_by",
        "calendar",    "due_means",  "met_by",        "floor_event",   "floor_days",
        "other_reading", "standing", "effect",        "source",        "grade",
        "doubt",
    };
    struct table table = table_open(arena, STR("clocks.csv"), csv, columns, COUNT_OF(columns));
    struct law_rule *rules = ARENA_MANY(arena, struct law_rule, table.row_limit);
    size_t *lines = ARENA_MANY(arena, size_t, table.row_limit);
    book->rules = rules;
    while (table_next(&table)) {
        read_rule(&table, book, &rules[book->rule_count]);
        lines[book->rule_count++] = table.record.line;
    }
    if (table_result(&table, out_fault) != OK)
        return ERR_INVALID;
    return join_readings(rules, book, lines, out_fault);
}

static enum err load_events(struct arena *arena, struct str csv, struct law_book *book,
                            struct law_fault *out_fault)
{
    static const char *const columns[] = {"event", "text"};
    struct table table = table_open(arena, STR("events.csv"), csv, columns, COUNT_OF(columns));
    struct law_event *events = ARENA_MANY(arena, struct law_event, table.row_limit);
    book->events = events;
    while (table_next(&table)) {
        struct str code = table_text(&table, "event");
        if (law_event_find(book, code) != LAW_EVENT_NONE)
            table_fault(&table, "event", "stands in the file before");
        events[book->event_count++] = (struct law_event){code, table_text(&table, "text")};
    }
    book->conclusive_positive = law_event_find(book, STR("positive_conclusive_grounds"));
    book->conclusive_negative = law_event_find(book, STR("negative_conclusive_grounds"));
    if (book->conclusive_positive == LAW_EVENT_NONE || book->conclusive_negative == LAW_EVENT_NONE)
        table_fault(&table, "event", "the conclusive grounds decisions are missing");
    return table_result(&table, out_fault);
}

static enum err load_sources(struct arena *arena, struct str csv, struct law_book *book,
                             struct law_fault *out_fault)
{
    static const char *const columns[] = {"key", "what"};
    struct table table = table_open(arena, STR("sources.csv"), csv, columns, COUNT_OF(columns));
    struct law_source *sources = ARENA_MANY(arena, struct law_source, table.row_limit);
    while (table_next(&table))
        sources[book->source_count++] =
            (struct law_source){table_text(&table, "key"), table_text(&table, "what")};
    book->sources = sources;
    return table_result(&table, out_fault);
}

static void index_events(struct arena *arena, struct law_book *book)
{
    size_t size = 64;
    while (size < 4 * book->event_count)
        size *= 2;
    uint32_t *places = ARENA_MANY(arena, uint32_t, size);
    for (size_t i = 0; i < book->event_count; i++) {
        size_t at = hash_add(HASH_START, book->events[i].code) & (size - 1);
        while (places[at] != 0)
            at = (at + 1) & (size - 1);
        places[at] = (uint32_t)i + 1;
    }
    book->event_places = places;
    book->event_mask = size - 1;
}

static bool is_started_by(const struct law_rule *rule, size_t event)
{
    for (size_t t = 0; t < rule->trigger_count; t++)
        if (rule->trigger_event[t] == event)
            return true;
    return false;
}

static void index_triggers(struct arena *arena, struct law_book *book)
{
    struct law_started *started = ARENA_MANY(arena, struct law_started, book->event_count);
    for (size_t e = 0; e < book->event_count; e++) {
        uint32_t *rules = ARENA_MANY(arena, uint32_t, book->rule_count);
        for (size_t r = 0; r < book->rule_count; r++)
            if (is_started_by(&book->rules[r], e))
                rules[started[e].count++] = (uint32_t)r;
        started[e].rules = rules;
    }
    book->started_by = started;
}

/* The program's own editions, oldest first: each row is a day on which its law data changed. */
static enum err load_editions(struct arena *arena, struct law_book *book,
                              struct law_fault *out_fault)
{
    static const char *const columns[] = {"edition_on", "what"};
    struct table table = table_open(arena, STR("editions.csv"), law_data(STR("editions.csv")),
                                    columns, COUNT_OF(columns));
    book->built_in_edition_on = DATE_NONE;
    while (table_next(&table)) {
        struct date on = table_date(&table, "edition_on");
        if (date_compare(on, book->built_in_edition_on) <= 0)
            table_fault(&table, "edition_on", "is not later than the row before");
        (void)table_text(&table, "what");
        book->built_in_edition_on = on;
    }
    return table_result(&table, out_fault);
}

static void note_edition(struct arena *arena, const struct law_texts *texts, struct law_book *book)
{
    const struct str all[] = {texts->clocks, texts->events, texts->sources, texts->holiday_rules,
                              texts->holiday_days};
    struct law_laid *laid = ARENA_MANY(arena, struct law_laid, texts->laid_count);
    book->edition_on = book->built_in_edition_on;
    for (size_t i = 0; i < texts->laid_count; i++) {
        laid[i] = texts->laid[i];
        if (date_compare(laid[i].edition_on, book->edition_on) > 0)
            book->edition_on = laid[i].edition_on;
    }
    book->laid = laid;
    book->laid_count = texts->laid_count;
    book->digest = HASH_START;
    for (size_t i = 0; i < COUNT_OF(all); i++)
        book->digest = hash_add(book->digest, all[i]);
}

enum err law_book_load(struct arena *arena, const struct law_texts *texts,
                       const struct law_book **out_book, struct law_fault *out_fault)
{
    struct law_book *book = ARENA_NEW(arena, struct law_book);
    if (holiday_book_load(arena, texts->holiday_rules, texts->holiday_days, &book->holidays,
                          out_fault) != OK ||
        load_events(arena, texts->events, book, out_fault) != OK ||
        load_sources(arena, texts->sources, book, out_fault) != OK ||
        load_rules(arena, texts->clocks, book, out_fault) != OK ||
        load_editions(arena, book, out_fault) != OK)
        return ERR_INVALID;
    note_edition(arena, texts, book);
    index_events(arena, book);
    index_triggers(arena, book);
    *out_book = book;
    return OK;
}

static const struct law_book *built_in;
static _Atomic(const struct law_book *) in_force; /* NULL: the built-in one */

static void load_built_in(void)
{
    static struct arena arena;
    arena = arena_make((size_t)16 << 20);
    struct law_texts texts = law_texts_built_in();
    struct law_fault fault;
    enum err err = law_book_load(&arena, &texts, &built_in, &fault);
    law_must(err, &arena, &fault);
}

const struct law_book *law_book_built_in(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    must(pthread_once(&once, load_built_in) == 0);
    return built_in;
}

const struct law_book *law_book(void)
{
    const struct law_book *book = in_force;
    return book != NULL ? book : law_book_built_in();
}

void law_book_use(const struct law_book *book)
{
    in_force = book;
}

struct str law_book_digest(struct arena *arena, const struct law_book *book)
{
    return str_format(arena, "%016llx", (unsigned long long)book->digest);
}

/* The source whose key the part begins with, as a word of its own: "001 §2.3", "P31 (GMIAU)". */
static const struct law_source *source_of(const struct law_book *book, struct str part)
{
    for (size_t i = 0; i < book->source_count; i++) {
        struct str key = book->sources[i].key;
        if (str_starts(part, key) && (part.size == key.size || part.at[key.size] == ' '))
            return &book->sources[i];
    }
    return NULL;
}

struct str law_source_text(struct arena *arena, const struct law_book *book, struct str sources)
{
    struct buf text = buf_make(arena, 256);
    struct str rest = sources;
    while (!str_is_empty(rest)) {
        struct str part = str_trim(str_cut(&rest, ';'));
        const struct law_source *source = source_of(book, part);
        if (text.size > 0)
            buf_add_c(&text, "; ");
        buf_add(&text, source == NULL ? part : source->what);
        if (source != NULL && part.size > source->key.size) {
            buf_add_char(&text, ' ');
            buf_add(&text, str_trim(str_slice(part, source->key.size, part.size)));
        }
    }
    return buf_text(&text);
}

struct str law_rule_source(struct arena *arena, const struct law_book *book,
                           const struct law_rule *rule)
{
    return law_source_text(arena, book, rule->source);
}

#include "rooms/sheet/sheet.h"

#include "guard/tie.h"
#include "law/area.h"
#include "law/list.h"
#include "rooms/person/person.h"
#include "sheet_sql.h"

/* One page's worth of people in one call of the vault. */
struct reading {
    struct job *job;
    const struct sheet_stays_rows *rows;
    struct person *people; /* whom the asker may read, in the rows' order */
    size_t people_count;
    struct sheet_stay *stays;
    size_t count;
};

static enum err open_people(struct reading *reading, bool is_whole)
{
    const struct sheet_stays_rows *rows = reading->rows;
    struct job *job = reading->job;
    struct record_id *kept = ARENA_MANY(job->arena, struct record_id, rows->count);
    size_t count = rows->count;
    for (size_t i = 0; i < rows->count; i++)
        kept[i] = (struct record_id){rows->at[i].person.value};
    enum err err = is_whole ? OK : tie_filter(job, RIGHT_person_read, kept, rows->count, &count);
    if (err != OK)
        return err;
    struct person_id *ids = ARENA_MANY(job->arena, struct person_id, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = (struct person_id){kept[i].value};
    reading->people = ARENA_MANY(job->arena, struct person, count);
    reading->people_count = count;
    return person_get_many_readable(job, PERSON_CARE, ids, count, reading->people);
}

/* 'ti:speaks+reads,am:speaks' as 'ti,am'. */
static struct str language_codes(struct arena *arena, struct str spoken)
{
    struct buf codes = buf_make(arena, 16);
    while (spoken.size > 0) {
        struct str one = str_cut(&spoken, ',');
        if (codes.size > 0)
            buf_add_char(&codes, ',');
        buf_add(&codes, str_cut(&one, ':'));
    }
    return buf_text(&codes);
}

/* Of a name that was only taken down whole, its first word: enough at a door. */
static struct str called_at_a_door(const struct person *person)
{
    struct str name = person_called(person);
    return person->facts.called.size > 0 ? name : str_cut(&name, ' ');
}

static struct sheet_stay begin_stay(const struct sheet_stays_row *row)
{
    const struct area *area = area_find(row->area);
    return (struct sheet_stay){
        .alias = row->alias,
        .area = area ? area->name : row->area,
        .room_name = row->room_name,
        .is_expected = str_equal_c(row->state, "accepted"),
        .expected_at = row->expected_at,
    };
}

/* Rows of one placement follow each other, and so do the people in them. */
static void gather(struct reading *reading)
{
    struct arena *arena = reading->job->arena;
    struct sheet_person *people = ARENA_MANY(arena, struct sheet_person, reading->people_count);
    size_t next = 0;
    reading->stays = ARENA_MANY(arena, struct sheet_stay, reading->rows->count);
    for (size_t i = 0; i < reading->rows->count; i++) {
        const struct sheet_stays_row *row = &reading->rows->at[i];
        if (i == 0 || row->placement.value != reading->rows->at[i - 1].placement.value) {
            reading->stays[reading->count] = begin_stay(row);
            reading->stays[reading->count++].people = people + next;
        }
        struct sheet_stay *stay = &reading->stays[reading->count - 1];
        stay->persons++;
        if (next == reading->people_count ||
            reading->people[next].person.value != row->person.value)
            continue;
        const struct person *person = &reading->people[next];
        people[next++] = (struct sheet_person){
            .person = person->person,
            .called = called_at_a_door(person),
            .ref = row->ref,
            .languages = str_made_of(person->facts.languages,
                                     language_codes(arena, person->facts.languages)),
            .helps = person->facts.helps,
            .is_child = str_equal_c(row->kind, "child"),
        };
        stay->people_count++;
    }
}

static enum err load(struct job *job, int64_t relations, bool is_whole, struct sheet *out_sheet)
{
    struct sheet_stays_rows rows;
    enum err err = sql_sheet_stays(job->db, job->arena, relations, job->asker.staff, job->now,
                                   &rows);
    if (err != OK)
        return err;
    struct reading reading = {.job = job, .rows = &rows};
    err = open_people(&reading, is_whole);
    if (err != OK)
        return err;
    gather(&reading);
    *out_sheet = (struct sheet){job->now, reading.stays, reading.count};
    return OK;
}

enum err sheet_load(struct job *job, struct sheet *out_sheet)
{
    return load(job, right_relations(job->asker.role, RIGHT_sheet_read), false, out_sheet);
}

enum err sheet_load_whole(struct job *job, struct sheet *out_sheet)
{
    return load(job, RELATION_BIT(RELATION_any), true, out_sheet);
}

struct str sheet_languages(struct arena *arena, struct str codes, const char *language)
{
    struct buf names = buf_make(arena, 64);
    struct str spoken = codes;
    while (codes.size > 0) {
        if (names.size > 0)
            buf_add_c(&names, ", ");
        buf_add(&names, list_name(arena, STR("language"), str_cut(&codes, ','), language));
    }
    return str_made_of(spoken, buf_text(&names));
}

/* ---- as text ------------------------------------------------------------------------------- */

/* Who holds the paper has nobody to ask what is missing on it. */
static struct str printed(struct str text)
{
    return str_is_unreadable(text) ? STR("(cannot be read)") : text;
}

static void add_person(struct buf *text, const struct sheet_person *person)
{
    struct str called = printed(person->called), helps = printed(person->helps);
    struct str speaks = printed(sheet_languages(text->arena, person->languages, "en"));
    buf_format(text, "    %.*s  %.*s%s", STR_ARGS(called), STR_ARGS(person->ref),
               person->is_child ? "  child" : "");
    if (speaks.size > 0)
        buf_format(text, "  speaks %.*s", STR_ARGS(speaks));
    if (helps.size > 0)
        buf_format(text, "\n        helps: %.*s", STR_ARGS(helps));
    buf_add_char(text, '\n');
}

static void add_stay(struct buf *text, const struct sheet_stay *stay)
{
    buf_format(text, "  room %.*s: %lld", STR_ARGS(stay->room_name), (long long)stay->persons);
    if (stay->is_expected) {
        struct wall_time at = london_time(stay->expected_at);
        if (instant_is_some(stay->expected_at))
            buf_format(text, ", expected %.*s %02d:%02d",
                       STR_ARGS(date_text(text->arena, at.date)), at.hour, at.minute);
        else
            buf_add_c(text, ", expected");
    }
    buf_add_char(text, '\n');
    for (size_t i = 0; i < stay->people_count; i++)
        add_person(text, &stay->people[i]);
}

struct str sheet_text(struct arena *arena, const struct sheet *sheet)
{
    struct buf text = buf_make(arena, 4096);
    struct wall_time made = london_time(sheet->made_at);
    buf_format(&text, "WHO IS WHERE TONIGHT\nmade %.*s %02d:%02d. Destroy older sheets.\n",
               STR_ARGS(date_text(arena, made.date)), made.hour, made.minute);
    for (size_t i = 0; i < sheet->count; i++) {
        const struct sheet_stay *stay = &sheet->stays[i];
        if (i == 0 || !str_equal(stay->alias, sheet->stays[i - 1].alias))
            buf_format(&text, "\n%.*s, %.*s\n", STR_ARGS(stay->alias), STR_ARGS(stay->area));
        add_stay(&text, stay);
    }
    if (sheet->count == 0)
        buf_add_c(&text, "\nNobody lives in a house, and nobody is expected.\n");
    return buf_text(&text);
}

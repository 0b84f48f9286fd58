/* house_import.c - houses, rooms and beds out of a CSV file (doc/import.md).
 *
 * The file is read whole and judged whole before anything is written: every problem is told with
 * its row, so that it can be mended in one go. Then all houses are sealed, and stored in one
 * transaction. */
#include <stddef.h>

#include "base/csv.h"
#include "house_sql.h"
#include "house_view.h"
#include "law/area.h"
#include "rooms/house/house.h"
#include "rooms/staff/staff.h"
#include "words.h"

/* What one row says: a room, and once more the house it is in. */
struct row {
    struct house_facts house;
    struct str provider;
    struct house_room room;
};

enum kind { TEXT, TEXT_OR_NONE, FLAG, STATE, NUMBER };

/* Every column of the file, in the order in which the sample has them. For texts `most` is their
 * length in characters. */
static const struct column {
    const char *name;
    enum kind kind;
    bool is_of_room;
    size_t offset; /* in struct row */
    int64_t least, most;
} columns[] = {
    {"alias", TEXT, false, offsetof(struct row, house.alias), 1, 40},
    {"provider", TEXT, false, offsetof(struct row, provider), 1, 100},
    {"area", TEXT, false, offsetof(struct row, house.area), 1, 40},
    {"takes_women", FLAG, false, offsetof(struct row, house.takes_women), 0, 0},
    {"takes_men", FLAG, false, offsetof(struct row, house.takes_men), 0, 0},
    {"takes_mixed", FLAG, false, offsetof(struct row, house.takes_mixed), 0, 0},
    {"takes_families", FLAG, false, offsetof(struct row, house.takes_families), 0, 0},
    {"is_large_shared", FLAG, false, offsetof(struct row, house.is_large_shared), 0, 0},
    {"is_catered", FLAG, false, offsetof(struct row, house.is_catered), 0, 0},
    {"night_cover", STATE, false, offsetof(struct row, house.night_cover), 0, 0},
    {"step_free", STATE, false, offsetof(struct row, house.step_free), 0, 0},
    {"licence_persons", NUMBER, false, offsetof(struct row, house.licence_persons), 1, 500},
    {"complex_places", NUMBER, false, offsetof(struct row, house.complex_places), 0, 100},
    {"movable_cots", NUMBER, false, offsetof(struct row, house.movable_cots), 0, 100},
    {"turnaround_days", NUMBER, false, offsetof(struct row, house.turnaround_days), 0, 30},
    {"languages", TEXT_OR_NONE, false, offsetof(struct row, house.languages), 0, 200},
    {"specialisms", TEXT_OR_NONE, false, offsetof(struct row, house.specialisms), 0, 200},
    {"address", TEXT, false, offsetof(struct row, house.address), 1, 300},
    {"room", TEXT, true, offsetof(struct row, room.name), 1, 20},
    {"beds", NUMBER, true, offsetof(struct row, room.beds), 1, 20},
    {"cots", NUMBER, true, offsetof(struct row, room.cots), 0, 10},
    {"room_step_free", STATE, true, offsetof(struct row, room.step_free), 0, 0},
    {"is_self_contained", FLAG, true, offsetof(struct row, room.is_self_contained), 0, 0},
};
enum { COLUMNS = COUNT_OF(columns) };

/* A house of the file, and the row that named it first. */
struct found_house {
    struct house_facts facts;
    struct str fields[COLUMNS]; /* as they stood there */
    size_t line;
    struct house_room *rooms;
    size_t room_count, room_room;
};

struct import {
    struct job *job;
    struct problems *problems;
    size_t places[COLUMNS]; /* where in the file's rows each column stands */
    size_t width;
    size_t line;            /* of the row at hand */
    struct found_house **houses;
    size_t house_count, house_room;
};

/* The next item of an array that grows in the arena. */
static void *grown(struct arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t wanted = *room ? 2 * *room : 8;
    char *larger = arena_take_many(arena, wanted, size);
    for (size_t i = 0; i < count * size; i++)
        larger[i] = ((const char *)items)[i];
    *room = wanted;
    return larger;
}

static void complain(struct import *import, const char *column, int word, struct str detail)
{
    struct str field = column == NULL
        ? str_format(import->job->arena, "row %zu", import->line)
        : str_format(import->job->arena, "row %zu, %s", import->line, column);
    problems_add_detail(import->problems, field, word, detail);
}

/* ---- the first row --------------------------------------------------------------------------- */

static size_t column_named(struct str name)
{
    size_t column = 0;
    while (column < COLUMNS && !str_equal_c(name, columns[column].name))
        column++;
    return column;
}

static void read_names(struct import *import, const struct csv_record *record)
{
    import->line = record->line;
    import->width = record->count;
    for (size_t i = 0; i < COLUMNS; i++)
        import->places[i] = SIZE_MAX;
    for (size_t i = 0; i < record->count; i++) {
        struct str name = str_trim(record->fields[i]);
        size_t column = column_named(name);
        if (column == COLUMNS)
            complain(import, NULL, WORD_house_import_column_unknown, name);
        else if (import->places[column] != SIZE_MAX)
            complain(import, NULL, WORD_house_import_column_twice, name);
        else
            import->places[column] = i;
    }
    for (size_t i = 0; i < COLUMNS; i++)
        if (import->places[i] == SIZE_MAX)
            complain(import, NULL, WORD_house_import_column_missing, str_of(columns[i].name));
}

/* ---- one field ------------------------------------------------------------------------------- */

static bool is_one_line(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] < 0x20 || text.at[i] == 0x7f)
            return false;
    return str_is_utf8(text);
}

static void read_text(struct import *import, const struct column *column, struct str text,
                      struct str *out_text)
{
    if (!is_one_line(text))
        complain(import, column->name, WORD_form_text_line, STR_NONE);
    else if ((int64_t)str_length(text) > column->most)
        complain(import, column->name, WORD_form_text_long,
                 str_format(import->job->arena, "%lld", (long long)column->most));
    else
        *out_text = text;
}

static void read_number(struct import *import, const struct column *column, struct str text,
                        int64_t *out_number)
{
    int64_t number;
    if (str_to_i64(text, &number) == OK && number >= column->least && number <= column->most)
        *out_number = number;
    else
        complain(import, column->name, WORD_house_import_number,
                 str_format(import->job->arena, "%lld to %lld", (long long)column->least,
                            (long long)column->most));
}

static void read_flag(struct import *import, const struct column *column, struct str text,
                      bool *out_flag)
{
    if (str_equal_c(text, "yes") || str_equal_c(text, "no"))
        *out_flag = str_equal_c(text, "yes");
    else
        complain(import, column->name, WORD_house_import_flag, text);
}

static void read_state(struct import *import, const struct column *column, struct str text,
                       struct str *out_state)
{
    if (code_find(&codes_known_state, text) != NULL)
        *out_state = text;
    else
        complain(import, column->name, WORD_house_import_state, text);
}

static void read_field(struct import *import, const struct column *column, struct str text,
                       struct row *row)
{
    void *at = (char *)row + column->offset;
    if (text.size == 0 && column->kind != TEXT_OR_NONE)
        complain(import, column->name, WORD_house_import_empty, STR_NONE);
    else if (column->kind == TEXT || column->kind == TEXT_OR_NONE)
        read_text(import, column, text, at);
    else if (column->kind == NUMBER)
        read_number(import, column, text, at);
    else if (column->kind == FLAG)
        read_flag(import, column, text, at);
    else
        read_state(import, column, text, at);
}

/* ---- what only the whole row tells ----------------------------------------------------------- */

static bool is_language(struct str code)
{
    for (size_t i = 0; i < code.size; i++)
        if (code.at[i] < 'a' || code.at[i] > 'z')
            return false;
    return code.size == 2 || code.size == 3;
}

static bool is_specialism(struct str code)
{
    return code_find(&codes_house_specialism, code) != NULL;
}

/* Codes with spaces or commas between them; in the database commas alone. */
static struct str read_codes(struct import *import, const char *column, struct str text,
                             bool (*is_good)(struct str code), int word)
{
    struct buf codes = buf_make(import->job->arena, text.size + 1);
    size_t at = 0;
    while (at < text.size) {
        size_t end = at;
        while (end < text.size && text.at[end] != ' ' && text.at[end] != ',')
            end++;
        struct str code = str_slice(text, at, end - at);
        at = end + 1;
        if (code.size == 0)
            continue;
        if (!is_good(code))
            complain(import, column, word, code);
        if (codes.size > 0)
            buf_add_char(&codes, ',');
        buf_add(&codes, code);
    }
    return buf_text(&codes);
}

/* A provider is made by an administrator, never by a file: a typing error would make a new one. */
static enum err find_provider(struct import *import, struct str name,
                              struct organisation_id *out_organisation)
{
    struct organisation organisation;
    if (name.size == 0)
        return OK; /* told already */
    enum err err = organisation_named(import->job, name, &organisation);
    bool is_none = err == ERR_NOT_FOUND ||
                   (err == OK && str_equal_c(organisation.kind, "commissioner"));
    if (is_none)
        complain(import, "provider", WORD_house_import_provider, name);
    else if (err == OK)
        *out_organisation = organisation.organisation;
    return is_none ? OK : err;
}

static enum err check_alias(struct import *import, struct str alias)
{
    struct house_of_alias_row taken;
    if (alias.size == 0)
        return OK;
    enum err err = sql_house_of_alias(import->job->db, import->job->arena, alias, &taken);
    if (err == OK)
        complain(import, "alias", WORD_house_import_alias, alias);
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err check_house(struct import *import, struct row *row)
{
    struct house_facts *facts = &row->house;
    if (facts->area.size > 0 && area_find(facts->area) == NULL)
        complain(import, "area", WORD_house_import_area, facts->area);
    if (!facts->takes_women && !facts->takes_men && !facts->takes_mixed)
        complain(import, NULL, WORD_house_import_takes, STR_NONE);
    facts->languages = read_codes(import, "languages", facts->languages, is_language,
                                  WORD_house_import_language);
    facts->specialisms = read_codes(import, "specialisms", facts->specialisms, is_specialism,
                                    WORD_house_import_specialism);
    enum err err = check_alias(import, facts->alias);
    return err == OK ? find_provider(import, row->provider, &facts->organisation) : err;
}

static void check_same(struct import *import, const struct found_house *house,
                       const struct str *fields)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (!columns[i].is_of_room && !str_equal(fields[i], house->fields[i]))
            complain(import, columns[i].name, WORD_house_import_differs,
                     str_format(import->job->arena, "%zu", house->line));
}

static void add_room(struct import *import, struct found_house *house,
                     const struct house_room *room)
{
    for (size_t i = 0; i < house->room_count; i++)
        if (room->name.size > 0 && str_equal(room->name, house->rooms[i].name))
            complain(import, "room", WORD_house_import_room, room->name);
    house->rooms = grown(import->job->arena, house->rooms, house->room_count, &house->room_room,
                         sizeof(*house->rooms));
    house->rooms[house->room_count++] = *room;
}

static struct found_house *house_called(const struct import *import, struct str alias)
{
    for (size_t i = 0; i < import->house_count; i++)
        if (str_equal(alias, import->houses[i]->facts.alias))
            return import->houses[i];
    return NULL;
}

static struct found_house *add_house(struct import *import, const struct row *row,
                                     const struct str *fields)
{
    struct arena *arena = import->job->arena;
    struct found_house *house = ARENA_NEW(arena, struct found_house);
    house->facts = row->house;
    house->line = import->line;
    for (size_t i = 0; i < COLUMNS; i++)
        house->fields[i] = fields[i];
    import->houses = grown(arena, import->houses, import->house_count, &import->house_room,
                           sizeof(struct found_house *));
    import->houses[import->house_count++] = house;
    return house;
}

static enum err read_row(struct import *import, const struct csv_record *record)
{
    import->line = record->line;
    if (record->count != import->width) {
        complain(import, NULL, WORD_house_import_width,
                 str_format(import->job->arena, "%zu", record->count));
        return OK;
    }
    struct str *fields = ARENA_MANY(import->job->arena, struct str, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++)
        fields[i] = str_trim(record->fields[import->places[i]]);
    struct row row = {0};
    struct found_house *house = house_called(import, fields[0]);
    for (size_t i = 0; i < COLUMNS; i++)
        if (house == NULL || columns[i].is_of_room)
            read_field(import, &columns[i], fields[i], &row);
    enum err err = OK;
    if (house == NULL) {
        err = check_house(import, &row);
        house = add_house(import, &row, fields);
    } else {
        check_same(import, house, fields);
    }
    add_room(import, house, &row.room);
    return err;
}

/* ---- the whole file -------------------------------------------------------------------------- */

static enum err read_file(struct import *import, struct str csv)
{
    struct csv_reader reader = csv_read(import->job->arena, csv);
    struct csv_record *record = ARENA_NEW(import->job->arena, struct csv_record);
    enum err err = csv_next(&reader, record);
    if (err == OK)
        read_names(import, record);
    if (import->problems->count > 0)
        return OK; /* without its columns no row can be read */
    while (err == OK && (err = csv_next(&reader, record)) == OK)
        err = read_row(import, record);
    if (err == ERR_MALFORMED) {
        import->line = record->line;
        complain(import, NULL, WORD_house_import_malformed, STR_NONE);
        return OK;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    if (import->house_count == 0) {
        import->line = 1;
        complain(import, NULL, WORD_house_import_no_rows, STR_NONE);
    }
    return OK;
}

struct storing {
    struct house_prepared **prepared;
    size_t count;
};

static enum err store_all(struct job *job, void *with)
{
    const struct storing *storing = with;
    enum err err = OK;
    for (size_t i = 0; i < storing->count && err == OK; i++)
        err = house_store(job, storing->prepared[i]);
    if (err == OK)
        job_audit(job, VERB_imported, RECORD_house, 0);
    return err;
}

static enum err write_all(const struct import *import)
{
    struct job *job = import->job;
    struct storing storing = {
        ARENA_MANY(job->arena, struct house_prepared *, import->house_count), 0};
    enum err err = OK;
    for (size_t i = 0; i < import->house_count && err == OK; i++) {
        const struct found_house *house = import->houses[i];
        err = house_prepare(job, &house->facts, house->rooms, house->room_count,
                            &storing.prepared[storing.count++]);
    }
    return err == OK ? job_write(job, store_all, &storing) : err;
}

enum err house_import(struct job *job, struct str csv, bool is_dry_run, struct problems *problems,
                      int64_t *out_count)
{
    struct import import = {.job = job, .problems = problems};
    enum err err = read_file(&import, csv);
    if (err == OK)
        err = problems_result(problems);
    if (err == OK && !is_dry_run)
        err = write_all(&import);
    if (err == OK)
        *out_count = (int64_t)import.house_count;
    return err;
}

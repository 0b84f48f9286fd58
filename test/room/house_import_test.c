/* Importing houses: every problem with its row, all or nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "house_sql.h"
#include "web/words.h"
#include "world.h"

#define NAMES                                                                                    \
    "alias,provider,area,takes_women,takes_men,takes_mixed,takes_families,is_large_shared,"       \
    "is_catered,night_cover,step_free,licence_persons,complex_places,movable_cots,"               \
    "turnaround_days,languages,specialisms,address,room,beds,cots,room_step_free,"                \
    "is_self_contained\n"
#define QUINCE                                                                                   \
    "Quince,Harbour,cardiff,yes,no,no,yes,no,no,yes,not_known,9,1,2,1,ti ar,pregnancy,"           \
    "\"14 Quiet Close, Sampleton\","
#define ROWAN "Rowan,Harbour,glasgow,no,yes,yes,no,yes,yes,no,yes,5,0,0,0,,,9 Calm Row,"

static void set_up_provider(struct fixture *fixture)
{
    world_organisation(fixture, STR("Harbour"), "provider");
    world_organisation(fixture, STR("Ministry"), "commissioner");
}

/* How many houses there are, by their aliases. */
static int houses_called(struct fixture *fixture, const char *alias)
{
    struct house_of_alias_row row;
    enum err err = sql_house_of_alias(fixture_later(fixture, 0)->db, &fixture->arena,
                                      str_of(alias), &row);
    return err == OK;
}

static void test_good_file(void **state)
{
    struct fixture *fixture = *state;
    set_up_provider(fixture);
    struct problems problems = problems_make(&fixture->arena);
    int64_t count;
    WELL(house_import(&fixture->job, STR(NAMES QUINCE "1,2,1,no,no\n" ROWAN "A,1,0,yes,no\n"
                                         QUINCE "garden,4,2,not_known,yes\n"),
                      false, &problems, &count));
    assert_int_equal(count, 2);
    struct house_of_alias_row row;
    WELL(sql_house_of_alias(fixture_later(fixture, 0)->db, &fixture->arena, STR("Quince"), &row));
    struct house house;
    struct house_rooms rooms;
    WELL(house_get(&fixture->job, row.house, &house));
    WELL(house_rooms(&fixture->job, row.house, &rooms));
    assert_true(str_equal_c(house.facts.nation, "W"));
    assert_true(str_equal_c(house.facts.languages, "ti,ar"));
    assert_true(str_equal_c(house.facts.step_free, "not_known"));
    assert_true(house.facts.takes_families && !house.facts.takes_mixed);
    assert_int_equal(rooms.count, 2);
    assert_true(str_equal_c(rooms.at[1].name, "garden") && rooms.at[1].is_self_contained);
    assert_int_equal(rooms.at[1].beds, 4);
    assert_int_equal(rooms.at[1].cots, 2);
    fixture->job.purpose = PURPOSE_visit;
    struct str address;
    struct instant until_at;
    WELL(house_reveal_address(&fixture->job, row.house, &address, &until_at));
    assert_true(str_equal_c(address, "14 Quiet Close, Sampleton"));
    assert_int_equal(fixture_lines(fixture, VERB_imported), 1);
}

static void test_columns_in_any_order(void **state)
{
    struct fixture *fixture = *state;
    set_up_provider(fixture);
    struct problems problems = problems_make(&fixture->arena);
    int64_t count;
    WELL(house_import(&fixture->job,
        STR("\xef\xbb\xbfroom, beds,cots,room_step_free,is_self_contained,alias,provider,area,"
            "takes_women,takes_men,takes_mixed,takes_families,is_large_shared,is_catered,"
            "night_cover,step_free,licence_persons,complex_places,movable_cots,turnaround_days,"
            "languages,specialisms,address\r\n"
            "1,2,0,no,no, Quince ,Harbour,cardiff,yes,no,no,yes,no,no,yes,no,9,1,2,1,,,x\r\n"),
        false, &problems, &count));
    assert_int_equal(houses_called(fixture, "Quince"), 1);
}

static void test_dry_run_writes_nothing(void **state)
{
    struct fixture *fixture = *state;
    set_up_provider(fixture);
    struct problems problems = problems_make(&fixture->arena);
    int64_t count;
    WELL(house_import(&fixture->job, STR(NAMES QUINCE "1,2,1,no,no\n" ROWAN "1,2,1,no,no\n"),
                      true, &problems, &count));
    assert_int_equal(count, 2);
    assert_int_equal(houses_called(fixture, "Quince"), 0);
    assert_int_equal(fixture_lines(fixture, VERB_created), 2); /* the two organisations */
}

static void test_the_same_file_again(void **state)
{
    struct fixture *fixture = *state;
    set_up_provider(fixture);
    struct problems problems = problems_make(&fixture->arena);
    int64_t count;
    struct str csv = STR(NAMES QUINCE "1,2,1,no,no\n" QUINCE "2,2,1,no,no\n");
    WELL(house_import(&fixture->job, csv, false, &problems, &count));
    fixture_later(fixture, 0);
    assert_int_equal(house_import(&fixture->job, csv, false, &problems, &count), ERR_INVALID);
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.items[0].word, WORD_house_import_alias);
    assert_true(str_equal_c(problems.items[0].field, "row 2, alias"));
}

/* One good row, "Rowan", stands in each of these files: it must not get in alone. */
static const struct bad_file {
    const char *rows;
    const char *field;
    int word;
} bad_files[] = {
    {"Quince,Harbour,atlantis,yes,no,no,yes,no,no,yes,no,9,1,2,1,,,x,1,2,0,no,no\n", "row 3, area",
     WORD_house_import_area},
    {"Quince,Nobody,cardiff,yes,no,no,yes,no,no,yes,no,9,1,2,1,,,x,1,2,0,no,no\n",
     "row 3, provider", WORD_house_import_provider},
    {"Quince,Ministry,cardiff,yes,no,no,yes,no,no,yes,no,9,1,2,1,,,x,1,2,0,no,no\n",
     "row 3, provider", WORD_house_import_provider},
    {"Quince,Harbour,cardiff,no,no,no,yes,no,no,yes,no,9,1,2,1,,,x,1,2,0,no,no\n", "row 3",
     WORD_house_import_takes},
    {"Quince,Harbour,cardiff,Y,no,yes,yes,no,no,yes,no,9,1,2,1,,,x,1,2,0,no,no\n",
     "row 3, takes_women", WORD_house_import_flag},
    {"Quince,Harbour,cardiff,yes,no,no,yes,no,no,maybe,no,9,1,2,1,,,x,1,2,0,no,no\n",
     "row 3, night_cover", WORD_house_import_state},
    {"Quince,Harbour,cardiff,yes,no,no,yes,no,no,yes,no,0,1,2,1,,,x,1,2,0,no,no\n",
     "row 3, licence_persons", WORD_house_import_number},
    {"Quince,Harbour,cardiff,yes,no,no,yes,no,no,yes,no,9,1,2,1,tigrinya,,x,1,2,0,no,no\n",
     "row 3, languages", WORD_house_import_language},
    {"Quince,Harbour,cardiff,yes,no,no,yes,no,no,yes,no,9,1,2,1,,magic,x,1,2,0,no,no\n",
     "row 3, specialisms", WORD_house_import_specialism},
    {"Quince,Harbour,cardiff,yes,no,no,yes,no,no,yes,no,9,1,2,1,,,,1,2,0,no,no\n",
     "row 3, address", WORD_house_import_empty},
    {"Quince,Harbour,cardiff,yes,no,no,yes,no,no,yes,no,9,1,2,1,,,\"a\nb\",1,2,0,no,no\n",
     "row 3, address", WORD_form_text_line},
    {"Quince,Harbour,cardiff,yes,no,no,yes,no,no,yes,no,9,1,2,1,,,x,1,two,0,no,no\n",
     "row 3, beds", WORD_house_import_number},
    {"Quince,Harbour,cardiff,yes,no,no,yes,no,no,yes,no,9,1,2,1,,,x,1,2,0,no\n", "row 3",
     WORD_house_import_width},
    {QUINCE "1,2,0,no,no\n" QUINCE "1,2,0,no,no\n", "row 4, room", WORD_house_import_room},
    {QUINCE "1,2,0,no,no\n"
     "Quince,Harbour,cardiff,yes,no,no,yes,no,no,yes,not_known,8,1,2,1,ti ar,pregnancy,"
     "\"14 Quiet Close, Sampleton\",2,2,0,no,no\n",
     "row 4, licence_persons", WORD_house_import_differs},
    {"\"Quince,Harbour\n", "row 3", WORD_house_import_malformed},
    {"Quince\xff,Harbour,cardiff,yes,no,no,yes,no,no,yes,no,9,1,2,1,,,x,1,2,0,no,no\n",
     "row 3, alias", WORD_form_text_line},
};

static void test_bad_rows(void **state)
{
    struct fixture *fixture = *state;
    set_up_provider(fixture);
    for (size_t i = 0; i < COUNT_OF(bad_files); i++) {
        struct problems problems = problems_make(&fixture->arena);
        struct str csv = str_format(&fixture->arena, "%s%s%s", NAMES, ROWAN "1,2,0,no,no\n",
                                    bad_files[i].rows);
        int64_t count = -1;
        assert_int_equal(house_import(&fixture->job, csv, false, &problems, &count), ERR_INVALID);
        if (problems.count != 1 || problems.items[0].word != bad_files[i].word ||
            !str_equal_c(problems.items[0].field, bad_files[i].field))
            fail_msg("%zu: %zu problems, %.*s: %s", i, problems.count,
                     STR_ARGS(problems.items[0].field), word_key(problems.items[0].word));
        assert_int_equal(count, -1);
        assert_int_equal(houses_called(fixture, "Rowan"), 0);
    }
}

static void test_all_problems_at_once(void **state)
{
    struct fixture *fixture = *state;
    set_up_provider(fixture);
    struct problems problems = problems_make(&fixture->arena);
    int64_t count;
    struct str csv = STR(NAMES "Quince,Nobody,atlantis,yes,no,no,yes,no,no,yes,no,0,1,2,1,,,x,1,0,"
                               "0,no,no\n" ROWAN "1,2,0,perhaps,no\n");
    assert_int_equal(house_import(&fixture->job, csv, false, &problems, &count), ERR_INVALID);
    assert_int_equal(problems.count, 5);
    assert_non_null(problems_of(&problems, STR("row 2, provider")));
    assert_non_null(problems_of(&problems, STR("row 2, beds")));
    assert_non_null(problems_of(&problems, STR("row 3, room_step_free")));
}

static void test_bad_names_of_columns(void **state)
{
    struct fixture *fixture = *state;
    set_up_provider(fixture);
    struct problems problems = problems_make(&fixture->arena);
    int64_t count;
    assert_int_equal(house_import(&fixture->job, STR("alias,alias,postcode\n"), false, &problems,
                                  &count), ERR_INVALID);
    assert_int_equal(problems.items[0].word, WORD_house_import_column_twice);
    assert_int_equal(problems.items[1].word, WORD_house_import_column_unknown);
    assert_true(str_equal_c(problems.items[1].detail, "postcode"));
    assert_int_equal(problems.items[2].word, WORD_house_import_column_missing);
    assert_int_equal(problems.count, 2 + 22);

    problems = problems_make(&fixture->arena);
    assert_int_equal(house_import(&fixture->job, STR(NAMES), false, &problems, &count),
                     ERR_INVALID);
    assert_int_equal(problems.items[0].word, WORD_house_import_no_rows);
}

static struct str sample(struct arena *arena)
{
    FILE *file = fopen(str_c(arena, str_format(arena, "%s/sample/houses.csv",
                                               getenv("HAVEN_SOURCE"))), "rb");
    assert_non_null(file);
    char *text = arena_take(arena, 1 << 16);
    size_t size = fread(text, 1, 1 << 16, file);
    fclose(file);
    return (struct str){text, size};
}

static void test_the_sample(void **state)
{
    struct fixture *fixture = *state;
    world_organisation(fixture, STR("Harbour Light Trust"), "provider");
    world_organisation(fixture, STR("Rowan Housing"), "provider");
    struct problems problems = problems_make(&fixture->arena);
    int64_t count;
    enum err err = house_import(&fixture->job, sample(&fixture->arena), false, &problems, &count);
    if (problems.count > 0)
        fail_msg("%.*s: %s", STR_ARGS(problems.items[0].field),
                 word_key(problems.items[0].word));
    WELL(err);
    assert_int_equal(count, 5);
    assert_int_equal(houses_called(fixture, "Elder"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
static const struct CMUnitTest tests[] = {
    TEST(test_good_file),
    TEST(test_columns_in_any_order),
    TEST(test_dry_run_writes_nothing),
    TEST(test_the_same_file_again),
    TEST(test_bad_rows),
    TEST(test_all_problems_at_once),
    TEST(test_bad_names_of_columns),
    TEST(test_the_sample),
};

int main(int argc, char **argv)
{
    return world_run(tests, COUNT_OF(tests), argc, argv);
}

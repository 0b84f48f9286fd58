/* Houses: sealed, tied, out of order, and the address that is opened only into the log. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "house_sql.h"
#include "world.h"

enum { MANAGER = 7, OTHER_MANAGER = 8, DESK = 9, PROVIDER_MANAGER = 10 };

/* Two houses of two providers. */
struct two {
    struct fixture *fixture;
    struct organisation harbour, lantern;
    struct house_id quince, rowan;
};

static struct two two_houses(void **state)
{
    struct two two = {.fixture = *state};
    two.harbour = world_organisation(two.fixture, STR("Harbour"), "provider");
    two.lantern = world_organisation(two.fixture, STR("Lantern"), "provider");
    struct house_facts facts = world_facts(STR("Quince"), two.harbour.organisation);
    two.quince = world_house(two.fixture, &facts, 3);
    facts = world_facts(STR("Rowan"), two.lantern.organisation);
    two.rowan = world_house(two.fixture, &facts, 2);
    world_join(two.fixture, MANAGER, world_house_circle(two.fixture, two.quince));
    world_join(two.fixture, OTHER_MANAGER, world_house_circle(two.fixture, two.rowan));
    world_join(two.fixture, PROVIDER_MANAGER, two.harbour.circle);
    return two;
}

/* ---- storing --------------------------------------------------------------------------------- */

static void test_house_is_kept(void **state)
{
    struct two two = two_houses(state);
    struct house house;
    struct house_id found;
    WELL(house_get(&two.fixture->job, two.quince, &house));
    assert_true(ref_is_valid(house.ref));
    WELL(house_find_ref(two.fixture->job.db, &two.fixture->arena, house.ref, &found));
    assert_int_equal(found.value, two.quince.value);
    assert_true(str_equal_c(house.facts.alias, "Quince"));
    assert_true(str_equal_c(house.organisation_name, "Harbour"));
    assert_true(str_equal_c(house.area_name, "West Yorkshire"));
    assert_true(str_equal_c(house.facts.region, "yorkshire_and_humber"));
    assert_true(str_equal_c(house.facts.nation, "E"));
    assert_true(house.facts.takes_women && house.facts.takes_families && !house.facts.takes_men);
    assert_int_equal(house.facts.licence_persons, 12);
    assert_int_equal(house.facts.address.size, 0);
    assert_false(house.facts.is_closed);
}

static void test_who_works_there_is_kept(void **state)
{
    struct fixture *fixture = *state;
    struct organisation harbour = world_organisation(fixture, STR("Harbour"), "provider");
    struct house_facts facts = world_facts(STR("Quince"), harbour.organisation);
    facts.workers = STR("women");
    struct house house;
    WELL(house_get(&fixture->job, world_house(fixture, &facts, 1), &house));
    assert_true(str_equal_c(house.facts.workers, "women"));
}

static void test_rooms_stand_in_their_order(void **state)
{
    struct fixture *fixture = *state;
    struct organisation harbour = world_organisation(fixture, STR("Harbour"), "provider");
    struct house_facts facts = world_facts(STR("Quince"), harbour.organisation);
    struct house_id house = world_house(fixture, &facts, 11);
    struct house_rooms rooms;
    WELL(house_rooms(&fixture->job, house, &rooms));
    assert_int_equal(rooms.count, 11);
    assert_true(str_equal_c(rooms.at[1].name, "2"));
    assert_true(str_equal_c(rooms.at[9].name, "10"));
    assert_int_equal(rooms.at[9].beds, 10);
}

static void test_house_that_cannot_be(void **state)
{
    struct two two = two_houses(state);
    struct job *job = &two.fixture->job;
    struct house_prepared *prepared;
    struct house_facts facts = world_facts(STR("Sorrel"), two.harbour.organisation);
    facts.area = STR("atlantis");
    assert_int_equal(house_prepare(job, &facts, NULL, 0, &prepared), ERR_INVALID);
    facts.area = STR("cardiff");
    facts.nation = STR("E");
    assert_int_equal(house_prepare(job, &facts, NULL, 0, &prepared), ERR_INVALID);
}

static enum err store(struct job *job, void *with)
{
    return house_store(job, with);
}

static void test_alias_is_taken(void **state)
{
    struct two two = two_houses(state);
    struct job *job = &two.fixture->job;
    struct house_prepared *prepared;
    struct house_facts facts = world_facts(STR("Quince"), two.lantern.organisation);
    WELL(house_prepare(job, &facts, NULL, 0, &prepared));
    assert_int_equal(job_write(job, store, prepared), ERR_CONFLICT);
}

struct change {
    struct house_id house;
    int64_t version;
    struct house_facts facts;
};

static enum err change(struct job *job, void *with)
{
    const struct change *change = with;
    return house_change(job, change->house, change->version, &change->facts);
}

static void test_stale_form_is_refused(void **state)
{
    struct two two = two_houses(state);
    struct change wanted = {two.quince, 1, world_facts(STR("Other"), two.lantern.organisation)};
    wanted.facts.licence_persons = 8;
    wanted.facts.is_closed = true;
    world_write(two.fixture, change, &wanted);
    assert_int_equal(job_write(&two.fixture->job, change, &wanted), ERR_CONFLICT);
    struct house house;
    WELL(house_get(fixture_later(two.fixture, 0), two.quince, &house));
    assert_int_equal(house.version, 2);
    assert_int_equal(house.facts.licence_persons, 8);
    assert_true(house.facts.is_closed);
    assert_true(str_equal_c(house.facts.alias, "Quince")); /* not what this form changes */
    assert_true(str_equal_c(house.organisation_name, "Harbour"));
}

/* ---- the address ----------------------------------------------------------------------------- */

static bool file_holds(const char *path, struct str text)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = malloc(1 << 24);
    size_t size = fread(bytes, 1, 1 << 24, file);
    fclose(file);
    bool is_there = memmem(bytes, size, text.at, text.size) != NULL;
    free(bytes);
    return is_there;
}

static bool folder_holds(struct str text)
{
    DIR *folder = opendir(fixture_folder());
    bool is_there = false;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[512];
        snprintf(path, sizeof(path), "%s/%s", fixture_folder(), entry->d_name);
        if (entry->d_name[0] != '.')
            is_there |= file_holds(path, text);
    }
    closedir(folder);
    return is_there;
}

static void test_address_is_sealed(void **state)
{
    struct two two = two_houses(state);
    struct house_address_row row;
    WELL(sql_house_address(two.fixture->job.db, &two.fixture->arena, two.quince, &row));
    assert_true(row.address_sealed.size > ADDRESS.size);
    assert_null(memmem(row.address_sealed.at, row.address_sealed.size, "Quiet", 5));
    if (tested == TESTED_FILE) {
        assert_true(folder_holds(STR("Quince"))); /* the search finds what is there in the clear */
        assert_false(folder_holds(STR("Quiet Close")));
        assert_false(folder_holds(STR("ZZ99 7QQ")));
    }
}

static void test_address_is_opened_into_the_log(void **state)
{
    struct two two = two_houses(state);
    struct job *job = fixture_as(two.fixture, ROLE_house_manager, MANAGER);
    struct str address;
    struct instant until_at;
    job->purpose = PURPOSE_transport;
    WELL(house_reveal_address(job, two.quince, &address, &until_at));
    assert_true(str_equal(address, ADDRESS));
    assert_true(until_at.ms == job->now.ms + 5 * MS_PER_MINUTE);

    struct audit_entries entries;
    job = fixture_later(two.fixture, 0);
    WELL(audit_list(job, &(struct audit_query){.record = two.quince.value,
                                               .before_at = INSTANT_NONE, .limit = 1}, &entries));
    assert_int_equal(entries.count, 1);
    assert_true(str_equal_c(entries.at[0].verb, "address_opened"));
    assert_true(str_equal_c(entries.at[0].purpose, "transport"));
    assert_int_equal(entries.at[0].staff.value, MANAGER);
}

/* The sixth in a day is refused by the vault, whatever rights she has; others go on. */
static void test_addresses_are_counted(void **state)
{
    struct two two = two_houses(state);
    struct str address = STR("untouched");
    struct instant until_at;
    for (int i = 0; i < 6; i++) {
        struct job *job = fixture_as(two.fixture, ROLE_house_manager, MANAGER);
        job->purpose = PURPOSE_transport;
        enum err err = house_reveal_address(job, two.quince, &address, &until_at);
        assert_int_equal(err, i < 5 ? OK : ERR_TOO_MANY);
    }
    assert_int_equal(fixture_lines(two.fixture, VERB_address_refused), 1);
    struct job *job = fixture_as(two.fixture, ROLE_house_manager, MANAGER + 1);
    job->purpose = PURPOSE_transport;
    WELL(house_reveal_address(job, two.quince, &address, &until_at));
}

static void test_no_reason_no_address(void **state)
{
    static const enum purpose no_reasons[] = {PURPOSE_NONE, PURPOSE_care, PURPOSE_placing,
                                              PURPOSE_oversight, PURPOSE_administration};
    struct two two = two_houses(state);
    struct str address = STR("untouched");
    struct instant until_at;
    for (size_t i = 0; i < COUNT_OF(no_reasons); i++) {
        struct job *job = fixture_as(two.fixture, ROLE_house_manager, MANAGER);
        job->purpose = no_reasons[i];
        assert_int_equal(house_reveal_address(job, two.quince, &address, &until_at), ERR_INVALID);
    }
    assert_true(str_equal_c(address, "untouched"));
    assert_int_equal(fixture_lines(two.fixture, VERB_address_opened), 0);
}

static void test_no_log_no_address(void **state)
{
    static const struct store_statement no_log = RAW("drop table audit");
    struct two two = two_houses(state);
    store_read_end(two.fixture->store, two.fixture->job.db);
    two.fixture->job.db = NULL;
    fixture_run(two.fixture, &no_log);
    struct job *job = fixture_as(two.fixture, ROLE_house_manager, MANAGER);
    job->purpose = PURPOSE_repair;
    struct str address = STR("untouched");
    struct instant until_at;
    assert_int_not_equal(house_reveal_address(job, two.quince, &address, &until_at), OK);
    assert_true(str_equal_c(address, "untouched"));
}

/* ---- rights ---------------------------------------------------------------------------------- */

static enum err may(struct two *two, enum role role, int64_t staff, enum right right)
{
    struct job *job = fixture_as(two->fixture, role, staff);
    return tie_check(job, (struct record_id){two->quince.value}, right);
}

static void test_who_may_what(void **state)
{
    static const struct {
        enum role role;
        int64_t staff;
        enum right right;
        enum err expected;
    } cases[] = {
        {ROLE_house_manager, MANAGER, RIGHT_house_read, OK},
        {ROLE_house_manager, MANAGER, RIGHT_house_write, OK},
        {ROLE_house_manager, MANAGER, RIGHT_address_reveal, OK},
        {ROLE_house_manager, OTHER_MANAGER, RIGHT_house_read, ERR_NOT_FOUND},
        {ROLE_house_manager, OTHER_MANAGER, RIGHT_house_write, ERR_NOT_FOUND},
        {ROLE_house_manager, OTHER_MANAGER, RIGHT_address_reveal, ERR_NOT_FOUND},
        {ROLE_provider_manager, PROVIDER_MANAGER, RIGHT_house_write, OK},
        {ROLE_night_desk, DESK, RIGHT_house_read, OK},
        {ROLE_night_desk, DESK, RIGHT_house_write, ERR_NOT_FOUND},
        {ROLE_night_desk, DESK, RIGHT_address_reveal, ERR_NOT_FOUND},
        {ROLE_support_worker, DESK, RIGHT_address_reveal, ERR_NOT_FOUND},
        {ROLE_commissioner, DESK, RIGHT_address_reveal, ERR_NOT_FOUND},
        {ROLE_auditor, DESK, RIGHT_house_read, ERR_NOT_FOUND},
    };
    struct two two = two_houses(state);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (may(&two, cases[i].role, cases[i].staff, cases[i].right) != cases[i].expected)
            fail_msg("%s (%d), %s", role_name(cases[i].role), (int)cases[i].staff,
                     right_name(cases[i].right));
}

/* ---- rooms out of order ---------------------------------------------------------------------- */

struct voiding {
    struct void_new new_void;
    struct void_id id;
    struct date ended_on;
};

static enum err add_void(struct job *job, void *with)
{
    struct voiding *voiding = with;
    return room_void_add(job, &voiding->new_void, &voiding->id);
}

static enum err end_void(struct job *job, void *with)
{
    const struct voiding *voiding = with;
    return room_void_end(job, voiding->id, voiding->ended_on);
}

static struct voiding voiding_of(struct two *two, const char *room, int from, int until)
{
    return (struct voiding){
        .new_void = {world_room(two->fixture, two->quince, room), world_day(two->fixture, from),
                     world_day(two->fixture, until), STR("maintenance")},
    };
}

static enum err try_void(struct two *two, const char *room, int from, int until)
{
    struct voiding voiding = voiding_of(two, room, from, until);
    enum err err = job_write(&two->fixture->job, add_void, &voiding);
    fixture_later(two->fixture, 0);
    return err;
}

static void test_voids_do_not_overlap(void **state)
{
    struct two two = two_houses(state);
    WELL(try_void(&two, "1", 2, 6));
    assert_int_equal(try_void(&two, "1", 5, 8), ERR_CONFLICT);
    assert_int_equal(try_void(&two, "1", 0, 3), ERR_CONFLICT);
    assert_int_equal(try_void(&two, "1", 3, 4), ERR_CONFLICT);
    assert_int_equal(try_void(&two, "1", 0, 9), ERR_CONFLICT);
    WELL(try_void(&two, "1", 6, 7)); /* it is back in use on the sixth day */
    WELL(try_void(&two, "1", 0, 2));
    WELL(try_void(&two, "2", 2, 6));
    assert_int_equal(try_void(&two, "3", 4, 4), ERR_INVALID);
    struct room_voids voids;
    WELL(house_voids(&two.fixture->job, two.quince, &voids));
    assert_int_equal(voids.count, 4);
    assert_true(date_compare(voids.at[0].from_on, world_day(two.fixture, 0)) == 0);
}

static void test_overdue_void_goes_on(void **state)
{
    struct two two = two_houses(state);
    WELL(try_void(&two, "1", 0, 2));
    fixture_later(two.fixture, 5 * MS_PER_DAY);
    assert_int_equal(try_void(&two, "1", 0, 3), ERR_CONFLICT);
    WELL(try_void(&two, "1", 1, 3)); /* from tomorrow nothing is known of the old one */
}

static void test_void_ends(void **state)
{
    struct two two = two_houses(state);
    struct voiding voiding = voiding_of(&two, "1", 0, 10);
    world_write(two.fixture, add_void, &voiding);
    struct date began_on = voiding.new_void.from_on;
    fixture_later(two.fixture, 3 * MS_PER_DAY);
    voiding.ended_on = date_add_days(began_on, 4);
    assert_int_equal(job_write(&two.fixture->job, end_void, &voiding), ERR_INVALID);
    voiding.ended_on = date_add_days(began_on, -1);
    assert_int_equal(job_write(&two.fixture->job, end_void, &voiding), ERR_INVALID);
    voiding.ended_on = date_add_days(began_on, 3);
    world_write(two.fixture, end_void, &voiding);
    assert_int_equal(job_write(&two.fixture->job, end_void, &voiding), ERR_CONFLICT);
    fixture_later(two.fixture, 0);
    struct room_voids voids;
    WELL(house_voids(&two.fixture->job, two.quince, &voids));
    assert_int_equal(voids.count, 0);
    WELL(try_void(&two, "1", 0, 2));
    assert_int_equal(fixture_lines(two.fixture, VERB_voided), 3);
}

static enum err refuse(struct job *job, int64_t id)
{
    struct room_void found;
    WELL(room_void_get(job, (struct void_id){id}, &found));
    return ERR_CONFLICT;
}

static void test_a_stay_refuses_the_void(void **state)
{
    static const struct event_reaction reactions[] = {{EVENT_room_voided, refuse}};
    struct two two = two_houses(state);
    two.fixture->job.reactions = reactions;
    two.fixture->job.reaction_count = 1;
    assert_int_equal(try_void(&two, "1", 0, 2), ERR_CONFLICT);
    struct room_voids voids;
    WELL(house_voids(&two.fixture->job, two.quince, &voids));
    assert_int_equal(voids.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
static const struct CMUnitTest tests[] = {
    TEST(test_house_is_kept),
    TEST(test_who_works_there_is_kept),
    TEST(test_rooms_stand_in_their_order),
    TEST(test_house_that_cannot_be),
    TEST(test_alias_is_taken),
    TEST(test_stale_form_is_refused),
    TEST(test_address_is_sealed),
    TEST(test_address_is_opened_into_the_log),
    TEST(test_addresses_are_counted),
    TEST(test_no_reason_no_address),
    TEST(test_no_log_no_address),
    TEST(test_who_may_what),
    TEST(test_voids_do_not_overlap),
    TEST(test_overdue_void_goes_on),
    TEST(test_void_ends),
    TEST(test_a_stay_refuses_the_void),
};

int main(int argc, char **argv)
{
    return world_run(tests, COUNT_OF(tests), argc, argv);
}

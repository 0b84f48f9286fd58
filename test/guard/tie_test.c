#include "guard_fixture.h"
#include "guard/conflict.h"
#include "guard_tests.h"

static const struct record_id mariam = {INT64_MIN}, hana = {77};

static struct tie tie_of(struct record_id record, enum relation relation, struct instant until_at)
{
    return (struct tie){record, {1007}, relation, until_at};
}

static enum err make(struct job *job, void *with)
{
    enum err err = circle_join(job, (struct circle_id){1007}, (struct staff_id){7});
    return err == OK ? tie_make(job, with) : err;
}

static enum err end(struct job *job, void *with)
{
    const struct tie *tie = with;
    return tie_end(job, tie->record, tie->circle, tie->relation);
}

static enum err leave(struct job *job, void *with)
{
    (void)with;
    return circle_leave(job, (struct circle_id){1007}, (struct staff_id){7});
}

static void write_tie(struct fixture *fixture, enum err (*work)(struct job *, void *),
                      struct record_id record, enum relation relation, struct instant until_at)
{
    struct tie tie = tie_of(record, relation, until_at);
    assert_int_equal(job_write(&fixture->job, work, &tie), OK);
    fixture_later(fixture, 0);
}

static uint32_t relations_of(struct fixture *fixture, int64_t staff, struct record_id record)
{
    uint32_t relations;
    struct job *job = fixture_as(fixture, ROLE_support_worker, staff);
    assert_int_equal(tie_relations(job, record, &relations), OK);
    assert_true((relations & RELATION_BIT(RELATION_any)) != 0);
    return relations & ~RELATION_BIT(RELATION_any);
}

void test_tie_is_of_one_record_and_worker(void **state)
{
    struct fixture *fixture = *state;
    write_tie(fixture, make, mariam, RELATION_caseload, INSTANT_NONE);
    assert_int_equal(relations_of(fixture, 7, mariam), RELATION_BIT(RELATION_caseload));
    assert_int_equal(relations_of(fixture, 7, hana), 0);
    assert_int_equal(relations_of(fixture, 8, mariam), 0);
    write_tie(fixture, make, mariam, RELATION_provider, INSTANT_NONE);
    assert_int_equal(relations_of(fixture, 7, mariam),
                     RELATION_BIT(RELATION_caseload) | RELATION_BIT(RELATION_provider));
    assert_int_equal(fixture_lines(fixture, VERB_tied), 2);
}

void test_tie_ends(void **state)
{
    struct fixture *fixture = *state;
    write_tie(fixture, make, mariam, RELATION_caseload, INSTANT_NONE);
    write_tie(fixture, make, mariam, RELATION_house, INSTANT_NONE);
    write_tie(fixture, end, mariam, RELATION_caseload, INSTANT_NONE);
    assert_int_equal(relations_of(fixture, 7, mariam), RELATION_BIT(RELATION_house));
    write_tie(fixture, end, mariam, RELATION_caseload, INSTANT_NONE);
    assert_int_equal(fixture_lines(fixture, VERB_untied), 1);
    fixture_later(fixture, MS_PER_DAY);
    assert_int_equal(relations_of(fixture, 7, mariam), RELATION_BIT(RELATION_house));
    write_tie(fixture, make, mariam, RELATION_caseload, INSTANT_NONE);
    assert_int_equal(relations_of(fixture, 7, mariam),
                     RELATION_BIT(RELATION_caseload) | RELATION_BIT(RELATION_house));
}

void test_tie_expires(void **state)
{
    struct fixture *fixture = *state;
    struct instant in_an_hour = instant_add_ms(fixture->job.now, MS_PER_HOUR);
    write_tie(fixture, make, mariam, RELATION_desk, in_an_hour);
    fixture_later(fixture, MS_PER_HOUR - 1);
    assert_int_equal(relations_of(fixture, 7, mariam), RELATION_BIT(RELATION_desk));
    fixture_later(fixture, 1);
    assert_int_equal(relations_of(fixture, 7, mariam), 0);
    write_tie(fixture, make, mariam, RELATION_desk, instant_add_ms(in_an_hour, MS_PER_HOUR));
    assert_int_equal(relations_of(fixture, 7, mariam), RELATION_BIT(RELATION_desk));
}

void test_who_leaves_the_circle_loses_it(void **state)
{
    struct fixture *fixture = *state;
    write_tie(fixture, make, mariam, RELATION_caseload, INSTANT_NONE);
    write_tie(fixture, leave, mariam, RELATION_caseload, INSTANT_NONE);
    assert_int_equal(relations_of(fixture, 7, mariam), 0);
}

void test_check_asks_role_and_tie(void **state)
{
    struct fixture *fixture = *state;
    write_tie(fixture, make, mariam, RELATION_caseload, INSTANT_NONE);
    struct job *job = fixture_as(fixture, ROLE_support_worker, 7);
    assert_int_equal(tie_check(job, mariam, RIGHT_person_read), OK);
    assert_int_equal(tie_check(job, hana, RIGHT_person_read), ERR_NOT_FOUND);
    assert_int_equal(tie_check(job, mariam, RIGHT_placement_make), ERR_NOT_FOUND);
    assert_int_equal(tie_check(job, hana, RIGHT_people_search), OK);
    job = fixture_as(fixture, ROLE_night_desk, 7);
    assert_int_equal(tie_check(job, mariam, RIGHT_person_read), ERR_NOT_FOUND);
    job = fixture_later(fixture, 0);
    assert_int_equal(tie_check(job, mariam, RIGHT_person_read), ERR_NOT_FOUND);
}

enum { MANY = 500 };

static enum err make_many(struct job *job, void *with)
{
    (void)with;
    enum err err = circle_join(job, (struct circle_id){1007}, (struct staff_id){7});
    for (int64_t i = 0; i < MANY && err == OK; i += 3)
        err = tie_make(job, &(struct tie){{i - 200}, {1007}, RELATION_caseload, INSTANT_NONE});
    return err;
}

void test_filter_keeps_order(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(job_write(&fixture->job, make_many, NULL), OK);
    struct record_id records[MANY];
    for (int64_t i = 0; i < MANY; i++)
        records[i].value = MANY - 1 - i - 200; /* backwards: not the table's order */
    struct job *job = fixture_as(fixture, ROLE_support_worker, 7);
    size_t count;
    assert_int_equal(tie_filter(job, RIGHT_person_read, records, MANY, &count), OK);
    assert_int_equal(count, (MANY + 2) / 3);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(records[i].value, ((int64_t)(count - 1 - i) * 3) - 200);
}

void test_filter_by_role(void **state)
{
    struct fixture *fixture = *state;
    write_tie(fixture, make, mariam, RELATION_caseload, INSTANT_NONE);
    struct record_id records[] = {hana, mariam, {INT64_MAX}};
    size_t count;
    struct job *job = fixture_as(fixture, ROLE_commissioner, 7);
    assert_int_equal(tie_filter(job, RIGHT_person_read, records, 3, &count), OK);
    assert_int_equal(count, 0);
    job = fixture_as(fixture, ROLE_house_manager, 7);
    assert_int_equal(tie_filter(job, RIGHT_person_read, records, 3, &count), OK);
    assert_int_equal(count, 0);
    job = fixture_as(fixture, ROLE_commissioner, 7);
    assert_int_equal(tie_filter(job, RIGHT_beds_read, records, 3, &count), OK);
    assert_int_equal(count, 3);
    job = fixture_as(fixture, ROLE_support_worker, 7);
    assert_int_equal(tie_filter(job, RIGHT_person_read, records, 0, &count), OK);
    assert_int_equal(count, 0);
    assert_int_equal(tie_filter(job, RIGHT_person_read, records, 3, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(records[0].value, mariam.value);
}

void test_filter_is_of_the_asker_and_the_hour(void **state)
{
    struct fixture *fixture = *state;
    write_tie(fixture, make, mariam, RELATION_caseload, INSTANT_NONE);
    write_tie(fixture, make, hana, RELATION_caseload,
              instant_add_ms(fixture->job.now, MS_PER_HOUR));
    struct record_id records[] = {hana, mariam};
    size_t count;
    struct job *job = fixture_as(fixture, ROLE_support_worker, 8);
    assert_int_equal(tie_filter(job, RIGHT_person_read, records, 2, &count), OK);
    assert_int_equal(count, 0);
    job = fixture_as(fixture, ROLE_support_worker, 7);
    assert_int_equal(tie_filter(job, RIGHT_person_read, records, 2, &count), OK);
    assert_int_equal(count, 2);
    fixture_later(fixture, MS_PER_HOUR);
    job = fixture_as(fixture, ROLE_support_worker, 7);
    assert_int_equal(tie_filter(job, RIGHT_person_read, records, 2, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(records[0].value, mariam.value);
}

static size_t count_records(struct fixture *fixture, enum role role, int64_t staff)
{
    struct tied_records tied;
    struct job *job = fixture_as(fixture, role, staff);
    assert_int_equal(tie_records(job, RIGHT_person_read, MANY, &tied), OK);
    return tied.count;
}

void test_records_are_of_the_asker_and_the_right(void **state)
{
    struct fixture *fixture = *state;
    struct tied_records tied;
    write_tie(fixture, make, mariam, RELATION_caseload, INSTANT_NONE);
    write_tie(fixture, make, hana, RELATION_house, instant_add_ms(fixture->job.now, MS_PER_HOUR));
    struct job *job = fixture_as(fixture, ROLE_support_worker, 7);
    assert_int_equal(tie_records(job, RIGHT_person_read, MANY, &tied), OK);
    assert_int_equal(tied.count, 1); /* a worker reads the caseload, not the house's people */
    assert_int_equal(tied.at[0].value, mariam.value);
    assert_int_equal(count_records(fixture, ROLE_house_manager, 7), 1);
    assert_int_equal(count_records(fixture, ROLE_support_worker, 8), 0);
    assert_int_equal(count_records(fixture, ROLE_commissioner, 7), 0);
    fixture_later(fixture, MS_PER_HOUR);
    assert_int_equal(count_records(fixture, ROLE_house_manager, 7), 0);
    assert_int_equal(count_records(fixture, ROLE_support_worker, 7), 1);
}

void test_records_up_to_a_limit(void **state)
{
    struct fixture *fixture = *state;
    struct tied_records tied;
    const size_t most = (MANY + 2) / 3;
    assert_int_equal(job_write(&fixture->job, make_many, NULL), OK);
    struct job *job = fixture_as(fixture, ROLE_support_worker, 7);
    assert_int_equal(tie_records(job, RIGHT_person_read, most, &tied), OK);
    assert_int_equal(tied.count, most);
    assert_int_equal(tie_records(job, RIGHT_person_read, most - 1, &tied), ERR_TOO_LARGE);
    job = fixture_as(fixture, ROLE_commissioner, 7); /* reaches every house */
    assert_int_equal(tie_records(job, RIGHT_houses_read, most, &tied), ERR_TOO_LARGE);
}

static enum err hide(struct job *job, void *with)
{
    (void)with;
    return conflict_hide(job, (struct conflict_id){3}, (struct staff_id){7}, mariam);
}

static enum err show(struct job *job, void *with)
{
    (void)with;
    return conflict_end(job, (struct conflict_id){3});
}

/* Caseload, desk, manager, emergency: none is left, in the one question and in the lists. */
void test_flag_beats_every_tie(void **state)
{
    struct fixture *fixture = *state;
    struct record_id records[] = {mariam, hana};
    struct tied_records tied;
    uint32_t relations;
    size_t kept;
    for (int relation = RELATION_any + 1; relation < RELATION_COUNT; relation++)
        write_tie(fixture, make, mariam, (enum relation)relation, INSTANT_NONE);
    assert_int_equal(job_write(&fixture->job, hide, NULL), OK);
    fixture_later(fixture, 0);
    struct job *job = fixture_as(fixture, ROLE_support_worker, 7);
    assert_int_equal(tie_relations(job, mariam, &relations), ERR_NOT_FOUND);
    assert_int_equal(tie_check(job, mariam, RIGHT_person_read), ERR_NOT_FOUND);
    assert_int_equal(tie_check(job, mariam, RIGHT_own_session), ERR_NOT_FOUND);
    assert_int_equal(tie_records(job, RIGHT_person_read, 9, &tied), OK);
    assert_int_equal(tied.count, 0);
    assert_int_equal(tie_filter(job, RIGHT_person_read, records, 2, &kept), OK);
    assert_int_equal(kept, 0);
    assert_int_equal(tie_filter(job, RIGHT_own_session, records, 2, &kept), OK);
    assert_int_equal(kept, 1);
    assert_int_equal(records[0].value, hana.value);
    assert_int_equal(job_write(job, show, NULL), OK);
    fixture_later(fixture, 0);
    assert_true(relations_of(fixture, 7, mariam) != 0);
}

#include "guard/tie_copy.h"

#include <stdlib.h>

#include "guard/conflict.h"
#include "guard_fixture.h"
#include "guard_tests.h"

enum { STAFF = 7, RECORDS = 40, CIRCLES = 3, ROUNDS = 300, MOST = 1000 };

/* One change after another, drawn from a stream of its own. */
struct changing {
    uint64_t state;
    int count; /* of changes in one write */
};

static int64_t draw(struct changing *changing, int64_t below)
{
    changing->state = changing->state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (int64_t)((changing->state >> 33) % (uint64_t)below);
}

/* Two circles of one place among them. */
static struct circle_id draw_circle(struct changing *changing)
{
    static const int64_t circles[CIRCLES] = {1, 1 + TIE_COPY_PLACES, STAFF + 1000};
    return (struct circle_id){circles[draw(changing, CIRCLES)]};
}

static enum err change_one(struct job *job, struct changing *changing)
{
    struct circle_id circle = draw_circle(changing);
    struct record_id record = {1 + draw(changing, RECORDS)};
    struct instant hours = instant_add_ms(job->now, (1 + draw(changing, 20)) * MS_PER_HOUR);
    struct tie tie = {record, circle, RELATION_caseload, hours};
    switch (draw(changing, 10)) {
    case 0:
        return circle_join(job, circle, (struct staff_id){STAFF});
    case 1:
        return draw(changing, 4) ? OK : circle_leave(job, circle, (struct staff_id){STAFF});
    case 2:
        return tie_end(job, record, circle, RELATION_caseload);
    case 3:
        return tie_end_all(job, record);
    case 4:
        return tie_lengthen(job, &tie);
    case 5:
        return conflict_hide(job, (struct conflict_id){record.value}, (struct staff_id){STAFF},
                             record);
    case 6:
        return conflict_end(job, (struct conflict_id){record.value});
    default:
        tie.relation = draw(changing, 2) ? RELATION_caseload : RELATION_house;
        return tie_make(job, &tie);
    }
}

static enum err change(struct job *job, void *with)
{
    struct changing *changing = with;
    enum err err = OK;
    for (int i = 0; err == OK && i < changing->count; i++)
        err = change_one(job, changing);
    return err;
}

/* What the worker is tied to, as a set. */
struct tied {
    bool is_tied[RECORDS + 1];
};

static struct tied ask(struct fixture *fixture, struct tie_copies *copies)
{
    struct tied tied = {0};
    struct tied_records records;
    fixture->ties = copies;
    struct job *job = fixture_as(fixture, ROLE_support_worker, STAFF);
    assert_int_equal(tie_records(job, RIGHT_person_read, MOST, &records), OK);
    for (size_t i = 0; i < records.count; i++)
        tied.is_tied[records.at[i].value] = true;
    return tied;
}

void test_copy_follows_the_ties(void **state)
{
    struct fixture *fixture = *state;
    struct tie_copies *copies = fixture->ties;
    struct changing changing = {.state = 1};
    size_t seen = 0;
    for (int i = 0; i < ROUNDS; i++) {
        changing.count = draw(&changing, 20) ? (int)draw(&changing, 4) : 2 * RECORDS;
        fixture_later(fixture, draw(&changing, 2) * MS_PER_HOUR);
        uint64_t before = changing.state;
        assert_int_equal(job_write(&fixture->job, change, &changing), OK);
        assert_true(changing.count == 0 || changing.state != before);
        struct tied copied = ask(fixture, copies), read = ask(fixture, NULL);
        for (int k = 1; k <= RECORDS; k++) {
            assert_int_equal(copied.is_tied[k], read.is_tied[k]);
            seen += read.is_tied[k];
        }
    }
    assert_true(seen > ROUNDS); /* there was something to follow */
}

static const struct record_id mariam = {77};

static enum err tie_mariam(struct job *job, void *with)
{
    const struct instant *until_at = with;
    struct circle_id circle = {1007};
    enum err err = circle_join(job, circle, (struct staff_id){STAFF});
    if (err == OK)
        err = tie_make(job, &(struct tie){mariam, circle, RELATION_caseload, *until_at});
    return err == OK && instant_is_some(*until_at) ? ERR_CONFLICT : err;
}

static enum err untie_mariam(struct job *job, void *with)
{
    (void)with;
    return tie_end(job, mariam, (struct circle_id){1007}, RELATION_caseload);
}

static size_t count_tied(struct fixture *fixture)
{
    struct tied_records records;
    struct job *job = fixture_as(fixture, ROLE_support_worker, STAFF);
    assert_int_equal(tie_records(job, RIGHT_person_read, MOST, &records), OK);
    return records.count;
}

/* Who keeps the copy from hearing that a tie has ended has a place to look and no right. */
void test_copy_gives_no_right(void **state)
{
    struct fixture *fixture = *state;
    struct instant open = INSTANT_NONE;
    assert_int_equal(job_write(&fixture->job, tie_mariam, &open), OK);
    assert_int_equal(count_tied(fixture), 1);
    assert_int_equal(job_write(&fixture->job, untie_mariam, NULL), OK);
    static const struct store_statement forge = RAW("update tie_mark set number = number - 1");
    fixture_run(fixture, &forge);
    assert_int_equal(count_tied(fixture), 1);
    struct record_id record = mariam;
    size_t kept;
    assert_int_equal(tie_filter(&fixture->job, RIGHT_person_read, &record, 1, &kept), OK);
    assert_int_equal(kept, 0);
}

/* tie_mariam fails in the end where the tie has one. */
void test_undone_ties_are_not_copied(void **state)
{
    struct fixture *fixture = *state;
    struct instant later = instant_add_ms(fixture->job.now, MS_PER_HOUR), open = INSTANT_NONE;
    assert_int_equal(job_write(&fixture->job, tie_mariam, &later), ERR_CONFLICT);
    assert_int_equal(count_tied(fixture), 0);
    assert_int_equal(job_write(&fixture->job, tie_mariam, &open), OK);
    assert_int_equal(count_tied(fixture), 1);
}

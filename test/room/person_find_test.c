/* The name index kept up to date: what it costs a request, and that nothing is left behind. */
#include "world.h"

#include <unistd.h>

#include "guard/tie.h"
#include "rooms/person/person.h"

static struct person_id add_named(struct fixture *fixture, struct str name, struct str helps)
{
    struct person_facts facts = {
        .kind = STR("adult"),
        .birth_state = STR("not_known"),
        .nation = STR("E"),
        .helps = helps,
        .names = &(struct person_name){.kind = STR("given"), .text = name},
        .name_count = 1,
    };
    struct person_id person;
    WELL(person_add(&fixture->job, &facts, &person));
    fixture_later(fixture, 0);
    return person;
}

/* With as much to say of each as one field of the record takes. */
static void add_person(struct fixture *fixture, struct str name)
{
    static char long_text[60000];
    for (size_t i = 0; i < sizeof(long_text); i++)
        long_text[i] = 'a';
    add_named(fixture, name, (struct str){long_text, sizeof(long_text)});
}

static size_t found(struct fixture *fixture, struct str name)
{
    struct name_hit hits[10];
    size_t count = 0;
    enum err err = names_find(fixture->vault, &(struct name_query){.text = name}, hits, 10, &count);
    assert_int_equal(err, OK);
    return count;
}

/* After an import ten thousand people wait for the next search: that one request must manage. */
static void test_many_changes_fit_into_one_request(void **state)
{
    struct fixture *fixture = *state;
    add_person(fixture, STR("Selam Tesfaye"));
    WELL(person_index_refresh(&fixture->job));
    for (int i = 0; i < 40; i++)
        add_person(fixture, STR("Mehret Girmay"));

    struct arena small = arena_make(1 << 20);
    jmp_buf overflow;
    small.overflow = &overflow;
    struct arena *whole = fixture->job.arena;
    fixture->job.arena = &small;
    bool has_overflown = true;
    if (setjmp(overflow) == 0) {
        WELL(person_index_refresh(&fixture->job));
        has_overflown = false;
    }
    fixture->job.arena = whole;
    arena_free(&small);
    assert_false(has_overflown);
    assert_int_equal(found(fixture, STR("Mehret Girmay")), 10);
}

/* Whatever becomes of one request, the next one gets the index: a lock kept would end every
 * search. */
static void test_a_failed_refresh_keeps_no_lock(void **state)
{
    struct fixture *fixture = *state;
    add_person(fixture, STR("Selam Tesfaye"));
    WELL(person_index_refresh(&fixture->job));
    add_person(fixture, STR("Mehret Girmay"));
    struct arena tiny = arena_make(64 * 1024);
    jmp_buf overflow;
    tiny.overflow = &overflow;
    struct arena *whole = fixture->job.arena;
    fixture->job.arena = &tiny;
    if (setjmp(overflow) == 0)
        WELL(person_index_refresh(&fixture->job));
    fixture->job.arena = whole;
    arena_free(&tiny);
    fixture_later(fixture, 0);
    WELL(person_index_refresh(&fixture->job));
    assert_int_equal(found(fixture, STR("Mehret Girmay")), 1);
}

/* ---- whose people ---------------------------------------------------------------------------- */

enum { NAMESAKES = 600, WORKER = 7, CROWDED = 8, MANY_TIES = 8200 };

static const struct circle_id caseload = {1007}, crowded = {1008};

static enum err tie_one(struct job *job, void *with)
{
    const struct person_id *person = with;
    return tie_make(job, &(struct tie){{person->value}, caseload, RELATION_caseload, TIE_OPEN});
}

/* With so many other records that nobody looks at them one by one. */
static enum err tie_many(struct job *job, void *with)
{
    const struct person_id *person = with;
    enum err err =
        tie_make(job, &(struct tie){{person->value}, crowded, RELATION_caseload, TIE_OPEN});
    for (int64_t i = 1; i <= MANY_TIES && err == OK; i++)
        err = tie_make(job, &(struct tie){{-i}, crowded, RELATION_caseload, TIE_OPEN});
    return err;
}

struct search_result {
    struct person_match matches[20];
    size_t count;
    bool has_hidden;
};

static struct search_result search_as(struct fixture *fixture, enum role role, int64_t staff,
                                      struct str text)
{
    struct search_result result;
    struct job *job = fixture_as(fixture, role, staff);
    WELL(person_search(job, &(struct person_query){.text = text}, result.matches, 20,
                       &result.count, &result.has_hidden));
    return result;
}

/* More people of one name than the index gives candidates: a worker finds her own all the same, is
 * told of nobody else, and the desk learns only that there is somebody. */
static void test_a_common_name_hides_nobody(void **state)
{
    struct fixture *fixture = *state;
    struct person_id own = {0};
    for (int i = 0; i < NAMESAKES; i++) {
        struct person_id person = add_named(fixture, STR("Fatima Osman"), STR_NONE);
        own = i == NAMESAKES / 2 ? person : own;
    }
    world_join(fixture, WORKER, caseload);
    world_write(fixture, tie_one, &own);
    struct search_result found =
        search_as(fixture, ROLE_support_worker, WORKER, STR("Fatma Osmaan"));
    assert_int_equal(found.count, 1);
    assert_int_equal(found.matches[0].person.value, own.value);
    assert_false(found.has_hidden);
    found = search_as(fixture, ROLE_support_worker, WORKER + 20, STR("Fatima Osman"));
    assert_int_equal(found.count, 0);
    assert_false(found.has_hidden);
    found = search_as(fixture, ROLE_night_desk, WORKER + 21, STR("فاطمة عثمان"));
    assert_int_equal(found.count, 0);
    assert_true(found.has_hidden);
}

/* Who is tied to very many is answered from the whole index, filtered by the same right. */
static void test_a_circle_too_large_is_filtered(void **state)
{
    struct fixture *fixture = *state;
    struct person_id own = add_named(fixture, STR("Mehret Girmay"), STR_NONE);
    add_named(fixture, STR("Mehret Girmay"), STR_NONE);
    world_join(fixture, CROWDED, crowded);
    world_write(fixture, tie_many, &own);
    struct search_result found =
        search_as(fixture, ROLE_support_worker, CROWDED, STR("Mihret Ghirmay"));
    assert_int_equal(found.count, 1);
    assert_int_equal(found.matches[0].person.value, own.value);
    assert_false(found.has_hidden);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_many_changes_fit_into_one_request, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_a_failed_refresh_keeps_no_lock, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_a_common_name_hides_nobody, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_a_circle_too_large_is_filtered, fixture_set_up,
                                        fixture_tear_down),
    };
    alarm(1200); /* a lock that is kept would make a test wait for ever */
    return world_run(tests, COUNT_OF(tests), argc, argv);
}

/* The name index kept up to date: what it costs a request, and that nothing is left behind. */
#include "world.h"

#include <unistd.h>

#include "rooms/person/person.h"

/* With as much to say of each as one field of the record takes. */
static struct person_id add_person(struct fixture *fixture, struct str name)
{
    static char long_text[60000];
    for (size_t i = 0; i < sizeof(long_text); i++)
        long_text[i] = 'a';
    struct person_facts facts = {
        .kind = STR("adult"),
        .birth_state = STR("not_known"),
        .nation = STR("E"),
        .helps = {long_text, sizeof(long_text)},
        .names = &(struct person_name){STR("given"), name},
        .name_count = 1,
    };
    struct person_id person;
    WELL(person_add(&fixture->job, &facts, &person));
    fixture_later(fixture, 0);
    return person;
}

static size_t found(struct fixture *fixture, struct str name)
{
    struct name_hit hits[10];
    return names_find(fixture->vault, &(struct name_query){.text = name}, hits, 10);
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

/* Whatever becomes of one request, the next one gets the index: a lock kept would end every search. */
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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_many_changes_fit_into_one_request, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_a_failed_refresh_keeps_no_lock, fixture_set_up,
                                        fixture_tear_down),
    };
    alarm(120); /* a lock that is kept would make a test wait for ever */
    return world_run(tests, COUNT_OF(tests), argc, argv);
}

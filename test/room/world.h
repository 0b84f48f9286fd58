/* world.h - a small world for the tests of rooms: providers, workers in their circles, houses.
 *
 * On top of test/guard/guard_fixture.h: an empty database, a vault, a clock that stands still at
 * 02:10 on 24 November 2026.
 */
#ifndef TEST_ROOM_WORLD_H
#define TEST_ROOM_WORLD_H

#include "guard_fixture.h"
#include "rooms/house/house.h"
#include "rooms/placement/placement.h"
#include "rooms/referral/referral.h"
#include "rooms/staff/staff.h"

/* Ends the test when a call is refused. */
#define WELL(call) assert_string_equal(err_name(call), "ok")

/* The fixture's clock, and a day counted from there. */
struct date world_day(const struct fixture *fixture, int days);

/* Runs one work in a transaction, as whoever the job is, and reads anew. */
void world_write(struct fixture *fixture, enum err (*work)(struct job *job, void *with),
                 void *with);

struct organisation world_organisation(struct fixture *fixture, struct str name, const char *kind);

/* Puts a worker into a circle. The numbers of fixture_as. */
void world_join(struct fixture *fixture, int64_t staff, struct circle_id circle);

/* A house in West Yorkshire that takes women and families, with rooms 1 to room_count of as many
 * beds as their number. Address: ADDRESS. */
#define ADDRESS STR("14 Quiet Close, Sampleton, ZZ99 7QQ")
struct house_facts world_facts(struct str alias, struct organisation_id organisation);
struct house_id world_house(struct fixture *fixture, const struct house_facts *facts,
                            size_t room_count);
struct circle_id world_house_circle(struct fixture *fixture, struct house_id house);
/* The room of that name. */
struct room_id world_room(struct fixture *fixture, struct house_id house, const char *name);

/* What is answered of one woman alone who can live anywhere. */
enum { WORLD_ANSWERS = 9 };
extern const struct referral_answer world_answers[WORLD_ANSWERS];

/* A call about her, taken by a worker of the desk. */
struct referral_id world_call(struct fixture *fixture, int64_t staff, const char *name);
/* An answer to it, written down without a problem. */
void world_say(struct fixture *fixture, int64_t staff, struct referral_id referral,
               const char *question, const char *value);

/* The steps to a stay, by a worker of the desk and a manager; she says yes before she arrives.
 * worker: the key worker, or 0. */
struct placement_id world_hold(struct fixture *fixture, int64_t desk, struct referral_id call,
                               struct room_id room);
enum err world_offer(struct fixture *fixture, int64_t desk, struct placement_id placement);
enum err world_accept(struct fixture *fixture, int64_t manager, struct placement_id placement);
enum err world_arrive(struct fixture *fixture, int64_t desk, int64_t manager,
                      struct placement_id placement, int64_t worker);

/* The number that a statement without parameters finds in the database. */
int64_t world_count(struct fixture *fixture, const char *sql);

/* Runs all tests on the engine named on the command line, with fixture_set_up and _tear_down. */
int world_run(const struct CMUnitTest *tests, size_t count, int argc, char **argv);

#endif

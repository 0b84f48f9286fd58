/* cold_world.h - on top of world.h: somebody of whom there is something in every sealed column, who
 * goes cold and comes back. For the tests of thaws.
 */
#ifndef TEST_ROOM_COLD_WORLD_H
#define TEST_ROOM_COLD_WORLD_H

#include "rooms/cold/cold.h"
#include "rooms/cold/cold_inner.h"
#include "world.h"

enum { DESK = 7, WORKER = 8, OTHER_WORKER = 9, GUARDIAN = 10, MANAGER = 11, PROVIDER = 12,
       YEAR_DAYS = 400, VALUES_MOST = 200,
       FEW = 2, MANY = 50 /* pieces: more than are sealed at once */ };

/* fixture_set_up, with an account for each of these and a pair of keys for what is cold. */
int cold_world_set_up(void **state);

/* Their public half. */
struct str cold_world_key(void);

/* A job of the desk, with the reactions between rooms. */
struct job *desk(struct fixture *fixture);

/* Dora Sample, with a document of so many pieces. */
struct person_id somebody(struct fixture *fixture, size_t pieces);

/* One more document of hers. */
void a_document(struct fixture *fixture, struct person_id person, size_t pieces);

/* A year later she is cold. */
void put_away(struct fixture *fixture);

/* A worker asks for her. The keys, opened by their holder, in base64. */
struct task_id asked(struct fixture *fixture, struct person_id person);
struct str opened(struct fixture *fixture, struct task_id thaw);

/* Asked, confirmed and open. */
void thawed(struct fixture *fixture, struct person_id person);

/* The second person has said it, and nothing has been done yet. */
struct task_id begun(struct fixture *fixture, struct person_id person);

/* One step of what was begun. False: there is nothing more to do. */
bool went_on(struct fixture *fixture);

/* The keys that stand in her rows. */
struct cold_keys keys_of(struct fixture *fixture, struct person_id person);

/* How many of her sealed values open under these keys; the digest of all that does. */
size_t count_open(struct fixture *fixture, struct person_id person, const struct cold_keys *keys,
                  size_t *out_all, struct str *out_digest);

/* The same where all opens, or nothing. */
size_t open_under(struct fixture *fixture, struct person_id person, const struct cold_keys *keys,
                  struct str *out_digest);

/* Thaws in which something did not open and that the guardian has not looked into. */
int64_t waiting(struct fixture *fixture);

#endif

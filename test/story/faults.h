/* faults.h - the same request again and again, each time with another thing failing in it, until it
 * succeeds: what was refused has left nothing behind.
 *
 * FAULTS_STATEMENTS: of all that a request does inside a write, statement n fails, n = 1, 2, 3 ...,
 * with each class of error of the engine, that one alone or all from it on. On SQLite: busy; full,
 * I/O error or no memory (after which SQLite has rolled back); constraint. On PostgreSQL the server
 * itself raises serialization_failure, deadlock_detected, disk_full, unique_violation, or the
 * connection is cut.
 * FAULTS_MEMORY: an allocation from the request's arena is an overflow. In the long test it is each
 * that a route reaches by a chain of calls by which it has not failed yet, so every allocation of
 * every path of every request once, and not again in each turn of a loop; otherwise some of the
 * first request of each route. Of a form the COMMIT fails each time, so that it can be sent again,
 * until it has asked for all the memory it asks for.
 *
 * A refused try must have a status that says so, must not be longer than a page without anybody's
 * data, and must not have changed the database. A try that succeeds all the same (the engine tried
 * again, or the failure was foreseen) is the request's answer, and the story goes on with it.
 */
#ifndef TEST_STORY_FAULTS_H
#define TEST_STORY_FAULTS_H

#include "visitor.h"

enum faults { FAULTS_NONE, FAULTS_STATEMENTS, FAULTS_MEMORY };

/* From here on every request is tried so. */
void faults_start(enum faults faults, enum world_engine engine);

/* Before and after one request; between the two it is asked while faults_again says so. */
void faults_begin(struct world *world, const struct request *request);
void faults_plant(struct arena *arena); /* just before the dispatcher is called */
bool faults_again(const struct seen *answer);

/* Tells in TAP, as tests after number, what was found and which writing statements of the registry
 * never failed; how many of the tests are bad. least: so many statements must have failed. */
enum { FAULTS_TESTS = 3 };
int faults_tell(int number, size_t least);

#endif

/* guard_fixture.h - an empty database with guard's tables, a vault, a clock that stands still. */
#ifndef TEST_GUARD_FIXTURE_H
#define TEST_GUARD_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "guard/account.h"
#include "guard/audit.h"
#include "guard/job.h"
#include "guard/tie_copy.h"

enum tested { TESTED_MEMORY, TESTED_FILE, TESTED_POSTGRES };
extern enum tested tested;

struct fixture {
    struct store *store;
    struct vault *vault;
    struct arena arena;
    struct job job; /* nobody's, until a test says whose */
    const struct event_reaction *reactions; /* of every job from now on; NULL: none */
    size_t reaction_count;
    struct tie_copies *ties; /* of every job from now on; NULL: none */
    uint64_t *seeded; /* random numbers of every job from now on; NULL: the kernel's */
};

int fixture_set_up(void **state);
/* Where the database file (TESTED_FILE) and the key stand. */
const char *fixture_folder(void);
int fixture_tear_down(void **state);

/* The job begins anew, later by so much, reading what has been written meanwhile. Nobody asks. */
struct job *fixture_later(struct fixture *fixture, int64_t ms);

/* Closes database and vault as an ending program does, and opens both again. Not for ":memory:". */
struct job *fixture_restart(struct fixture *fixture);

/* A vault with the same keys that remembers nothing: of tries, of versions, of what it signed. */
struct job *fixture_forget_in_vault(struct fixture *fixture);

/* The same, as a worker with that role whose number, circle and session are staff, staff + 1000 and
 * staff + 2000. */
struct job *fixture_as(struct fixture *fixture, enum role role, int64_t staff);

/* Writes an account "worker-7" for staff 7, with PASSWORD and the secret of RFC 6238. */
#define PASSWORD STR("correct horse 7")
#define SECRET STR("12345678901234567890")
void fixture_account(struct fixture *fixture, enum role role, int64_t staff);

/* The right code at this moment of the fixture's clock. */
struct str fixture_code(struct fixture *fixture);

/* A statement of a test's own, which changes what guard would never change. */
#define RAW(text) {.name = "raw", .sql = (text), .is_writing = true}
void fixture_run(struct fixture *fixture, const struct store_statement *statement);
/* The same by a connection that the fixture's store knows nothing of. Not for ":memory:". */
void fixture_run_elsewhere(struct fixture *fixture, const struct store_statement *statement);

/* Takes what a test wrote into guard's tables by itself for what guard wrote: proves it anew. */
void fixture_prove(struct fixture *fixture);

/* Lines in the whole log with this verb; VERB_NONE: all. */
int64_t fixture_lines(struct fixture *fixture, enum verb verb);

#endif

/* staff.h - organisations and the people who work in them.
 *
 * One prime contractor and several providers (rulebook.md C1). An organisation has a circle: who
 * works there is in it, and the records of its houses and people are tied to it. Accounts,
 * passwords and sessions are guard's (guard/account.h); this room gives them their pages.
 */
#ifndef ROOMS_STAFF_STAFF_H
#define ROOMS_STAFF_STAFF_H

#include "guard/account.h"
#include "guard/job.h"

struct organisation {
    struct organisation_id organisation;
    struct str name;
    struct str kind; /* codes organisation_kind: prime, provider, commissioner */
    struct circle_id circle;
};

/* Inside job_write. */
CHECKED enum err organisation_add(struct job *job, struct str name, struct str kind,
                                  struct organisation *out_organisation);
/* Every account of a demo has this password; a folder of real people has no such account. */
#define DEMO_PASSWORD "haven-demo-only"

CHECKED enum err organisation_get(struct job *job, struct organisation_id organisation,
                                  struct organisation *out_organisation);
CHECKED enum err organisation_named(struct job *job, struct str name,
                                    struct organisation *out_organisation);

/* A worker with an account, in the circles that the role works in: one's own, the organisation's
 * (provider managers), the desk's (night desk). Inside job_write; account comes from
 * account_prepare. */
CHECKED enum err staff_add(struct job *job, const struct account_new *account,
                           const struct account_prepared *prepared);

#endif

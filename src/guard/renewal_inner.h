/* renewal_inner.h - what the two halves of renewal.h share. Inside guard only. */
#ifndef GUARD_RENEWAL_INNER_H
#define GUARD_RENEWAL_INNER_H

#include "guard/renewal.h"
#include "guard_renewal_sql.h"

/* Is this the code of the step, newer than the last one taken? 0: no. */
int64_t renewal_step(struct str secret, struct str code, struct instant now, int64_t last_step);

/* Password and, unless totp_sealed is empty, code app of an account from now on; all its sessions
 * and tokens end, and what waits is over. Inside job_write. */
struct renewed {
    struct staff_id staff;
    struct str password_hash; /* empty: stays */
    struct str totp_sealed;   /* empty: stays */
    int64_t step;             /* of the code that was given with it */
};
CHECKED enum err renewal_store(struct job *job, const struct renewed *renewed);

#endif

/* alarm.h - inner header of the vault: what its processes tell whoever watches the server, and the
 * clocks they go by. */
#ifndef VAULT_ALARM_H
#define VAULT_ALARM_H

#include <stdint.h>
#include <time.h>

/* A line on standard error: "haven: alarm WORD". Never a name or an id. */
void alarm_tell(const char *word);

int64_t clock_seconds(clockid_t clock);

#endif

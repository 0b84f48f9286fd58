/* supervise.h - `haven serve` as three processes: a supervisor, the vault, the web process.
 *
 *   supervisor   starts the two others, and again within a second when one ends; reads no input;
 *                has the root key sealed for backups, once (app/key_copy.h)
 *   vault        the keys (src/vault); started when the web process has opened its database
 *   web          everything else
 *
 * The supervisor gives the web process the vault's connections over a socket between them. When the
 * vault ends, the web process goes on: what needs the vault is answered with 503 until the next one
 * is there, which is told the names again. When the web process ends, its vault ends with it.
 * A web process that ends by itself before it was ready has said why: its exit code is the
 * supervisor's. What ends again and again is started after pauses that grow to five seconds.
 * SIGTERM and SIGINT stop all of it; whoever kills the supervisor ends the others too.
 */
#ifndef APP_SUPERVISE_H
#define APP_SUPERVISE_H

#include "app/settings.h"
#include "vault/vault.h"

/* Runs `run` in a web process, with settings->supervisor set, until it is to stop; returns the exit
 * code. Call it before any thread is started. */
int supervise(const struct settings *settings, int (*run)(const struct settings *settings));

/* ---- in the web process -------------------------------------------------------------------- */

/* What the supervisor is told about a vault's start; the paths it knows itself. */
struct vault_wish {
    bool is_demo, has_begun; /* as in struct vault_settings */
};

/* As vault_start, by the supervisor. */
CHECKED enum err supervised_vault(const struct settings *settings, const struct vault_wish *wish,
                                  struct vault **out_vault, const char **out_reason);

/* From here on the end of this process is a fault, after which it is started again. */
void supervised_ready(const struct settings *settings);

/* Waits for the vault's next process and puts its connections in place. False: the supervisor is
 * gone. */
bool supervised_next(const struct settings *settings, struct vault *vault);

#endif

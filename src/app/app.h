/* app.h - the running program: database, vault, clock, and whether it is a demo.
 */
#ifndef APP_APP_H
#define APP_APP_H

#include "app/settings.h"
#include "app/supervise.h"
#include "app/waiting.h"
#include "guard/job.h"
#include "guard/reserve.h"
#include "guard/tie_copy.h"

struct app {
    struct settings settings;
    struct store *store;
    struct store *readings;    /* the log of readings; NULL: in store (guard/audit.h) */
    struct reserve reserve_room; /* for the log, while the disk takes nothing */
    bool has_reserve;            /* false: a bulk has none */
    struct vault *vault;
    struct tie_copies *ties;   /* the program's one, of this database */
    int lock;                  /* of the data folder; -1: not held (PostgreSQL) */
    bool is_demo;              /* the data folder holds made-up people */
    int64_t clock_ahead_ms;    /* demo: how far the clock is from the real one */
    struct waiting waiting;
    struct checkpoints *checkpoints; /* NULL: no server runs */
    struct backup_thread *backup; /* the server's own backups; NULL: none (app/backup.h) */
};

/* Opens everything: makes the data folder, takes its lock, opens and migrates the database, opens
 * the key. The vault knows nobody's name yet: the first search tells it, or app_read_index.
 * ERR_LOCKED: a server runs on this folder. Otherwise a line on standard error has said what is
 * wrong. */
CHECKED enum err app_open(const struct settings *settings, struct app *out_app);
void app_close(struct app *app);

/* How this installation's vault is started: where its key is (HAVEN_KEY, else what systemd handed
 * over as root.key, else in the data folder) and its budgets. The texts are in the arena. */
struct vault_settings app_vault_settings(struct arena *arena, const struct settings *settings,
                                         const struct vault_wish *wish);

/* Proves what the database holds from before there were proofs, once (guard/proof.h); for a demo,
 * at the end of its making. A line on standard error has said what is wrong. */
CHECKED enum err app_prove_rights(struct app *app);

/* Tells the vault the names of everybody it does not know yet. */
CHECKED enum err app_read_index(struct app *app);

/* Computes kept clocks again, of some hundred people in one transaction, where the law has changed
 * or a silent rule was turned on or off. *out_done: how many; *out_left: how many are still to
 * do. */
CHECKED enum err app_recompute_clocks(struct app *app, size_t *out_done, int64_t *out_left);

/* True while the disk takes no writes (store_is_refused): pages say so. */
bool app_is_read_only(const struct app *app);

/* While it takes none, tries again; once it does, moves what the reserve holds into the log. To be
 * called every few seconds. */
void app_look_at_disk(struct app *app);

/* Real time, and the program's time (moved in a demo by HAVEN_CLOCK, then running). */
struct instant app_real_now(void);
struct instant app_now(const struct app *app);

/* A job without anybody who asks and without a connection yet. */
struct job app_job(struct app *app, struct arena *arena);

/* A job for commands: the program itself asks, with every right of no role; reads from db. */
CHECKED enum err app_job_begin(struct app *app, struct arena *arena, struct job *out_job);
/* Tells what of it did not open (guard/unreadable.h), and gives its connections back. */
void app_job_end(struct job *job);

#endif

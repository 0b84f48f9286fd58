/* settings.h - every setting of the program, in one table.
 *
 * Order of precedence: command line, environment, haven.ini in the data folder, default.
 */
#ifndef APP_SETTINGS_H
#define APP_SETTINGS_H

#include "base/base.h"

struct settings {
    const char *data;      /* HAVEN_DATA, --data: the data folder */
    const char *database;  /* HAVEN_DB: "postgresql://..."; empty: SQLite in the data folder */
    const char *key;       /* HAVEN_KEY: the root key's file; empty: in the data folder */
    const char *clock;     /* HAVEN_CLOCK: in demo mode the instant at which the clock starts */
    const char *address;   /* HAVEN_ADDRESS: where the server listens */
    int port;              /* HAVEN_PORT */
    const char *reserve;   /* HAVEN_RESERVE: the log's reserve; empty: in the data folder */
    const char *law_key;   /* HAVEN_LAW_KEY: proves law files in the data folder; empty: none */
    const char *witnesses; /* HAVEN_WITNESSES: files and host:port, with commas between them */
    const char *backup;     /* HAVEN_BACKUP: where the server writes backups; empty: nowhere */
    const char *backup_key; /* HAVEN_BACKUP_KEY: the public keys that they are sealed to */
    const char *duty_keys;  /* HAVEN_DUTY_KEYS: those that open the on-call pack; empty: none */
    const char *cold_key;   /* HAVEN_COLD_KEY: what cold records are sealed to; empty: none are */
    bool is_behind_tls;    /* HAVEN_TLS=proxy: nginx ends TLS in front */
    const char *passphrase; /* HAVEN_KEY_PASSPHRASE: file of the root key's passphrase; empty: asked
                             * on the terminal, when the key is sealed with one */
    int addresses_a_day;   /* HAVEN_ADDRESSES_A_DAY: opened for one member of staff in 24 hours */
    int addresses_an_hour; /* HAVEN_ADDRESSES_AN_HOUR: opened for everybody in an hour */
    int upload_mb;         /* HAVEN_UPLOAD_MB: the largest file that somebody may add */
    int supervisor;        /* in the web process of a server: socket to its supervisor; 0: none */
    int key_copy;          /* in the web process of a server: see app/key_copy.h */
    bool is_mending;       /* set by `haven house patterns` only: addresses are not counted */
    bool is_bulk;          /* set by the making of a demo only: nothing is flushed before the end */
};

/* Reads them; *argc and argv keep what is not a setting. ERR_INVALID: a line on standard error has
 * said which setting is wrong and what it may be. */
CHECKED enum err settings_read(struct arena *arena, int *argc, char **argv,
                               struct settings *out_settings);

/* Paths inside the data folder (app/folder.h): in the web process's half, and in the vault's. */
const char *settings_path(struct arena *arena, const struct settings *settings, const char *name);
const char *settings_vault_path(struct arena *arena, const struct settings *settings,
                                const char *name);

/* The root key's file: the setting key, or root.key in the vault's half. */
const char *settings_key_path(struct arena *arena, const struct settings *settings);

#endif

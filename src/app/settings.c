#include "app/settings.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cleaner/cleaner.h"
#include "vault/backup_seal.h"
#include "vault/sign.h"

struct setting {
    const char *name;     /* in haven.ini, and "--name" on the command line */
    const char *variable; /* of the environment */
    const char *preset;   /* empty: it need not be set */
    const char *about;
    bool (*is_right)(const char *value); /* NULL: whatever it is */
};

/* ---- what a value may be -------------------------------------------------------------------- */

static bool is_number(const char *value, int64_t least, int64_t most)
{
    int64_t number;
    return str_to_i64(str_of(value), &number) == OK && number >= least && number <= most;
}

static bool is_port(const char *value)
{
    return is_number(value, 0, 65535);
}

/* A budget: one that could be none would be a way to forget what it is for. */
static bool is_budget(const char *value)
{
    return is_number(value, 1, 1000);
}

static bool is_upload(const char *value)
{
    return is_number(value, 1, CLEAN_MOST_BYTES >> 20);
}

static bool is_proxy(const char *value)
{
    return strcmp(value, "proxy") == 0;
}

static bool is_moment(const char *value)
{
    struct instant unused;
    return instant_parse(str_of(value), &unused) == OK;
}

static bool is_law_key(const char *value)
{
    return strlen(value) == SIGN_KEY_CHARS;
}

static bool is_keys(const char *value)
{
    return backup_keys_are_valid(str_of(value));
}

static bool is_one_key(const char *value)
{
    return strlen(value) == BACKUP_KEY_CHARS && is_keys(value);
}

/* ---- the table ------------------------------------------------------------------------------ */

enum { DATA, DATABASE, KEY, CLOCK, ADDRESS, PORT, TLS, LAW_KEY, WITNESSES, RESERVE, PASSPHRASE,
       ADDRESSES_A_DAY, ADDRESSES_AN_HOUR, BACKUP, BACKUP_KEY, DUTY_KEYS, COLD_KEY,
       UPLOAD_MB, SETTINGS };

static const struct setting table[SETTINGS] = {
    [DATA] = {"data", "HAVEN_DATA", "data", "the data folder", NULL},
    [DATABASE] = {"db", "HAVEN_DB", "", "postgresql://... or empty for SQLite", NULL},
    [KEY] = {"key", "HAVEN_KEY", "", "file of the root key", NULL},
    [CLOCK] = {"clock", "HAVEN_CLOCK", "", "demo only: 2026-11-24T02:10Z", is_moment},
    [ADDRESS] = {"address", "HAVEN_ADDRESS", "127.0.0.1", "where to listen", NULL},
    [PORT] = {"port", "HAVEN_PORT", "8080", "1 to 65535, 0 for any", is_port},
    [LAW_KEY] = {"law-key", "HAVEN_LAW_KEY", "", "64 digits printed by haven law key", is_law_key},
    [WITNESSES] = {"witnesses", "HAVEN_WITNESSES", "", "files and host:port, with commas", NULL},
    [RESERVE] = {"reserve", "HAVEN_RESERVE", "", "file of the log's reserve", NULL},
    [PASSPHRASE] = {"key-passphrase", "HAVEN_KEY_PASSPHRASE", "",
                    "the file of the root key's passphrase", NULL},
    [ADDRESSES_A_DAY] = {"addresses-a-day", "HAVEN_ADDRESSES_A_DAY", "5", "1 to 1000", is_budget},
    [ADDRESSES_AN_HOUR] = {"addresses-an-hour", "HAVEN_ADDRESSES_AN_HOUR", "20", "1 to 1000",
                           is_budget},
    [BACKUP] = {"backup", "HAVEN_BACKUP", "", "the folder that backups are written to", NULL},
    [BACKUP_KEY] = {"backup-key", "HAVEN_BACKUP_KEY", "", "64 digits printed by haven backup key",
                    is_keys},
    [DUTY_KEYS] = {"duty-keys", "HAVEN_DUTY_KEYS", "", "such digits, with commas between holders",
                   is_keys},
    [COLD_KEY] = {"cold-key", "HAVEN_COLD_KEY", "", "one such key, for records that go cold",
                  is_one_key},
    [UPLOAD_MB] = {"upload-mb", "HAVEN_UPLOAD_MB", "10", "1 to 10", is_upload},
    [TLS] = {"tls", "HAVEN_TLS", "", "proxy when TLS ends in front", is_proxy},
};

/* ---- reading -------------------------------------------------------------------------------- */

struct reading {
    struct arena *arena;
    const char *values[SETTINGS];
    const char *unknown;
};

static int setting_named(const char *name)
{
    for (int i = 0; i < SETTINGS; i++)
        if (strcmp(table[i].name, name) == 0)
            return i;
    return -1;
}

/* inih calls this for each line; 0 stops it. */
static int read_line(void *with, const char *section, const char *name, const char *value)
{
    struct reading *reading = with;
    int which = setting_named(name);
    if (which < 0 || section[0] != 0) {
        reading->unknown = str_c(reading->arena, str_of(name));
        return 0;
    }
    if (reading->values[which] == NULL)
        reading->values[which] = str_c(reading->arena, str_of(value));
    return 1;
}

/* Takes "--name value" out of argv. */
static void take_arguments(struct reading *reading, int *argc, char **argv)
{
    int kept = 1;
    for (int i = 1; i < *argc; i++) {
        int which = strncmp(argv[i], "--", 2) == 0 ? setting_named(argv[i] + 2) : -1;
        if (which >= 0 && i + 1 < *argc)
            reading->values[which] = argv[++i];
        else
            argv[kept++] = argv[i];
    }
    argv[kept] = NULL;
    *argc = kept;
}

static enum err take_file(struct reading *reading)
{
    struct str path = str_format(reading->arena, "%s/haven.ini", reading->values[DATA]);
    struct stat stat_of;
    if (stat(path.at, &stat_of) != 0)
        return OK;
    int line = ini_parse(path.at, read_line, reading);
    if (line == 0 && reading->unknown == NULL)
        return OK;
    fprintf(stderr, "haven: %s: line %d is not a setting%s%s\n", path.at, line,
            reading->unknown ? ": " : "", reading->unknown ? reading->unknown : "");
    return ERR_INVALID;
}

static enum err refuse(int which, const char *value)
{
    fprintf(stderr, "haven: %s (--%s, %s) cannot be \"%s\"; it is %s\n", table[which].name,
            table[which].name, table[which].variable, value, table[which].about);
    return ERR_INVALID;
}

static bool is_right(const struct reading *reading, int which)
{
    const char *value = reading->values[which];
    bool is_left_out = !value[0] && !table[which].preset[0];
    return is_left_out || table[which].is_right == NULL || table[which].is_right(value);
}

static enum err check(const struct reading *reading)
{
    for (int i = 0; i < SETTINGS; i++)
        if (!is_right(reading, i))
            return refuse(i, reading->values[i]);
    return reading->values[BACKUP][0] && !reading->values[BACKUP_KEY][0] ? refuse(BACKUP_KEY, "")
                                                                         : OK;
}

/* The command line before the environment, that before the file, that before the presets. */
static enum err read_values(struct reading *reading, int *argc, char **argv)
{
    take_arguments(reading, argc, argv);
    for (int i = 0; i < SETTINGS; i++)
        if (reading->values[i] == NULL)
            reading->values[i] = getenv(table[i].variable);
    if (reading->values[DATA] == NULL)
        reading->values[DATA] = table[DATA].preset;
    enum err err = take_file(reading);
    for (int i = 0; i < SETTINGS; i++)
        if (reading->values[i] == NULL)
            reading->values[i] = table[i].preset;
    return err;
}

static int number(const struct reading *reading, int which)
{
    int64_t number;
    must(str_to_i64(str_of(reading->values[which]), &number) == OK);
    return (int)number;
}

enum err settings_read(struct arena *arena, int *argc, char **argv, struct settings *out_settings)
{
    struct reading reading = {.arena = arena};
    enum err err = read_values(&reading, argc, argv);
    if (err == OK)
        err = check(&reading);
    if (err != OK)
        return err;
    *out_settings = (struct settings){
        .data = reading.values[DATA],
        .database = reading.values[DATABASE],
        .key = reading.values[KEY],
        .passphrase = reading.values[PASSPHRASE],
        .clock = reading.values[CLOCK],
        .address = reading.values[ADDRESS],
        .port = number(&reading, PORT),
        .is_behind_tls = reading.values[TLS][0] != 0,
        .law_key = reading.values[LAW_KEY],
        .witnesses = reading.values[WITNESSES],
        .reserve = reading.values[RESERVE],
        .addresses_a_day = number(&reading, ADDRESSES_A_DAY),
        .addresses_an_hour = number(&reading, ADDRESSES_AN_HOUR),
        .backup = reading.values[BACKUP],
        .backup_key = reading.values[BACKUP_KEY],
        .duty_keys = reading.values[DUTY_KEYS],
        .cold_key = reading.values[COLD_KEY],
        .upload_mb = number(&reading, UPLOAD_MB),
    };
    return OK;
}

const char *settings_path(struct arena *arena, const struct settings *settings, const char *name)
{
    return str_format(arena, "%s/record/%s", settings->data, name).at;
}

const char *settings_vault_path(struct arena *arena, const struct settings *settings,
                                const char *name)
{
    return str_format(arena, "%s/vault/%s", settings->data, name).at;
}

const char *settings_key_path(struct arena *arena, const struct settings *settings)
{
    return settings->key[0] ? settings->key : settings_vault_path(arena, settings, "root.key");
}

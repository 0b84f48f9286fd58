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
    const char *preset;
    const char *about;
};

enum { DATA, DATABASE, KEY, CLOCK, ADDRESS, PORT, TLS, LAW_KEY, WITNESSES, RESERVE, PASSPHRASE,
       ADDRESSES_A_DAY, ADDRESSES_AN_HOUR, BACKUP, BACKUP_KEY, DUTY_KEYS, COLD_KEY,
       UPLOAD_MB, SETTINGS };

static const struct setting table[SETTINGS] = {
    [DATA] = {"data", "HAVEN_DATA", "data", "the data folder"},
    [DATABASE] = {"db", "HAVEN_DB", "", "postgresql://... or empty for SQLite"},
    [KEY] = {"key", "HAVEN_KEY", "", "file of the root key"},
    [CLOCK] = {"clock", "HAVEN_CLOCK", "", "demo only: 2026-11-24T02:10Z"},
    [ADDRESS] = {"address", "HAVEN_ADDRESS", "127.0.0.1", "where to listen"},
    [PORT] = {"port", "HAVEN_PORT", "8080", "1 to 65535, 0 for any"},
    [LAW_KEY] = {"law-key", "HAVEN_LAW_KEY", "", "64 digits printed by haven law key"},
    [WITNESSES] = {"witnesses", "HAVEN_WITNESSES", "", "files and host:port, with commas"},
    [RESERVE] = {"reserve", "HAVEN_RESERVE", "", "file of the log's reserve"},
    [PASSPHRASE] = {"key-passphrase", "HAVEN_KEY_PASSPHRASE", "",
                    "the file of the root key's passphrase"},
    [ADDRESSES_A_DAY] = {"addresses-a-day", "HAVEN_ADDRESSES_A_DAY", "5", "1 to 1000"},
    [ADDRESSES_AN_HOUR] = {"addresses-an-hour", "HAVEN_ADDRESSES_AN_HOUR", "20", "1 to 1000"},
    [BACKUP] = {"backup", "HAVEN_BACKUP", "", "the folder that backups are written to"},
    [BACKUP_KEY] = {"backup-key", "HAVEN_BACKUP_KEY", "", "64 digits printed by haven backup key"},
    [DUTY_KEYS] = {"duty-keys", "HAVEN_DUTY_KEYS", "", "such digits, with commas between holders"},
    [COLD_KEY] = {"cold-key", "HAVEN_COLD_KEY", "", "one such key, for records that go cold"},
    [UPLOAD_MB] = {"upload-mb", "HAVEN_UPLOAD_MB", "10", "1 to 10"},
    [TLS] = {"tls", "HAVEN_TLS", "", "proxy when TLS ends in front"},
};

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

/* A budget: one that could be none would be a way to forget what it is for. */
static bool read_budget(const struct reading *reading, int which, int *out_number)
{
    int64_t number;
    if (str_to_i64(str_of(reading->values[which]), &number) != OK || number < 1 || number > 1000)
        return false;
    *out_number = (int)number;
    return true;
}

enum err settings_read(struct arena *arena, int *argc, char **argv, struct settings *out_settings)
{
    struct reading reading = {.arena = arena};
    take_arguments(&reading, argc, argv);
    for (int i = 0; i < SETTINGS; i++)
        if (reading.values[i] == NULL)
            reading.values[i] = getenv(table[i].variable);
    if (reading.values[DATA] == NULL)
        reading.values[DATA] = table[DATA].preset;
    enum err err = take_file(&reading);
    if (err != OK)
        return err;
    for (int i = 0; i < SETTINGS; i++)
        if (reading.values[i] == NULL)
            reading.values[i] = table[i].preset;
    int64_t port;
    if (str_to_i64(str_of(reading.values[PORT]), &port) != OK || port < 0 || port > 65535)
        return refuse(PORT, reading.values[PORT]);
    if (reading.values[TLS][0] && strcmp(reading.values[TLS], "proxy") != 0)
        return refuse(TLS, reading.values[TLS]);
    if (reading.values[LAW_KEY][0] && strlen(reading.values[LAW_KEY]) != SIGN_KEY_CHARS)
        return refuse(LAW_KEY, reading.values[LAW_KEY]);
    for (int i = BACKUP_KEY; i <= DUTY_KEYS; i++)
        if (reading.values[i][0] && !backup_keys_are_valid(str_of(reading.values[i])))
            return refuse(i, reading.values[i]);
    if (reading.values[COLD_KEY][0] && (strlen(reading.values[COLD_KEY]) != BACKUP_KEY_CHARS ||
                                        !backup_keys_are_valid(str_of(reading.values[COLD_KEY]))))
        return refuse(COLD_KEY, reading.values[COLD_KEY]);
    if (reading.values[BACKUP][0] && !reading.values[BACKUP_KEY][0])
        return refuse(BACKUP_KEY, "");
    struct instant unused;
    if (reading.values[CLOCK][0] && instant_parse(str_of(reading.values[CLOCK]), &unused) != OK)
        return refuse(CLOCK, reading.values[CLOCK]);
    int addresses_a_day, addresses_an_hour;
    if (!read_budget(&reading, ADDRESSES_A_DAY, &addresses_a_day))
        return refuse(ADDRESSES_A_DAY, reading.values[ADDRESSES_A_DAY]);
    if (!read_budget(&reading, ADDRESSES_AN_HOUR, &addresses_an_hour))
        return refuse(ADDRESSES_AN_HOUR, reading.values[ADDRESSES_AN_HOUR]);
    int64_t upload_mb;
    if (str_to_i64(str_of(reading.values[UPLOAD_MB]), &upload_mb) != OK || upload_mb < 1 ||
        upload_mb > CLEAN_MOST_BYTES >> 20)
        return refuse(UPLOAD_MB, reading.values[UPLOAD_MB]);
    *out_settings = (struct settings){
        .upload_mb = (int)upload_mb,
        .passphrase = reading.values[PASSPHRASE],
        .addresses_a_day = addresses_a_day,
        .addresses_an_hour = addresses_an_hour,
        .data = reading.values[DATA],
        .database = reading.values[DATABASE],
        .key = reading.values[KEY],
        .clock = reading.values[CLOCK],
        .address = reading.values[ADDRESS],
        .port = (int)port,
        .reserve = reading.values[RESERVE],
        .law_key = reading.values[LAW_KEY],
        .witnesses = reading.values[WITNESSES],
        .backup = reading.values[BACKUP],
        .backup_key = reading.values[BACKUP_KEY],
        .duty_keys = reading.values[DUTY_KEYS],
        .cold_key = reading.values[COLD_KEY],
        .is_behind_tls = reading.values[TLS][0] != 0,
    };
    return OK;
}

const char *settings_path(struct arena *arena, const struct settings *settings, const char *name)
{
    return str_format(arena, "%s/%s", settings->data, name).at;
}

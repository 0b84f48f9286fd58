#include "app/pack.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/backup_files.h"
#include "app/backup_key.h"
#include "rooms/sheet/sheet.h"

enum { PACK_MEMORY = 256 << 20 };

/* The name that is bound into every pack: they are copied and renamed by people. */
static const char BOUND[] = "on-call pack";

static const char *const file_name = "on-call.pack";

static enum err seal_text(const char *path, struct str duty_keys, struct str text)
{
    struct seal_for who = {.key = duty_keys, .name = str_of(BOUND)};
    struct sealing *sealing;
    char part[4096];
    snprintf(part, sizeof(part), "%s.part", path);
    int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return ERR_BUSY;
    enum err err = sealing_begin(file, &who, &sealing);
    if (err == OK) {
        sealing_add(sealing, text.at, text.size);
        err = sealing_end(sealing);
    }
    close(file);
    if (err == OK && rename(part, path) != 0)
        err = ERR_BUSY;
    if (err != OK)
        unlink(part);
    return err;
}

/* The line in the log is durable before the file is. */
static enum err make(struct job *job, struct str *out_text)
{
    struct sheet sheet;
    enum err err = sheet_load_whole(job, &sheet);
    if (err != OK)
        return err;
    *out_text = sheet_text(job->arena, &sheet);
    job_audit_for(job, VERB_exported, RECORD_database, 0, PURPOSE_care);
    return job_audit_commit(job);
}

enum err pack_write(struct app *app, const char *path, struct str duty_keys)
{
    struct arena arena = arena_make(PACK_MEMORY);
    struct job job;
    struct str text;
    enum err err = app_job_begin(app, &arena, &job);
    if (err == OK) {
        err = make(&job, &text);
        app_job_end(&job);
    }
    if (err == OK)
        err = seal_text(path, duty_keys, text);
    arena_free(&arena);
    return err;
}

enum err pack_when_due(struct app *app, struct instant now)
{
    char path[4096];
    struct stat about;
    if (app->settings.duty_keys[0] == 0)
        return OK;
    snprintf(path, sizeof(path), "%s/%s", app->settings.backup, file_name);
    if (stat(path, &about) == 0 &&
        now.ms - (int64_t)about.st_mtime * MS_PER_SECOND < PACK_HOURS * MS_PER_HOUR)
        return OK;
    return pack_write(app, path, str_of(app->settings.duty_keys));
}

int pack_command(struct call *call)
{
    const char *to = call_option(call, "--to"), *seal_to = call_option(call, "--seal-to");
    struct str keys = str_of(seal_to ? seal_to : call->app->settings.duty_keys);
    if (to == NULL || !backup_keys_are_valid(keys)) {
        fprintf(call->complaints, "haven: say where and to whose keys: haven pack --to FILE "
                "--seal-to PUBLIC[,PUBLIC ...], or the setting duty-keys\n");
        return EXIT_BAD_INPUT;
    }
    enum err err = pack_write(call->app, to, keys);
    if (err != OK)
        fprintf(call->complaints, "haven: no pack: %s\n", err_name(err));
    return err == OK ? EXIT_DONE : EXIT_REFUSED;
}

static enum err open_pack(struct arena *arena, const char *path, struct str secret,
                          struct str *out_text)
{
    struct seal_for who = {.key = secret, .name = str_of(BOUND)};
    return backup_read_as(arena, path, &who, out_text);
}

int pack_open_command(struct call *call)
{
    struct arena arena = arena_make(PACK_MEMORY);
    struct str secret, text;
    int exit_code = EXIT_REFUSED;
    if (call->argc != 2 || call->settings->key[0] == 0) {
        fprintf(call->complaints, "usage: haven pack open FILE --key FILE\n");
        exit_code = EXIT_BAD_INPUT;
    } else if (backup_key_file_read(&arena, call->settings->key, &secret) != OK) {
        fprintf(call->complaints, "haven: %s is not a file of haven backup key\n",
                call->settings->key);
    } else if (open_pack(&arena, call->argv[1], secret, &text) != OK) {
        fprintf(call->complaints, "haven: %s is damaged, or not for this key\n", call->argv[1]);
    } else {
        fwrite(text.at, 1, text.size, call->out);
        exit_code = EXIT_DONE;
    }
    arena_free(&arena);
    return exit_code;
}

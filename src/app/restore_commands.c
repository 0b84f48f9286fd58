/* Commands that work on files of a backup alone: restore, and verify by restoring. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/backup.h"
#include "app/backup_files.h"
#include "app/backup_key.h"
#include "app/command.h"
#include "app/restore.h"

enum { COMMAND_MEMORY = 1 << 30 };

static int bad_use(struct call *call, const char *usage)
{
    fprintf(call->complaints, "usage: haven %s\n", usage);
    return EXIT_BAD_INPUT;
}

/* ---- restoring ----------------------------------------------------------------------------- */

/* Reads --from, --key and --until; the folder to restore into is the caller's. */
static bool read_order(struct call *call, struct arena *arena, struct restore_order *order)
{
    const char *until = call_option(call, "--until");
    order->from = call_option(call, "--from");
    order->until = INSTANT_NONE;
    if (order->from == NULL || call->settings->key[0] == 0)
        return false;
    if (until && instant_parse(str_of(until), &order->until) != OK) {
        fprintf(call->complaints, "haven: %s is no instant like 2026-11-24T02:10:00Z\n", until);
        return false;
    }
    if (backup_key_file_read(arena, call->settings->key, &order->secret) == OK)
        return true;
    fprintf(call->complaints, "haven: %s is not a file of haven backup key\n",
            call->settings->key);
    return false;
}

static void print_restored(FILE *out, struct arena *arena, const struct restored *restored)
{
    fprintf(out, "backup %.*s and %lld files of pages, up to %.*s\n", STR_ARGS(restored->name),
            (long long)restored->pages_files, STR_ARGS(instant_text(arena, restored->at)));
    fprintf(out, "pages, foreign keys and %lld lines of the log are whole; %lld people's names "
            "open\n", (long long)restored->lines, (long long)restored->names);
    if (restored->is_keys_of_another)
        fprintf(out, "its own keys have gone: with the newest there are, %lld people, houses and "
                "others stay unreadable\n", (long long)restored->missing_keys);
}

static int run_restore(struct call *call, struct arena *arena, const struct restore_order *order)
{
    struct restored restored;
    const char *reason;
    enum err err = restore(arena, order, &restored, &reason);
    if (err != OK) {
        fprintf(call->complaints, "haven: not restored: %s\n", reason);
        return EXIT_REFUSED;
    }
    print_restored(call->out, arena, &restored);
    return EXIT_DONE;
}

int restore_command(struct call *call)
{
    struct arena arena = arena_make(COMMAND_MEMORY);
    struct progress progress = progress_begin(call->complaints);
    struct restore_order order = {.to = call->settings->data, .progress = &progress,
                                  .database = call->settings->database};
    int exit_code = read_order(call, &arena, &order)
                        ? run_restore(call, &arena, &order)
                        : bad_use(call, "restore --from DIR --key FILE --data NEWDIR "
                                  "[--until INSTANT] [--db postgresql://...]");
    if (exit_code == EXIT_DONE)
        fprintf(call->out, "restored into %s%s\n", order.to,
                order.database[0] ? " and the database on PostgreSQL" : "");
    arena_free(&arena);
    return exit_code;
}

/* Restored beside nothing and deleted again: only a backup that was restored is one. */
int backup_verify_command(struct call *call)
{
    struct arena arena = arena_make(COMMAND_MEMORY);
    const char *place = getenv("TMPDIR");
    char *folder = str_c(&arena, str_format(&arena, "%s/haven-verify-XXXXXX",
                                            place && place[0] ? place : "/tmp"));
    struct progress progress = progress_begin(call->complaints);
    struct restore_order order = {.to = folder, .progress = &progress};
    int exit_code = EXIT_REFUSED;
    if (!read_order(call, &arena, &order))
        exit_code = bad_use(call, "backup verify --from DIR --key FILE [--until INSTANT]");
    else if (mkdtemp(folder) == NULL)
        fprintf(call->complaints, "haven: no folder can be made in %s\n", place ? place : "/tmp");
    else
        exit_code = run_restore(call, &arena, &order);
    restore_delete(&arena, folder);
    if (exit_code == EXIT_DONE)
        fprintf(call->out, "verified by restoring\n");
    arena_free(&arena);
    return exit_code;
}

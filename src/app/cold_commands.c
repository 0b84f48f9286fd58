/* cold_commands.c - `haven cold open`: the keys of one cold record, on a machine that has the
 * secret and need not have anything else of Haven's. */
#include <stdio.h>

#include "app/backup_key.h"
#include "app/commands.h"
#include "rooms/cold/cold.h"

enum { TEXT_MOST = 1 << 16 };

static struct str read_text(struct arena *arena, FILE *in)
{
    char *text = ARENA_MANY(arena, char, TEXT_MOST);
    return (struct str){text, fread(text, 1, TEXT_MOST, in)};
}

int cold_open_command(struct call *call)
{
    struct arena arena = arena_make(1 << 20);
    struct str secret, opened;
    int exit_code = EXIT_REFUSED;
    if (call->settings->key[0] == 0 ||
        backup_key_file_read(&arena, call->settings->key, &secret) != OK) {
        fprintf(call->complaints, "haven: say which key: haven cold open --key FILE, a file of "
                "haven backup key\n");
        exit_code = EXIT_BAD_INPUT;
    } else if (cold_open_text(&arena, secret, read_text(&arena, call->in), &opened) != OK) {
        fprintf(call->complaints, "haven: this key does not open this text: is all of it there, "
                "and is it the key that the page names?\n");
    } else {
        fprintf(call->out, "%.*s\n", STR_ARGS(opened));
        exit_code = EXIT_DONE;
    }
    arena_free(&arena);
    return exit_code;
}

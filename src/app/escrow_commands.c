#include "app/escrow_commands.h"

#include <stdio.h>
#include <string.h>

#include "app/folder.h"
#include "vault/escrow.h"

static enum err find_folder(const struct settings *settings)
{
    return settings->key[0] ? OK : folder_make(settings);
}

static int number_option(struct call *call, const char *name, int preset)
{
    int64_t number = preset;
    const char *text = call_option(call, name);
    if (text && str_to_i64(str_of(text), &number) != OK)
        return 0;
    return number > 0 && number <= SHARES_MOST ? (int)number : 0;
}

int key_escrow_command(struct call *call)
{
    if (find_folder(call->settings) != OK)
        return EXIT_REFUSED;
    struct arena arena = arena_make(1 << 16);
    char texts[SHARES_MOST][SHARE_CHARS];
    const char *reason;
    int shares = number_option(call, "--shares", 5), need = number_option(call, "--need", 3);
    enum err err = escrow_split(settings_key_path(&arena, call->settings), shares, need, texts,
                                &reason);
    if (err == OK) {
        for (int i = 0; i < shares; i++)
            fprintf(call->out, "%s%s", i > 0 ? "\n" : "", texts[i]);
        fprintf(call->complaints, "%d shares, any %d of them give the key. Print each on its own "
                "sheet, give each to another person, and clear this screen.\n", shares, need);
    } else {
        fprintf(call->complaints, "haven: no shares: %s\n", reason);
    }
    explicit_bzero(texts, sizeof(texts));
    arena_free(&arena);
    return err == OK ? EXIT_DONE : EXIT_REFUSED;
}

/* The whole of a file, or of what is typed. */
static struct str read_text(struct arena *arena, FILE *file)
{
    char *text = arena_take(arena, 1 << 14);
    return (struct str){text, fread(text, 1, 1 << 14, file)};
}

/* Shares with an empty line between them. */
static size_t split_shares(struct str text, struct str *shares, size_t count)
{
    while (text.size > 0 && count < SHARES_MOST) {
        const char *from = text.at, *end = from;
        while (text.size > 0) {
            struct str line = str_cut(&text, '\n');
            if (str_trim(line).size == 0)
                break;
            end = line.at + line.size;
        }
        if (end > from)
            shares[count++] = (struct str){from, (size_t)(end - from)};
    }
    return count;
}

static size_t read_shares(struct call *call, struct arena *arena, struct str *shares)
{
    size_t count = 0;
    for (int i = 1; i < call->argc; i++) {
        FILE *file = fopen(call->argv[i], "rb");
        if (file == NULL)
            continue;
        count = split_shares(read_text(arena, file), shares, count);
        fclose(file);
    }
    if (call->argc == 1)
        count = split_shares(read_text(arena, call->in), shares, count);
    return count;
}

static const char *join_refusal(enum err err, const char *reason)
{
    switch (err) {
    case ERR_DENIED: return "more shares are needed";
    case ERR_CONFLICT: return "two of them are the same, or they are not of one set";
    case ERR_INVALID: return "together they give no key";
    default: return reason;
    }
}

int key_recover_command(struct call *call)
{
    if (find_folder(call->settings) != OK)
        return EXIT_REFUSED;
    struct arena arena = arena_make(1 << 20);
    struct str shares[SHARES_MOST];
    struct share_fault fault = {0};
    const char *reason = "";
    size_t count = read_shares(call, &arena, shares);
    const char *path = settings_key_path(&arena, call->settings);
    enum err err = escrow_join(shares, count, path, &fault, &reason);
    if (err == OK)
        fprintf(call->out, "the key is in %s\n", path);
    else if (err == ERR_MALFORMED && fault.line > 0)
        fprintf(call->complaints, "haven: share %zu: look at line %d again\n", fault.share + 1,
                fault.line);
    else if (err == ERR_MALFORMED)
        fprintf(call->complaints, "haven: share %zu is not as it was printed\n", fault.share + 1);
    else
        fprintf(call->complaints, "haven: no key from %zu shares: %s\n", count,
                join_refusal(err, reason));
    arena_free(&arena);
    return err == OK ? EXIT_DONE : EXIT_REFUSED;
}

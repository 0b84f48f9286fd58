#include "app/law_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/folder.h"
#include "law/book.h"
#include "law/edition.h"
#include "vault/sign.h"

enum { FILE_LIMIT = 4 << 20, SIGNATURE_LIMIT = 512, BOOK_MEMORY = 64 << 20 };

static const char *const names[LAW_LAID_MAX] = {"clocks.csv", "events.csv", "sources.csv",
                                                "holiday-rules.csv", "holiday-days.csv"};
static const char SIGNATURE_WORD[] = "haven-law 1 ";
static const char KEY_WORD[] = "haven-law-key 1 ";

/* ---- files --------------------------------------------------------------------------------- */

/* ERR_NOT_FOUND: there is none. ERR_BUSY: it cannot be read, or is over the limit. */
static enum err read_file(struct arena *arena, const char *path, size_t limit,
                          struct str *out_text)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_BUSY;
    char *text = arena_take(arena, limit + 1);
    size_t size = fread(text, 1, limit + 1, file);
    bool is_whole = ferror(file) == 0 && size <= limit;
    fclose(file);
    if (!is_whole)
        return ERR_BUSY;
    *out_text = (struct str){text, size};
    return OK;
}

/* A file that is there already is never written over. */
static enum err write_file(const char *path, int flags, struct str text)
{
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
    if (file < 0)
        return ERR_BUSY;
    bool is_written = write(file, text.at, text.size) == (ssize_t)text.size && fsync(file) == 0;
    return close(file) == 0 && is_written ? OK : ERR_BUSY;
}

/* ---- signatures ---------------------------------------------------------------------------- */

static struct str signed_text(struct arena *arena, struct str name, struct date edition_on,
                              struct str text)
{
    return str_format(arena, "haven law\n%.*s\n%.*s\n%.*s", STR_ARGS(name),
                      STR_ARGS(date_text(arena, edition_on)), STR_ARGS(text));
}

/* The edition that a signature file proves of a text. */
static enum err check_signature(struct arena *arena, struct str key, struct str name,
                                struct str text, struct str line, struct date *out_edition_on)
{
    struct date edition_on;
    struct str word = str_of(SIGNATURE_WORD);
    if (!str_starts(line, word))
        return ERR_INVALID;
    struct str rest = str_trim(str_slice(line, word.size, line.size));
    struct str edition = str_cut(&rest, ' ');
    if (date_parse(edition, &edition_on) != OK)
        return ERR_INVALID;
    enum err err = sign_check(key, signed_text(arena, name, edition_on, text), rest);
    if (err == OK)
        *out_edition_on = edition_on;
    return err;
}

/* ---- the law in force ---------------------------------------------------------------------- */

/* What is being put in force. */
struct laying {
    struct arena arena; /* of the book; kept while it is in force */
    const struct settings *settings;
    FILE *complaints;
    struct law_texts texts;
};

static struct arena kept; /* of the book in force */
static bool has_kept;

static const char *path_of(struct laying *laying, const char *name, const char *ending)
{
    return str_format(&laying->arena, "%s/%s%s",
                      settings_path(&laying->arena, laying->settings, "law"), name, ending).at;
}

static enum err refuse(struct laying *laying, const char *name, const char *what)
{
    fprintf(laying->complaints, "haven: %s: %s\n", path_of(laying, name, ""), what);
    return ERR_INVALID;
}

static enum err lay(struct laying *laying, const char *name, struct str text)
{
    const char *key = laying->settings->law_key;
    struct str line;
    struct law_laid laid = {.file = str_of(name)};
    enum err err = read_file(&laying->arena, path_of(laying, name, ".sig"), SIGNATURE_LIMIT, &line);
    if (key == NULL || key[0] == 0)
        return refuse(laying, name, "the setting law-key is missing, so nobody can tell who wrote "
                      "this file");
    if (err != OK)
        return refuse(laying, name, "its signature (.sig) is missing or cannot be read");
    if (check_signature(&laying->arena, str_of(key), laid.file, text, line, &laid.edition_on) != OK)
        return refuse(laying, name, "the signature beside it is not of this file by the key of the "
                      "setting law-key");
    if (date_compare(laid.edition_on, law_book_built_in()->built_in_edition_on) <= 0)
        return refuse(laying, name, "it is not newer than the law data of the program; take it "
                      "away or sign a newer edition");
    *law_text_of(&laying->texts, laid.file) = text;
    laying->texts.laid[laying->texts.laid_count++] = laid;
    return OK;
}

static enum err lay_all(struct laying *laying)
{
    enum err err = OK;
    for (size_t i = 0; i < LAW_LAID_MAX && err == OK; i++) {
        struct str text;
        err = read_file(&laying->arena, path_of(laying, names[i], ""), FILE_LIMIT, &text);
        if (err == OK)
            err = lay(laying, names[i], text);
        else if (err == ERR_NOT_FOUND)
            err = OK;
        else
            err = refuse(laying, names[i], "it cannot be read, or is over 4 MB");
    }
    return err;
}

static void put_in_force(struct laying *laying, const struct law_book *book)
{
    law_book_use(book);
    if (has_kept)
        arena_free(&kept);
    kept = laying->arena;
    has_kept = true;
}

enum err law_files_use(const struct settings *settings, FILE *complaints)
{
    struct laying laying = {.arena = arena_make(BOOK_MEMORY), .settings = settings,
                            .complaints = complaints, .texts = law_texts_built_in()};
    const struct law_book *book = NULL;
    struct law_fault fault;
    enum err err = folder_carry_over(settings);
    if (err == OK)
        err = lay_all(&laying);
    if (err == OK && laying.texts.laid_count > 0 &&
        law_book_load(&laying.arena, &laying.texts, &book, &fault) != OK) {
        fprintf(complaints, "haven: %s/%.*s\n", settings_path(&laying.arena, settings, "law"),
                STR_ARGS(law_fault_text(&laying.arena, &fault)));
        err = ERR_INVALID;
    }
    if (err == OK)
        put_in_force(&laying, book);
    else
        arena_free(&laying.arena);
    return err;
}

/* ---- commands ------------------------------------------------------------------------------ */

static int complain(struct call *call, const char *what)
{
    fprintf(call->complaints, "haven: %s\n", what);
    return EXIT_BAD_INPUT;
}

int law_key_command(struct call *call)
{
    char secret[SIGN_KEY_CHARS + 1], public_key[SIGN_KEY_CHARS + 1];
    char line[sizeof(KEY_WORD) + SIGN_KEY_CHARS + 2];
    const char *path = call_option(call, "--to");
    if (path == NULL)
        return complain(call, "law key needs --to FILE, where the secret key is kept");
    sign_key_make(secret, public_key);
    int size = snprintf(line, sizeof(line), "%s%s\n", KEY_WORD, secret);
    enum err err = write_file(path, O_EXCL, (struct str){line, (size_t)size});
    explicit_bzero(secret, sizeof(secret));
    explicit_bzero(line, sizeof(line));
    if (err != OK)
        return complain(call, "the key file cannot be made, or is there already");
    fprintf(call->out, "law-key = %s\n", public_key);
    return EXIT_DONE;
}

/* The file as it would be in force: a bad row is named before anybody signs it. */
static bool is_good(struct call *call, struct arena *arena, struct str name)
{
    struct law_texts texts = law_texts_built_in();
    const struct law_book *book;
    struct law_fault fault;
    *law_text_of(&texts, name) = call->input;
    if (law_book_load(arena, &texts, &book, &fault) == OK)
        return true;
    fprintf(call->complaints, "haven: %.*s\n", STR_ARGS(law_fault_text(arena, &fault)));
    return false;
}

static int sign_file(struct call *call, struct arena *arena, const char *path, struct str name)
{
    char signature[SIGN_SIGNATURE_CHARS + 1];
    struct date edition_on;
    struct str key;
    const char *edition = call_option(call, "--edition"), *key_path = call_option(call, "--by");
    if (edition == NULL || date_parse(str_of(edition), &edition_on) != OK)
        return complain(call, "law sign needs --edition DATE, like 2026-12-01");
    if (key_path == NULL || read_file(arena, key_path, SIGNATURE_LIMIT, &key) != OK ||
        !str_starts(key, str_of(KEY_WORD)))
        return complain(call, "law sign needs --by FILE, a key made by law key");
    key = str_trim(str_slice(key, sizeof(KEY_WORD) - 1, key.size));
    if (sign_text(key, signed_text(arena, name, edition_on, call->input), signature) != OK)
        return complain(call, "the key file is damaged");
    struct str line = str_format(arena, "%s%s %s\n", SIGNATURE_WORD, edition, signature);
    const char *to = str_format(arena, "%s.sig", path).at;
    if (write_file(to, O_TRUNC, line) != OK)
        return complain(call, "the signature cannot be written beside the file");
    fprintf(call->out, "%s\n", to);
    return EXIT_DONE;
}

int law_sign_command(struct call *call)
{
    const char *path = call->argv[1], *slash = strrchr(path, '/');
    struct str name = str_of(slash ? slash + 1 : path);
    struct law_texts texts = law_texts_built_in();
    struct arena arena = arena_make(BOOK_MEMORY);
    int exit_code = EXIT_BAD_INPUT;
    if (law_text_of(&texts, name) == NULL)
        complain(call, "law sign takes clocks.csv, events.csv, sources.csv, holiday-rules.csv or "
                 "holiday-days.csv, as its first word");
    else if (is_good(call, &arena, name))
        exit_code = sign_file(call, &arena, path, name);
    arena_free(&arena);
    return exit_code;
}

int law_edition_command(struct call *call)
{
    if (law_files_use(call->settings, call->complaints) != OK)
        return EXIT_BAD_INPUT;
    struct arena arena = arena_make(1 << 16);
    const struct law_book *book = law_book();
    fprintf(call->out, "edition %.*s, %zu rules, fingerprint %.*s\n",
            STR_ARGS(date_text(&arena, book->edition_on)), book->rule_count,
            STR_ARGS(law_book_digest(&arena, book)));
    fprintf(call->out, "built in: %.*s\n",
            STR_ARGS(date_text(&arena, book->built_in_edition_on)));
    for (size_t i = 0; i < book->laid_count; i++)
        fprintf(call->out, "laid beside it: %.*s, %.*s\n", STR_ARGS(book->laid[i].file),
                STR_ARGS(date_text(&arena, book->laid[i].edition_on)));
    arena_free(&arena);
    return EXIT_DONE;
}

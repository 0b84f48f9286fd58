/* place_commands.c - opens the files of haven place and hands them to match/. */
#include "app/commands.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "match/place_command.h"
#include "match/plan_world.h"

#define PLACE_MEMORY ((size_t)4 << 30)

/* ---- files ---- */

struct place {
    struct call *call;
    struct arena arena;
    bool is_bad;
};

static void complain(struct place *place, const char *what, const char *why)
{
    fprintf(place->call->complaints, "haven place: %s: %s\n", what, why);
    place->is_bad = true;
}

static struct plan_text read_file(struct place *place, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        complain(place, path, strerror(errno));
        return (struct plan_text){path, STR_NONE};
    }
    struct buf text = buf_make(&place->arena, (size_t)1 << 16);
    char piece[1 << 14];
    size_t size;
    while ((size = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(&text, (struct str){piece, size});
    if (ferror(file))
        complain(place, path, "cannot be read");
    fclose(file);
    return (struct plan_text){path, buf_text(&text)};
}

static struct plan_text read_option(struct place *place, const char *option)
{
    const char *path = call_option(place->call, option);
    if (path == NULL) {
        complain(place, option, "the file is missing");
        return (struct plan_text){option, STR_NONE};
    }
    return read_file(place, path);
}

static struct plan_texts read_texts(struct place *place)
{
    struct plan_texts texts = {
        .households = read_option(place, "--households"),
        .houses = read_option(place, "--houses"),
        .rooms = read_option(place, "--rooms"),
    };
    if (call_option(place->call, "--fixed"))
        texts.fixed = read_option(place, "--fixed");
    return texts;
}

/* Every word is an option with its value, but for so many words in front. */
static void check_words(struct place *place, int free_words, const char *const *options,
                        size_t count)
{
    const struct call *call = place->call;
    for (int i = 1 + free_words; i < call->argc; i += 2) {
        size_t at = 0;
        while (at < count && strcmp(options[at], call->argv[i]) != 0)
            at++;
        if (at == count)
            complain(place, call->argv[i], "is not an option here");
        else if (i + 1 == call->argc)
            complain(place, call->argv[i], "its value is missing");
    }
}

/* NULL when the option is not there or the file cannot be made. */
static FILE *open_option(struct place *place, const char *option)
{
    const char *path = call_option(place->call, option);
    FILE *file = path && !place->is_bad ? fopen(path, "wb") : NULL;
    if (path && !place->is_bad && file == NULL)
        complain(place, path, strerror(errno));
    return file;
}

static bool close_file(struct place *place, FILE *file)
{
    if (file && fclose(file) != 0)
        complain(place, "a file", "could not be written whole");
    return !place->is_bad;
}

static int end(struct place *place, int exit_code)
{
    arena_free(&place->arena);
    return place->is_bad ? EXIT_BAD_INPUT : exit_code;
}

static struct place begin(struct call *call)
{
    return (struct place){.call = call, .arena = arena_make(PLACE_MEMORY)};
}

/* ---- the commands ---- */

int place_solve_command(struct call *call)
{
    static const char *const options[] = {"--households", "--houses", "--rooms", "--fixed",
                                          "--edges", "--rules", "--certificate"};
    struct place place = begin(call);
    const char *rules = call_option(call, "--rules");
    check_words(&place, 0, options, COUNT_OF(options));
    if (rules && strcmp(rules, "rooms") != 0 && strcmp(rules, "houses") != 0)
        complain(&place, rules, "the rules are rooms, or houses when nothing is said");
    struct plan_texts texts = read_texts(&place);
    struct place_files files = {.out = call->out, .err = call->complaints};
    files.edges = open_option(&place, "--edges");
    files.proof = open_option(&place, "--certificate");
    int exit_code = EXIT_BAD_INPUT;
    if (!place.is_bad)
        exit_code = place_solve(&texts, rules && strcmp(rules, "rooms") == 0, &files);
    close_file(&place, files.edges);
    close_file(&place, files.proof);
    return end(&place, exit_code);
}

int place_check_command(struct call *call)
{
    static const char *const options[] = {"--households", "--houses", "--rooms", "--fixed",
                                          "--certificate"};
    struct place place = begin(call);
    if (call->argc < 2 || strncmp(call->argv[1], "--", 2) == 0)
        complain(&place, "check", "the plan is missing: check PLAN --households F ...");
    check_words(&place, 1, options, COUNT_OF(options));
    struct plan_text plan = {NULL, STR_NONE};
    if (!place.is_bad)
        plan = read_file(&place, call->argv[1]);
    struct plan_texts texts = read_texts(&place);
    struct plan_text proof = read_option(&place, "--certificate");
    int exit_code = EXIT_BAD_INPUT;
    if (!place.is_bad)
        exit_code = place_check(&texts, plan, proof, call->out, call->complaints);
    return end(&place, exit_code);
}

static void write_world_file(struct place *place, const char *folder, const char *name,
                             struct str text)
{
    struct str path = str_format(&place->arena, "%s/%s", folder, name);
    FILE *file = fopen(path.at, "wb");
    if (file == NULL) {
        complain(place, path.at, strerror(errno));
        return;
    }
    fwrite(text.at, 1, text.size, file);
    close_file(place, file);
}

static int64_t number_option(struct place *place, const char *option, int64_t least, int64_t most)
{
    const char *text = call_option(place->call, option);
    int64_t number = least;
    if (text == NULL)
        complain(place, option, "is missing");
    else if (str_to_i64(str_of(text), &number) != OK || number < least || number > most)
        complain(place, option, "is not a number that can be used");
    return number;
}

int place_world_command(struct call *call)
{
    static const char *const options[] = {"--rooms", "--seed", "--out", "--day"};
    struct place place = begin(call);
    check_words(&place, 0, options, COUNT_OF(options));
    const char *folder = call_option(call, "--out"), *day = call_option(call, "--day");
    struct plan_world_wish wish = {
        .rooms = (uint32_t)number_option(&place, "--rooms", 1, PLAN_WORLD_ROOMS_MOST),
        .seed = (uint64_t)number_option(&place, "--seed", 0, INT64_MAX),
        .is_daily = day && strcmp(day, "usual") == 0,
    };
    if (day && strcmp(day, "usual") != 0 && strcmp(day, "first") != 0)
        complain(&place, day, "a day is usual, or first when nothing is said");
    if (folder == NULL)
        complain(&place, "--out", "is missing");
    else if (!place.is_bad && mkdir(folder, 0777) != 0 && errno != EEXIST)
        complain(&place, folder, strerror(errno));
    if (!place.is_bad) {
        struct plan_world world = plan_world_make(&place.arena, &wish);
        write_world_file(&place, folder, "households.csv", world.households);
        write_world_file(&place, folder, "houses.csv", world.houses);
        write_world_file(&place, folder, "rooms.csv", world.rooms);
    }
    return end(&place, EXIT_DONE);
}

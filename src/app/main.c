/* main.c - `haven WORD ...`: finds the command, gives it what it needs, runs it. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/command.h"
#include "app/control.h"
#include "app/serve.h"

static int print_usage(FILE *out, int exit_code)
{
    fprintf(out, "usage: haven COMMAND [OPTION ...]\n\n  serve\n");
    for (size_t i = 0; i < command_count; i++)
        fprintf(out, "  %s\n", command_table[i].usage);
    fprintf(out, "\n  --data DIR, --db URL, --key FILE, --clock INSTANT, --address A, --port N\n");
    return exit_code;
}

static enum err read_whole(struct arena *arena, const char *path, struct str *out_text)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (file == NULL)
        return ERR_NOT_FOUND;
    struct buf text = buf_make(arena, 1 << 16);
    char piece[1 << 14];
    size_t size;
    while ((size = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(&text, (struct str){piece, size});
    bool is_whole = ferror(file) == 0;
    if (file != stdin)
        fclose(file);
    *out_text = buf_text(&text);
    return is_whole ? OK : ERR_BUSY;
}

static const char *first_file(const struct call *call)
{
    for (int i = 1; i < call->argc; i++)
        if (strncmp(call->argv[i], "--", 2) != 0)
            return call->argv[i];
    return NULL;
}

/* argv as typed, so that the server finds the same command. */
static int run_in_server(const struct settings *settings, const struct call *call, int argc,
                         char **argv)
{
    struct call whole = *call;
    whole.argc = argc;
    whole.argv = argv;
    int exit_code;
    if (control_send(settings, &whole, &exit_code) == OK)
        return exit_code;
    fprintf(stderr, "haven: %s is in use and no server answers on its control socket\n",
            settings->data);
    return EXIT_IN_USE;
}

static int run_command(const struct settings *settings, const struct command *command,
                       struct call *call, int argc, char **argv)
{
    if (!command->needs_app)
        return command->run(call);
    struct app app;
    enum err err = app_open(settings, &app);
    if (err == ERR_LOCKED)
        return run_in_server(settings, call, argc, argv);
    if (err != OK)
        return EXIT_REFUSED;
    call->app = &app;
    call->is_progress_shown = true;
    int exit_code = command->run(call);
    app_close(&app);
    return exit_code;
}

static int run(struct arena *arena, int argc, char **argv)
{
    struct settings settings;
    if (settings_read(arena, &argc, argv, &settings) != OK)
        return EXIT_BAD_INPUT;
    if (argc == 2 && strcmp(argv[1], "serve") == 0)
        return serve(&settings);
    if (argc == 2 && strcmp(argv[1], "help") == 0)
        return print_usage(stdout, EXIT_DONE);
    int words;
    const struct command *command = command_find(argc - 1, argv + 1, &words);
    if (command == NULL)
        return print_usage(stderr, EXIT_BAD_INPUT);
    struct call call = {.settings = &settings, .argc = argc - words, .argv = argv + words,
                        .in = stdin, .out = stdout, .complaints = stderr};
    const char *path = command->reads_file ? first_file(&call)
                                           : call_option(&call, "--witness");
    if ((command->reads_file || path != NULL) &&
        (path == NULL || read_whole(arena, path, &call.input) != OK)) {
        fprintf(stderr, "haven: cannot read %s\n", path ? path : "the file: none was named");
        return EXIT_BAD_INPUT;
    }
    return run_command(&settings, command, &call, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    umask(077); /* whatever is made in the data folder is the operator's alone */
    struct arena arena = arena_make((size_t)256 << 20);
    int exit_code = run(&arena, argc, argv);
    arena_free(&arena);
    return exit_code;
}

#include "app/commands.h"

#include "app/law_files.h"
#include "base/problem.h"
#include "guard/account.h"
#include "law/book.h"
#include "law/command.h"
#include "match/capacity_command.h"
#include "rooms/house/house_pattern.h"
#include "rooms/referral/referral.h"
#include "words.h"

enum { COMMAND_MEMORY = 512 << 20 };

int call_with_job(struct call *call, int (*work)(struct call *call, struct job *job))
{
    struct arena arena = arena_make(COMMAND_MEMORY);
    struct job job;
    int exit_code = EXIT_REFUSED;
    enum err err = app_job_begin(call->app, &arena, &job);
    if (err == OK) {
        exit_code = work(call, &job);
        app_job_end(&job);
    } else {
        fprintf(call->complaints, "haven: the database is away: %s\n", err_name(err));
    }
    arena_free(&arena);
    return exit_code;
}

static int print_token(struct call *call, struct job *job)
{
    const char *user = call_option(call, "--user");
    if (user == NULL) {
        fprintf(call->complaints, "haven: token needs --user NAME\n");
        return EXIT_BAD_INPUT;
    }
    struct str token;
    enum err err = token_make(job, str_of(user), &token);
    if (err != OK) {
        fprintf(call->complaints, "haven: no token for %s: %s\n", user,
                err == ERR_NOT_FOUND ? "there is no such user" : err_name(err));
        return EXIT_REFUSED;
    }
    fprintf(call->out, "%.*s\n", STR_ARGS(token));
    return EXIT_DONE;
}

int token_command(struct call *call)
{
    return call_with_job(call, print_token);
}

/* The English sentence of a problem, with its detail put in. */
static void print_problem(FILE *out, const struct problem *problem)
{
    const char *sentence = word_forms(0, (enum word)problem->word)[0];
    fprintf(out, "%.*s: ", STR_ARGS(problem->field));
    for (const char *at = sentence; *at; at++) {
        struct str rest = str_of(at);
        if (str_starts(rest, STR("{detail}"))) {
            fwrite(problem->detail.at, 1, problem->detail.size, out);
            at += sizeof("{detail}") - 2;
        } else {
            fputc(*at, out);
        }
    }
    fputc('\n', out);
}

typedef enum err import(struct job *job, struct str text, bool is_dry_run,
                        struct problems *problems, int64_t *out_count);

static int run_import(struct call *call, struct job *job, import *run)
{
    struct problems problems = problems_make(job->arena);
    int64_t count = 0;
    bool is_dry_run = call_flag(call, "--dry-run");
    enum err err = run(job, call->input, is_dry_run, &problems, &count);
    for (size_t i = 0; i < problems.count; i++)
        print_problem(call->complaints, &problems.items[i]);
    if (err == ERR_INVALID || err == ERR_MALFORMED) {
        fprintf(call->complaints, "haven: nothing was imported; %zu to mend\n", problems.count);
        return EXIT_BAD_INPUT;
    }
    if (err != OK) {
        fprintf(call->complaints, "haven: nothing was imported: %s\n", err_name(err));
        return EXIT_REFUSED;
    }
    fprintf(call->out, is_dry_run ? "%lld would be imported\n" : "%lld imported\n",
            (long long)count);
    return EXIT_DONE;
}

static int import_referrals(struct call *call, struct job *job)
{
    return run_import(call, job, referral_import);
}

int import_referrals_command(struct call *call)
{
    return call_with_job(call, import_referrals);
}

static int import_houses(struct call *call, struct job *job)
{
    return run_import(call, job, house_import);
}

int import_houses_command(struct call *call)
{
    return call_with_job(call, import_houses);
}

static int mend_patterns(struct call *call, struct job *job)
{
    int64_t before = 0, left = 0;
    enum err err = house_pattern_left(job, &before);
    if (err == OK)
        err = house_pattern_mend_all(job);
    if (err == OK)
        err = house_pattern_left(job, &left);
    if (err != OK) {
        fprintf(call->complaints, "haven: not every house has patterns yet: %s\n", err_name(err));
        return EXIT_REFUSED;
    }
    fprintf(call->out, "haven: the gate knows the addresses of %lld more houses\n",
            (long long)(before - left));
    return EXIT_DONE;
}

/* Who starts a vault from its key may open all there is; so this one counts apart, and leaves the
 * hour's budget to those who have to go somewhere when the server is back. */
int house_patterns_command(struct call *call)
{
    struct settings settings = *call->settings;
    struct app app;
    settings.is_mending = true;
    enum err err = app_open(&settings, &app);
    if (err == ERR_LOCKED)
        fprintf(call->complaints, "haven: a server runs on this folder; stop it first\n");
    if (err != OK)
        return err == ERR_LOCKED ? EXIT_IN_USE : EXIT_REFUSED;
    call->app = &app;
    int exit_code = call_with_job(call, mend_patterns);
    call->app = NULL;
    app_close(&app);
    return exit_code;
}

int capacity_command(struct call *call)
{
    const char *file = call_option(call, "--scenario");
    return capacity_csv(file ? file : call->argv[1], call->input, call->out, call->complaints);
}

/* The law in force is that of the data folder, as for the server. */
int law_due_command(struct call *call)
{
    if (law_files_use_alone(call) != OK)
        return EXIT_BAD_INPUT;
    return law_due_csv(law_book(), call->in, call->out, call->complaints);
}

int law_holidays_command(struct call *call)
{
    if (law_files_use_alone(call) != OK)
        return EXIT_BAD_INPUT;
    if (call->argc != 3) {
        fprintf(call->complaints, "usage: haven law holidays NATION YEAR\n");
        return EXIT_BAD_INPUT;
    }
    return law_holidays_csv(law_book(), call->argv[1], call->argv[2], call->out, call->complaints);
}

int law_explain_command(struct call *call)
{
    if (law_files_use_alone(call) != OK)
        return EXIT_BAD_INPUT;
    return law_explain_text(law_book(), (const char *const *)call->argv + 1, call->argc - 1,
                            call->out, call->complaints);
}

int law_entitlement_command(struct call *call)
{
    return law_entitlement_csv(law_rates_built_in(), call->in, call->out, call->complaints);
}

int law_back_pay_command(struct call *call)
{
    return law_back_pay_csv(law_rates_built_in(), call->in, call->out, call->complaints);
}

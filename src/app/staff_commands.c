/* staff_commands.c - the first organisations and accounts of a database of real people. */
#include "app/commands.h"
#include "base/shape.h"
#include "guard/renewal.h"
#include "guard/tie.h"
#include "rooms/house/house.h"
#include "rooms/staff/staff.h"

static int refuse(struct call *call, const char *why, enum err err)
{
    fprintf(call->complaints, "haven: nothing was added: %s\n",
            err == ERR_BUSY ? err_name(err) : why);
    return err == ERR_INVALID ? EXIT_BAD_INPUT : EXIT_REFUSED;
}

/* ---- organisations --------------------------------------------------------------------------- */

static enum err add_organisation_work(struct job *job, void *with)
{
    struct organisation *organisation = with;
    return organisation_add(job, organisation->name, organisation->kind, organisation);
}

static int add_organisation(struct call *call, struct job *job)
{
    struct organisation organisation = {
        .name = str_trim(str_of(call_option(call, "--name"))),
        .kind = str_of(call_option(call, "--kind")),
    };
    struct organisation other;
    if (str_is_empty(organisation.name) || str_is_empty(organisation.kind))
        return refuse(call, "it needs --name and --kind prime, provider or commissioner",
                      ERR_INVALID);
    if (organisation_named(job, organisation.name, &other) == OK)
        return refuse(call, "an organisation has this name already", ERR_CONFLICT);
    enum err err = job_write(job, add_organisation_work, &organisation);
    if (err != OK)
        return refuse(call, "the kind is prime, provider or commissioner", err);
    fprintf(call->out, "added\n");
    return EXIT_DONE;
}

int organisation_add_command(struct call *call)
{
    return call_with_job(call, add_organisation);
}

/* ---- accounts -------------------------------------------------------------------------------- */

struct hiring {
    struct account_new account;
    struct account_prepared *prepared;
    struct house_id house; /* 0: none */
};

/* A house's manager works in the house's circle: that is how its people and offers are hers. */
static enum err add_account_work(struct job *job, void *with)
{
    const struct hiring *hiring = with;
    struct circle_id circle;
    enum err err = staff_add(job, &hiring->account, hiring->prepared);
    if (err != OK || hiring->house.value == 0)
        return err;
    err = house_circle(job, hiring->house, &circle);
    return err == OK ? circle_join(job, circle, hiring->account.staff) : err;
}

/* 26 letters and digits that nobody has chosen and nobody is told: 130 bits. */
static struct str draw_password(struct job *job)
{
    return str_format(job->arena, "%.*s%.*s", STR_ARGS(id_text(job->arena, job_new_id(job))),
                      STR_ARGS(id_text(job->arena, job_new_id(job))));
}

/* ---- one-time codes -------------------------------------------------------------------------- */

static enum err give_code_work(struct job *job, void *with)
{
    return renewal_give(job, with);
}

/* The operator at the machine is asker and second person at once: who can start this can do all. */
static int give_code(struct call *call, struct job *job, struct renewal_wanted wanted)
{
    struct renewal_prepared *prepared = NULL;
    struct str code = STR_NONE;
    enum err err = renewal_prepare(job, &wanted, &prepared, &code);
    if (err == OK)
        err = job_write(job, give_code_work, prepared);
    if (err != OK)
        return refuse(call, "the account is there, and has no one-time code", err);
    fprintf(call->out, "one-time code, shown once: %.*s\n"
            "for /sign-in/renew, within %d hours\n", STR_ARGS(code), wanted.hours);
    return EXIT_DONE;
}

static int renew_account(struct call *call, struct job *job)
{
    struct accounts accounts;
    struct str user_name = str_of(call_option(call, "--user"));
    if (account_list(job, &accounts) != OK)
        return refuse(call, "", ERR_BUSY);
    for (size_t i = 0; i < accounts.count; i++)
        if (str_equal(accounts.at[i].user_name, user_name) && !accounts.at[i].is_closed)
            return give_code(call, job, (struct renewal_wanted){accounts.at[i].staff, true,
                                                                RENEWAL_HOURS});
    return refuse(call, "there is no such account", ERR_INVALID);
}

int account_renew_command(struct call *call)
{
    return call_with_job(call, renew_account);
}

/* ---- accounts, continued --------------------------------------------------------------------- */

static enum err read_house(struct call *call, struct job *job, struct house_id *out_house)
{
    const char *typed = call_option(call, "--house");
    struct str ref;
    if (typed == NULL)
        return OK;
    enum err err = ref_parse(job->arena, str_of(typed), &ref);
    return err == OK ? house_find_ref(job->db, job->arena, ref, out_house) : err;
}

static int add_account(struct call *call, struct job *job)
{
    struct organisation organisation;
    struct hiring hiring = {.account = {
        .staff = {job_new_id(job)},
        .user_name = str_of(call_option(call, "--user")),
        .display_name = str_trim(str_of(call_option(call, "--name"))),
        .role = role_parse(str_of(call_option(call, "--role"))),
        .circle = {job_new_id(job)},
        .password = draw_password(job),
    }};
    if (str_is_empty(hiring.account.display_name) || hiring.account.role == ROLE_NONE)
        return refuse(call, "it needs --user, --name, --organisation and --role, a role such as "
                            "night_desk or support_worker", ERR_INVALID);
    if (organisation_named(job, str_of(call_option(call, "--organisation")), &organisation) != OK)
        return refuse(call, "there is no such organisation", ERR_INVALID);
    if (read_house(call, job, &hiring.house) != OK)
        return refuse(call, "there is no house with this reference", ERR_INVALID);
    hiring.account.organisation = organisation.organisation;
    enum err err = account_prepare(job, &hiring.account, &hiring.prepared);
    if (err != OK)
        return refuse(call, "a user name is 2 to 40 small letters, digits, dots, hyphens", err);
    err = job_write(job, add_account_work, &hiring);
    if (err != OK)
        return refuse(call, "the user name is taken", err);
    return give_code(call, job, (struct renewal_wanted){hiring.account.staff, true,
                                                        RENEWAL_FIRST_HOURS});
}

int account_add_command(struct call *call)
{
    return call_with_job(call, add_account);
}

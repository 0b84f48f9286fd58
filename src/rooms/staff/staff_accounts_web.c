#include "rooms/staff/staff_accounts_web.h"

#include "base/shape.h"
#include "guard/account.h"
#include "guard/renewal.h"
#include "staff_accounts_page.h"
#include "staff_one_time_page.h"
#include "staff_view.h"
#include "web/form.h"
#include "words.h"

/* ---- the list -------------------------------------------------------------------------------- */

enum { ACCOUNT_ROWS = 50 };

static const struct account *account_of(const struct accounts *accounts, struct staff_id staff)
{
    for (size_t i = 0; i < accounts->count; i++)
        if (accounts->at[i].staff.value == staff.value)
            return &accounts->at[i];
    return NULL;
}

/* Empty: the operator, who has no account. */
static struct str name_of(const struct accounts *accounts, struct staff_id staff)
{
    const struct account *account = account_of(accounts, staff);
    return account ? account->display_name : STR_NONE;
}

static void add_renewal(const struct job *job, const struct accounts *accounts,
                        const struct renewals *renewals, struct account_row_view *row)
{
    for (size_t i = 0; i < renewals->count; i++) {
        const struct renewal_open *open = &renewals->at[i];
        if (open->staff.value != row->staff.value)
            continue;
        row->asked_by = name_of(accounts, open->asked_by);
        row->until_at = open->until_at;
        row->is_code_app = open->is_code_app;
        row->is_confirmed = open->is_confirmed;
        row->may_confirm = !open->is_confirmed && !row->is_own && !row->is_closed &&
                           open->asked_by.value != job->asker.staff.value;
    }
}

/* What somebody can do something about stands on top. */
static struct account_row_view *waiting_first(struct arena *arena,
                                              const struct account_row_view *rows, size_t count)
{
    struct account_row_view *sorted = ARENA_MANY(arena, struct account_row_view, count);
    size_t placed = 0;
    for (int is_rest = 0; is_rest < 2; is_rest++)
        for (size_t i = 0; i < count; i++)
            if (instant_is_some(rows[i].until_at) != is_rest)
                sorted[placed++] = rows[i];
    return sorted;
}

/* after: empty, or the account with which the page before ended; not its number in the list, which
 * moves when a code is asked for meanwhile. */
static enum err cut_page(struct job *job, struct str after, struct account_row_view *rows,
                         struct staff_accounts_view *view)
{
    struct staff_id last = {0};
    size_t count = (size_t)view->total, from = 0;
    if (after.size > 0) {
        if (id_parse(after, &last.value) != OK)
            return ERR_MALFORMED;
        while (from < count && rows[from].staff.value != last.value)
            from++;
        if (from == count)
            return ERR_MALFORMED;
        from++;
        view->first = STR("/staff");
    }
    view->rows.at = rows + from;
    view->rows.count = count - from < ACCOUNT_ROWS ? count - from : ACCOUNT_ROWS;
    size_t end = from + view->rows.count;
    if (end < count)
        view->next = str_format(job->arena, "/staff?after=%.*s",
                                STR_ARGS(id_text(job->arena, rows[end - 1].staff.value)));
    return OK;
}

enum err accounts_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct accounts accounts;
    struct renewals renewals;
    enum err err = account_list(job, &accounts);
    if (err == OK)
        err = renewal_list(job, &renewals);
    if (err != OK)
        return err;
    struct account_row_view *rows =
        ARENA_MANY(job->arena, struct account_row_view, accounts.count);
    for (size_t i = 0; i < accounts.count; i++) {
        const struct account *account = &accounts.at[i];
        rows[i] = (struct account_row_view){
            .staff = account->staff,
            .user_name = account->user_name,
            .display_name = account->display_name,
            .role = str_of(role_name(account->role)),
            .is_closed = account->is_closed,
            .is_own = account->staff.value == job->asker.staff.value,
            .until_at = INSTANT_NONE,
        };
        add_renewal(job, &accounts, &renewals, &rows[i]);
    }
    struct staff_accounts_view *view = ARENA_NEW(job->arena, struct staff_accounts_view);
    view->total = (int64_t)accounts.count;
    view->may_write = right_opens(job->asker.role, RIGHT_staff_write);
    err = cut_page(job, pairs_get(request->query, "after"),
                   waiting_first(job->arena, rows, accounts.count), view);
    if (err == OK)
        reply_staff_accounts(reply, view);
    return err;
}

/* ---- a one-time code ------------------------------------------------------------------------- */

/* Of a live account, not one's own. */
static enum err find_view(struct job *job, const struct request *request,
                          struct staff_one_time_view **out_view)
{
    struct staff_id staff;
    struct accounts accounts;
    enum err err = id_parse(request_path(request, "staff"), &staff.value);
    if (err != OK)
        return ERR_NOT_FOUND;
    err = account_list(job, &accounts);
    const struct account *account = err == OK ? account_of(&accounts, staff) : NULL;
    if (err == OK && (account == NULL || account->is_closed ||
                      staff.value == job->asker.staff.value))
        err = ERR_NOT_FOUND;
    if (err != OK)
        return err;
    struct staff_one_time_view *view = ARENA_NEW(job->arena, struct staff_one_time_view);
    *view = (struct staff_one_time_view){.staff = staff,
                                         .user_name = account->user_name,
                                         .display_name = account->display_name,
                                         .until_at = INSTANT_NONE};
    *out_view = view;
    return OK;
}

enum err one_time_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct staff_one_time_view *view = NULL;
    enum err err = find_view(job, request, &view);
    if (err == OK)
        reply_staff_one_time(reply, view);
    return err;
}

static enum err ask(struct job *job, void *with)
{
    return renewal_ask(job, with);
}

static enum err draw(struct job *job, struct str reason, struct staff_one_time_view *view)
{
    struct renewal_prepared *prepared = NULL;
    struct str code = STR_NONE;
    enum err err = renewal_prepare(job, &(struct renewal_wanted){
        .staff = view->staff,
        .is_code_app = !str_equal_c(reason, "forgotten"),
        .hours = RENEWAL_HOURS,
    }, &prepared, &code);
    if (err == OK)
        err = job_write(job, ask, prepared);
    if (err != OK)
        return err;
    view->code = code;
    view->until_at = instant_add_ms(job->now, RENEWAL_HOURS * MS_PER_HOUR);
    return OK;
}

enum err one_time_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct one_time_form form = {0};
    struct staff_one_time_view *view = NULL;
    enum err err = find_view(job, request, &view);
    if (err != OK)
        return err;
    form_read(&shape_one_time_form, request->fields, problems, &form);
    if (!form.is_seen)
        problems_add(problems, STR("is_seen"), WORD_one_time_not_seen);
    if (problems->count > 0) {
        reply_staff_one_time_problems(reply, view, problems);
        return ERR_INVALID;
    }
    job->location = STR("/staff");
    err = draw(job, form.reason, view);
    if (err == OK)
        reply_staff_one_time(reply, view);
    return err;
}

enum err one_time_confirm_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct staff_id staff;
    if (id_parse(request_path(request, "staff"), &staff.value) != OK)
        return ERR_NOT_FOUND;
    job->location = STR("/staff");
    enum err err = renewal_confirm(job, staff);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_one_time_confirmed);
    return err;
}

/* ---- other people's sessions ----------------------------------------------------------------- */

enum err account_sessions_end_do(struct job *job, const struct request *request,
                                 struct reply *reply)
{
    struct staff_one_time_view *view = NULL;
    enum err err = find_view(job, request, &view);
    job->location = STR("/staff");
    if (err == OK)
        err = session_end_all(job, view->staff);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_sessions_ended);
    return err;
}

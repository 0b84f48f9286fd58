/* What was paid; see rooms/entitlement/entitlement.h. */
#include "entitlement_sql.h"
#include "rooms/entitlement/entitlement.h"
#include "words.h"

enum { POUNDS_MOST = 10000, DAYS_MOST = 366, PENCE_A_POUND = 100 };

/* The pence after the point: "5" is fifty, "05" is five. */
static enum err read_pence(struct str text, int64_t *out_pence)
{
    int64_t pence = 0;
    if (text.size == 0 || text.size > 2 || str_to_i64(text, &pence) != OK || pence < 0)
        return ERR_INVALID;
    *out_pence = text.size == 1 ? 10 * pence : pence;
    return OK;
}

enum err payment_read_amount(struct str typed, int64_t *out_pence)
{
    struct str rest = str_trim(typed);
    int64_t pounds = 0, pence = 0;
    if (str_starts(rest, STR("£")))
        rest = str_trim(str_slice(rest, STR("£").size, rest.size));
    bool has_point = str_find(rest, '.', 0) != SIZE_MAX;
    if (str_to_i64(str_cut(&rest, '.'), &pounds) != OK || pounds < 0 || pounds > POUNDS_MOST)
        return ERR_INVALID;
    if (has_point && read_pence(rest, &pence) != OK)
        return ERR_INVALID;
    pence += PENCE_A_POUND * pounds;
    if (pence <= 0 || pence > PENCE_A_POUND * POUNDS_MOST)
        return ERR_INVALID;
    *out_pence = pence;
    return OK;
}

struct paying {
    struct person_id person;
    const struct payment *payment;
    struct payment_id id;
};

static enum err pay_work(struct job *job, void *with)
{
    const struct paying *paying = with;
    enum err err = sql_payment_insert(job->db, &(struct payment_insert_in){
        .payment = paying->id,
        .person = paying->person,
        .pence = paying->payment->pence,
        .from_on = paying->payment->from_on,
        .to_on = paying->payment->to_on,
        .paid_on = paying->payment->paid_on,
        .kind = paying->payment->kind,
        .now = job->now,
        .staff = job->asker.staff,
    });
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_person, paying->person.value);
    return err;
}

static void check(struct job *job, const struct payment *payment, struct problems *problems)
{
    struct date today = date_in_london(job->now);
    bool has_days = date_is_some(payment->from_on) && date_is_some(payment->to_on);
    if (has_days && date_compare(payment->to_on, payment->from_on) < 0)
        problems_add(problems, STR("to_on"), WORD_payment_problem_days);
    else if (has_days && payment->to_on.days - payment->from_on.days >= DAYS_MOST)
        problems_add(problems, STR("to_on"), WORD_payment_problem_year);
    if (date_is_some(payment->paid_on) && date_compare(payment->paid_on, today) > 0)
        problems_add(problems, STR("paid_on"), WORD_payment_problem_future);
}

enum err payment_add(struct job *job, struct person_id person, const struct payment *payment,
                     struct problems *problems)
{
    check(job, payment, problems);
    enum err err = problems_result(problems);
    struct paying paying = {person, payment, {job_new_id(job)}};
    return err == OK ? job_write(job, pay_work, &paying) : err;
}

static enum err cancel_work(struct job *job, void *with)
{
    const struct paying *paying = with;
    int64_t changed = 0;
    enum err err = sql_payment_cancel(job->db, paying->id, job->now, job->asker.staff, &changed);
    if (err == OK && changed == 0)
        err = ERR_CONFLICT;
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_person, paying->person.value);
    return err;
}

enum err payment_cancel(struct job *job, struct person_id person, struct payment_id payment)
{
    struct payment_person_row row;
    enum err err = sql_payment_person(job->db, job->arena, payment, &row);
    if (err == OK && row.person.value != person.value)
        err = ERR_NOT_FOUND;
    struct paying paying = {.person = person, .id = payment};
    return err == OK ? job_write(job, cancel_work, &paying) : err;
}

enum err payment_list(struct job *job, struct person_id person, struct payments *out_payments)
{
    struct payment_rows_rows rows;
    enum err err = sql_payment_rows(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct payment *payments = ARENA_MANY(job->arena, struct payment, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        payments[i] = (struct payment){
            .payment = rows.at[i].payment,
            .pence = rows.at[i].pence,
            .from_on = rows.at[i].from_on,
            .to_on = rows.at[i].to_on,
            .paid_on = rows.at[i].paid_on,
            .kind = rows.at[i].kind,
            .staff_name = rows.at[i].staff_name,
            .is_cancelled = instant_is_some(rows.at[i].cancelled_at),
        };
    *out_payments = (struct payments){payments, rows.count};
    return OK;
}

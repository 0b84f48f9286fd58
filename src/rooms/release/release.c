#include "rooms/release/release.h"

#include "guard/tie.h"
#include "release_sql.h"
#include "rooms/person/person.h"
#include "rooms/release/release_gate.h"
#include "rooms/release/release_inner.h"
#include "rooms/release/release_look.h"
#include "words.h"

enum { WAITING_MOST = 500 };

/* Sealed columns, in the order in which they are sealed and opened. */
enum sealed { RECIPIENT, STATEMENT, TOLD_WHY, NAMES_WHY, SEALED };
static const char *const columns[SEALED] = {"recipient_sealed", "statement_sealed",
                                            "told_why_sealed", "names_why_sealed"};

static struct vault_place place_of(struct release_id release, enum sealed which)
{
    return (struct vault_place){"release", columns[which], release.value};
}

/* ---- asking ---------------------------------------------------------------------------------- */

static void check(const struct release_new *is, const struct release_template *template,
                  struct problems *problems)
{
    bool is_told = str_equal_c(is->told, "consented");
    if (template == NULL)
        return; /* a problem of the form */
    if (template->basis != NULL && !str_equal_c(is->basis, template->basis))
        problems_add(problems, STR("basis"), WORD_release_problem_basis);
    if (str_equal_c(is->basis, "consent") && !is_told)
        problems_add(problems, STR("told"), WORD_release_problem_consent);
    if (str_equal_c(is->told, "not_told") && is->told_why.size == 0)
        problems_add(problems, STR("told_why"), WORD_release_problem_told_why);
    if (is->statement.size > 0 && !release_has_field(template, RELEASE_statement))
        problems_add(problems, STR("statement"), WORD_release_problem_statement);
}

/* What the asker typed is what most often holds what it should not. */
static enum err check_gate(struct job *job, const struct release_new *is,
                           const struct release_template *template, struct problems *problems)
{
    static const char *const fields[] = {"recipient", "statement"};
    const struct str typed[COUNT_OF(fields)] = {is->recipient, is->statement};
    uint32_t found[COUNT_OF(fields)];
    struct release_gate gate;
    enum err err = release_gate_make_about(job, &(struct release_about){
        .person = is->person,
        .has_phones = release_has_field(template, RELEASE_phones),
        .is_hers = template->recipient == RECIPIENT_herself,
    }, &gate);
    if (err == OK)
        err = release_gate_check(job, &gate, typed, COUNT_OF(typed), found);
    for (size_t i = 0; err == OK && i < COUNT_OF(fields); i++) {
        uint32_t kinds = release_stops(is, found[i]);
        if (kinds != 0)
            err = release_stopped(job, is->person, kinds, str_of(fields[i]), problems);
    }
    return err;
}

/* A guardian is tied to nobody: whom she is to answer for, a request names her. */
static enum err check_guardian(struct job *job, const struct release_new *is,
                               struct release_guardians_rows *out_guardians,
                               struct problems *problems)
{
    if (!is->asks_guardian)
        return OK;
    enum err err = sql_release_guardians(job->db, job->arena, job->now, out_guardians);
    if (err == OK && out_guardians->count == 0)
        problems_add(problems, STR("asks_guardian"), WORD_release_problem_no_guardian);
    return err;
}

struct asking {
    const struct release_new *is;
    struct release_id id;
    struct str sealed[SEALED];
    struct release_guardians_rows guardians;
};

static enum err seal(struct job *job, struct asking *asking)
{
    const struct release_new *is = asking->is;
    const struct str texts[SEALED] = {is->recipient, is->statement, is->told_why, is->names_why};
    enum err err = OK;
    for (int i = 0; i < SEALED && err == OK; i++)
        err = person_seal_text(job, is->person, place_of(asking->id, (enum sealed)i), texts[i],
                               &asking->sealed[i]);
    return err;
}

static enum err ask_work(struct job *job, void *with)
{
    const struct asking *asking = with;
    const struct release_new *is = asking->is;
    enum err err = sql_release_insert(job->db, &(struct release_insert_in){
        .release = asking->id,
        .person = is->person,
        .template = is->template,
        .recipient_sealed = asking->sealed[RECIPIENT],
        .statement_sealed = asking->sealed[STATEMENT],
        .basis = is->basis,
        .told = is->told,
        .told_why_sealed = asking->sealed[TOLD_WHY],
        .names_why_sealed = asking->sealed[NAMES_WHY],
        .staff = job->asker.staff,
        .now = job->now,
        .until_at = instant_add_ms(job->now, RELEASE_DAYS * MS_PER_DAY),
    });
    for (size_t i = 0; err == OK && i < asking->guardians.count; i++)
        err = tie_lengthen(job, &(struct tie){{is->person.value}, asking->guardians.at[i].circle,
                                              RELATION_approver,
                                              instant_add_ms(job->now, RELEASE_DAYS * MS_PER_DAY)});
    if (err == OK)
        job_audit_for(job, VERB_asked, RECORD_person, is->person.value,
                      release_template_named(is->template)->purpose);
    return err;
}

enum err release_ask(struct job *job, const struct release_new *release_new,
                     struct problems *problems, struct release_id *out_release)
{
    const struct release_template *template = release_template_named(release_new->template);
    struct asking asking = {.is = release_new, .id = {job_new_id(job)}};
    check(release_new, template, problems);
    enum err err = template == NULL ? ERR_INVALID
                                    : check_gate(job, release_new, template, problems);
    if (err == OK)
        err = check_guardian(job, release_new, &asking.guardians, problems);
    if (err == OK)
        err = problems_result(problems);
    if (err == OK)
        err = seal(job, &asking);
    if (err == OK)
        err = job_write(job, ask_work, &asking);
    if (err == OK)
        *out_release = asking.id;
    return err;
}

/* ---- reading --------------------------------------------------------------------------------- */

static struct str state_of(const struct job *job, struct str state, struct instant until_at,
                           int64_t yes_count)
{
    if (!str_equal_c(state, "asked"))
        return state;
    return until_at.ms <= job->now.ms ? STR("expired")
         : yes_count >= RELEASE_APPROVERS ? STR("approved") : state;
}

static enum err read_approvals(struct job *job, struct release *release)
{
    struct release_approvals_rows rows;
    enum err err = sql_release_approvals(job->db, job->arena, release->release, &rows);
    if (err != OK)
        return err;
    struct release_approval *approvals =
        ARENA_MANY(job->arena, struct release_approval, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        approvals[i] = (struct release_approval){
            .role = rows.at[i].role, .staff_name = rows.at[i].staff_name,
            .staff = rows.at[i].staff, .is_yes = rows.at[i].is_yes, .at = rows.at[i].at};
        release->yes_count += rows.at[i].is_yes;
    }
    release->approvals = approvals;
    release->approval_count = rows.count;
    return OK;
}

static enum err read_manifest(struct job *job, struct release *release)
{
    struct release_document_of_row row;
    enum err err = sql_release_document_of(job->db, job->arena, release->release, &row);
    if (err == ERR_NOT_FOUND)
        return OK;
    if (err == OK) {
        release->manifest = row.manifest;
        release->written_at = row.written_at;
    }
    return err;
}

static enum err open_words(struct job *job, struct release_id release,
                           const struct release_of_row *row, struct release_new *out_words)
{
    const struct str sealed[SEALED] = {
        [RECIPIENT] = row->recipient_sealed, [STATEMENT] = row->statement_sealed,
        [TOLD_WHY] = row->told_why_sealed, [NAMES_WHY] = row->names_why_sealed};
    struct str *outs[SEALED] = {
        [RECIPIENT] = &out_words->recipient, [STATEMENT] = &out_words->statement,
        [TOLD_WHY] = &out_words->told_why, [NAMES_WHY] = &out_words->names_why};
    struct opening opening = opening_make(job);
    enum err err = OK;
    for (int i = 0; err == OK && i < SEALED; i++)
        err = person_ask_text(&opening, row->person, place_of(release, (enum sealed)i),
                              sealed[i], outs[i]);
    return err == OK ? opening_open(&opening) : err;
}

enum err release_get(struct job *job, struct release_id release, struct release *out_release)
{
    struct release_of_row row;
    enum err err = sql_release_of(job->db, job->arena, release, &row);
    if (err != OK)
        return err;
    struct release is = {
        .release = release, .asked_by = row.asked_by, .asked_by_name = row.asked_by_name,
        .asked_role = row.asked_role, .asked_at = row.asked_at, .until_at = row.until_at,
        .written_at = INSTANT_NONE,
        .is = {.person = row.person, .template = row.template, .basis = row.basis,
               .told = row.told}};
    err = open_words(job, release, &row, &is.is);
    if (err == OK)
        err = read_approvals(job, &is);
    if (err == OK)
        err = read_manifest(job, &is);
    if (err != OK)
        return err;
    is.state = state_of(job, row.state, row.until_at, is.yes_count);
    *out_release = is;
    return OK;
}

enum err release_person(struct job *job, struct release_id release, struct person_id *out_person)
{
    struct release_of_row row;
    enum err err = sql_release_of(job->db, job->arena, release, &row);
    if (err == OK)
        *out_person = row.person;
    return err;
}

enum err release_list(struct job *job, struct person_id person, struct releases *out_releases)
{
    struct release_by_person_rows rows;
    enum err err = sql_release_by_person(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct release *releases = ARENA_MANY(job->arena, struct release, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        releases[i] = (struct release){
            .release = rows.at[i].release,
            .is = {.person = person, .template = rows.at[i].template},
            .ref = rows.at[i].ref,
            .state = state_of(job, rows.at[i].state, rows.at[i].until_at, rows.at[i].yes_count),
            .asked_by_name = rows.at[i].asked_by_name, .asked_at = rows.at[i].asked_at,
            .until_at = rows.at[i].until_at, .yes_count = rows.at[i].yes_count};
    *out_releases = (struct releases){releases, rows.count};
    return OK;
}

static bool is_among(const struct record_id *records, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (records[i].value == id)
            return true;
    return false;
}

enum err release_waiting(struct job *job, struct releases *out_releases)
{
    struct release_waiting_rows rows;
    enum err err = sql_release_waiting(job->db, job->arena, job->now, WAITING_MOST, &rows);
    if (err != OK)
        return err;
    struct record_id *people = ARENA_MANY(job->arena, struct record_id, rows.count);
    size_t readable = 0, count = 0;
    for (size_t i = 0; i < rows.count; i++)
        people[i].value = rows.at[i].person.value;
    err = tie_filter(job, RIGHT_release_read, people, rows.count, &readable);
    if (err != OK)
        return err;
    struct release *releases = ARENA_MANY(job->arena, struct release, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        if (is_among(people, readable, rows.at[i].person.value))
            releases[count++] = (struct release){
                .release = rows.at[i].release,
                .is = {.person = rows.at[i].person, .template = rows.at[i].template},
                .ref = rows.at[i].ref,
                .state = state_of(job, rows.at[i].state, rows.at[i].until_at,
                                  rows.at[i].yes_count),
                .asked_by_name = rows.at[i].asked_by_name, .asked_at = rows.at[i].asked_at,
                .until_at = rows.at[i].until_at, .yes_count = rows.at[i].yes_count};
    *out_releases = (struct releases){releases, count};
    return OK;
}

bool release_is_open(const struct release *release)
{
    return str_equal_c(release->state, "asked") || str_equal_c(release->state, "approved");
}

bool release_is_own(const struct job *job, const struct release *release)
{
    return release->asked_by.value == job->asker.staff.value;
}

/* ---- approving ------------------------------------------------------------------------------- */

struct approving {
    struct release release;
    bool is_yes;
    struct str mark; /* of a yes */
    struct problems *problems;
};

static bool has_spoken(const struct release *release, const char *role)
{
    for (size_t i = 0; i < release->approval_count; i++)
        if (str_equal_c(release->approvals[i].role, role))
            return true;
    return false;
}

static enum err approve_work(struct job *job, void *with)
{
    struct approving *approving = with;
    struct release *release = &approving->release;
    int64_t changed = 1;
    enum err err = sql_release_approval_insert(job->db, &(struct release_approval_insert_in){
        .release = release->release,
        .role = str_of(role_name(job->asker.role)),
        .staff = job->asker.staff,
        .is_yes = approving->is_yes,
        .now = job->now,
    });
    if (err == OK && approving->is_yes)
        err = release_approved_keep(job, release->release, approving->mark);
    if (err == OK && !approving->is_yes)
        err = sql_release_set_state(job->db, release->release, STR("refused"), &changed);
    if (err != OK || changed == 0)
        return err != OK ? err : ERR_CONFLICT;
    job_audit_for(job, approving->is_yes ? VERB_approved : VERB_refused, RECORD_person,
                  release->is.person.value,
                  release_template_named(release->is.template)->purpose);
    return OK;
}

/* What she read is what would leave, or she reads again. */
static enum err check_seen(struct job *job, struct approving *approving, struct str seen,
                           struct problems *problems)
{
    struct str now;
    enum err err = release_seen(job, approving->release.release, &now);
    if (err == OK && !str_equal(seen, now)) {
        problems_add(problems, STR_NONE, WORD_release_problem_not_seen);
        return ERR_CONFLICT;
    }
    return err == OK ? release_approved_mark(job, &approving->release, now, &approving->mark) : err;
}

enum err release_approve(struct job *job, struct release_id release, struct release_word word,
                         struct problems *problems)
{
    struct approving approving = {.is_yes = word.is_yes, .problems = problems};
    struct release_documents documents;
    bool is_yes = word.is_yes;
    enum err err = release_get(job, release, &approving.release);
    if (err == OK)
        err = release_documents(job, &approving.release, &documents);
    if (err != OK)
        return err;
    if (!str_equal_c(approving.release.state, "asked"))
        problems_add(problems, STR_NONE, WORD_release_problem_not_waiting);
    else if (release_is_own(job, &approving.release))
        problems_add(problems, STR_NONE, WORD_release_problem_own);
    else if (has_spoken(&approving.release, role_name(job->asker.role)))
        problems_add(problems, STR_NONE, WORD_release_problem_same_role);
    else if (is_yes && documents.waiting_count > 0)
        problems_add(problems, STR_NONE, WORD_release_look_problem_waiting);
    if (problems->count > 0)
        return ERR_CONFLICT;
    if (is_yes)
        err = check_seen(job, &approving, word.seen, problems);
    return err == OK ? job_write(job, approve_work, &approving) : err;
}

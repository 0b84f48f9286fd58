/* person_find.c - the name index kept up to date, and search that shows only what may be seen. */
#include <pthread.h>

#include "guard/conflict.h"
#include "guard/tie.h"
#include "person_sql.h"
#include "rooms/person/person.h"

enum {
    PAGE = 2000,      /* people read at once when a process starts */
    /* records tied to an asker whose people are looked at one by one */
    CIRCLE_LIMIT = NAMES_AMONG_LIMIT,
    CANDIDATES = 512, /* asked of the index where there are more: as many as it gives */
    INDEX_MEMORY = 1 << 26
};

/* How far the vault's process has been told of name_change; one index a process, so one mark. */
static pthread_mutex_t reading = PTHREAD_MUTEX_INITIALIZER;
static int index_generation; /* the process that was told of everybody; see vault_generation */
static int64_t mark_read;

struct sealed_person {
    struct person_id person;
    struct str wrapped_key, called, born;
};

/* Everything of some people that the index wants, sealed, for one call of the vault. */
struct batch {
    const struct sealed_person *people;
    size_t person_count;
    const struct name_index_names_rows *names;
    const struct name_index_phones_rows *phones;
    struct name_sealed *items;
    size_t count;
};

static void add(struct batch *batch, const struct sealed_person *person, enum name_is is,
                struct vault_place place, struct str in)
{
    batch->items[batch->count++] = (struct name_sealed){is, {
        .kind = VAULT_PERSON,
        .owner = person->person.value,
        .wrapped_key = person->wrapped_key,
        .place = place,
        .in = in,
    }};
}

/* Names and phones come in the order of people, so one walk joins them. */
static void add_all(struct batch *batch)
{
    size_t name = 0, phone = 0;
    for (size_t i = 0; i < batch->person_count; i++) {
        const struct sealed_person *person = &batch->people[i];
        int64_t id = person->person.value;
        add(batch, person, NAME_IS_BORN, (struct vault_place){"person", "born_sealed", id},
            person->born);
        add(batch, person, NAME_IS_NAME, (struct vault_place){"person", "called_sealed", id},
            person->called);
        for (; name < batch->names->count && batch->names->at[name].person.value == id; name++)
            add(batch, person, NAME_IS_NAME,
                (struct vault_place){"person_name", "name_sealed",
                                     batch->names->at[name].name.value},
                batch->names->at[name].name_sealed);
        for (; phone < batch->phones->count && batch->phones->at[phone].person.value == id;
             phone++)
            add(batch, person, NAME_IS_PHONE,
                (struct vault_place){"person_phone", "number_sealed",
                                     batch->phones->at[phone].phone.value},
                batch->phones->at[phone].number_sealed);
    }
}

/* people are in the order of their ids and have none left out between the first and the last. */
static enum err index_people(struct job *job, const struct sealed_person *people, size_t count)
{
    struct name_index_names_rows names;
    struct name_index_phones_rows phones;
    if (count == 0)
        return OK;
    struct person_id first = people[0].person, last = people[count - 1].person;
    enum err err = sql_name_index_names(job->db, job->arena, first, last, &names);
    if (err == OK)
        err = sql_name_index_phones(job->db, job->arena, first, last, &phones);
    if (err != OK)
        return err;
    struct batch batch = {.people = people, .person_count = count, .names = &names,
                          .phones = &phones};
    batch.items =
        ARENA_MANY(job->arena, struct name_sealed, 2 * count + names.count + phones.count);
    add_all(&batch);
    return names_load(job->vault, batch.items, batch.count);
}

static enum err index_page(struct job *job, struct person_id after, struct person_id *out_last,
                           size_t *out_count)
{
    struct name_index_people_rows rows;
    enum err err = sql_name_index_people(job->db, job->arena, after, PAGE, &rows);
    if (err != OK)
        return err;
    struct sealed_person *people = ARENA_MANY(job->arena, struct sealed_person, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        people[i] = (struct sealed_person){rows.at[i].person, rows.at[i].wrapped_key,
                                           rows.at[i].called_sealed, rows.at[i].born_sealed};
    err = index_people(job, people, rows.count);
    if (err == OK && rows.count > 0)
        *out_last = rows.at[rows.count - 1].person;
    *out_count = rows.count;
    return err;
}

/* The whole table, a page at a time; then the vault may be asked. */
static enum err index_everybody(struct job *job, int generation)
{
    struct person_id last = {INT64_MIN};
    size_t count = PAGE;
    enum err err = OK;
    while (err == OK && count == PAGE) {
        err = index_page(job, last, &last, &count);
        arena_reset(job->arena);
    }
    return err == OK ? names_ready(job->vault, generation) : err;
}

static enum err index_one(struct job *job, struct person_id person)
{
    struct person_row_row row;
    enum err err = sql_person_row(job->db, job->arena, person, &row);
    if (err == ERR_NOT_FOUND)
        return names_put(job->vault, &(struct name_entry){.person = person.value});
    if (err != OK)
        return err;
    return index_people(job, &(struct sealed_person){row.person, row.wrapped_key,
                                                     row.called_sealed, row.born_sealed}, 1);
}

/* Those who changed, one at a time: after an import they can be many. */
static enum err index_changes(struct job *job, int64_t until)
{
    struct arena list = arena_make(INDEX_MEMORY);
    struct name_changes_rows rows;
    enum err err = sql_name_changes(job->db, &list, mark_read, until, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++) {
        err = index_one(job, rows.at[i].person);
        arena_reset(job->arena);
    }
    arena_free(&list);
    return err;
}

/* A vault that was started again knows nobody: it is told of everybody anew, and finds nobody until
 * it has been. A snapshot that began before another thread's has nothing to add, and does not set
 * the mark back. */
static enum err index_up_to(struct job *job, int64_t mark)
{
    int generation = vault_generation(job->vault);
    bool is_first = index_generation != generation;
    if (!is_first && mark <= mark_read)
        return OK;
    enum err err = is_first ? index_everybody(job, generation) : index_changes(job, mark);
    if (err != OK)
        return err;
    index_generation = generation;
    mark_read = mark;
    return OK;
}

/* Memory of its own while the lock is held: the overflow of a request's arena would jump away with
 * the lock and end everybody's search, and the names of others would stay in it until the reply. */
enum err person_index_refresh(struct job *job)
{
    struct name_mark_row mark;
    enum err err = sql_name_mark(job->db, job->arena, &mark);
    if (err != OK)
        return err;
    struct arena own = arena_make(INDEX_MEMORY);
    struct arena *of_job = job->arena;
    job->arena = &own;
    must(pthread_mutex_lock(&reading) == 0);
    err = index_up_to(job, mark.number);
    must(pthread_mutex_unlock(&reading) == 0);
    job->arena = of_job;
    arena_free(&own);
    return err;
}

/* ---- search ---------------------------------------------------------------------------------- */

static enum err find_by_ref(struct job *job, struct str ref, struct person_match *out_matches,
                            size_t limit, size_t *out_count)
{
    struct person_id person;
    *out_count = 0;
    enum err err = person_find_ref(job->db, job->arena, ref, &person);
    if (err == OK && limit > 0)
        err = tie_check(job, (struct record_id){person.value}, RIGHT_person_read);
    if (err == OK && limit > 0) {
        out_matches[0] = (struct person_match){person, 1000};
        *out_count = 1;
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

/* Whom the asker may read are told; the others only ever as "there is somebody". */
struct found {
    struct person_match *matches; /* best first, at most limit */
    size_t limit, count;
    bool has_hidden; /* a strong hit that may not be read */
};

/* Only who may match is told of the hidden. */
static bool may_match(const struct job *job)
{
    return right_relations(job->asker.role, RIGHT_people_match) != 0;
}

/* Where to look may be remembered from before; what is shown of it is asked of the database. */
static enum err take_still_tied(struct job *job, const struct name_hit *hits, size_t hit_count,
                                struct found *found)
{
    struct record_id *records = ARENA_MANY(job->arena, struct record_id, hit_count);
    size_t kept = 0;
    for (size_t i = 0; i < hit_count; i++)
        records[i].value = hits[i].person;
    enum err err = tie_filter(job, RIGHT_person_read, records, hit_count, &kept);
    for (size_t i = 0, k = 0; err == OK && k < kept; i++) /* both are in the same order */
        if (hits[i].person == records[k].value)
            found->matches[k++] = (struct person_match){{hits[i].person}, hits[i].score};
    if (err == OK)
        found->count = kept;
    return err;
}

/* Asks the index for whom the asker is tied to and nobody else: complete, however common the name
 * is. */
static enum err find_tied(struct job *job, struct name_query *query,
                          const struct tied_records *tied, struct found *found)
{
    int64_t *among = ARENA_MANY(job->arena, int64_t, tied->count);
    struct name_hit *hits = ARENA_MANY(job->arena, struct name_hit, found->limit);
    for (size_t i = 0; i < tied->count; i++)
        among[i] = tied->at[i].value;
    query->among = among;
    query->among_count = tied->count;
    size_t hit_count = 0;
    enum err err = names_find_among(job->vault, query, hits, found->limit, &hit_count,
                                    may_match(job) ? &found->has_hidden : NULL);
    return err == OK ? take_still_tied(job, hits, hit_count, found) : err;
}

/* Both lists are in the same order. */
static void take_readable(const struct name_hit *hits, size_t hit_count,
                          const struct record_id *readable, size_t readable_count,
                          struct found *found)
{
    size_t kept = 0;
    for (size_t i = 0; i < hit_count; i++) {
        bool is_readable = kept < readable_count && readable[kept].value == hits[i].person;
        kept += is_readable;
        if (is_readable && found->count < found->limit)
            found->matches[found->count++] =
                (struct person_match){{hits[i].person}, hits[i].score};
        found->has_hidden |= !is_readable && hits[i].score >= NAMES_STRONG;
    }
}

/* Asks the index for everybody, for who is tied to very many, and filters by right before anything
 * is counted or cut off. */
static enum err find_and_filter(struct job *job, const struct name_query *query,
                                struct found *found)
{
    struct name_hit *hits = ARENA_MANY(job->arena, struct name_hit, CANDIDATES);
    size_t hit_count = 0, readable_count;
    enum err err = names_find(job->vault, query, hits, CANDIDATES, &hit_count);
    if (err != OK)
        return err;
    struct record_id *readable = ARENA_MANY(job->arena, struct record_id, hit_count);
    for (size_t i = 0; i < hit_count; i++)
        readable[i].value = hits[i].person;
    err = tie_filter(job, RIGHT_person_read, readable, hit_count, &readable_count);
    if (err != OK)
        return err;
    take_readable(hits, hit_count, readable, readable_count, found);
    found->has_hidden &= may_match(job);
    return OK;
}

/* "There is somebody" must not be said of a person whom a conflict flag keeps from the asker: asks
 * again whether a strong hit is left who is neither read nor kept away. */
static enum err forget_kept_away(struct job *job, const struct name_query *query,
                                 struct found *found)
{
    bool has_flags = false;
    enum err err = found->has_hidden ? conflict_has_any(job, &has_flags) : OK;
    if (err != OK || !has_flags)
        return err;
    struct name_hit *hits = ARENA_MANY(job->arena, struct name_hit, CANDIDATES);
    size_t hit_count = 0, strong = 0, readable;
    err = names_find(job->vault, query, hits, CANDIDATES, &hit_count);
    if (err != OK)
        return err;
    struct record_id *records = ARENA_MANY(job->arena, struct record_id, hit_count);
    for (size_t i = 0; i < hit_count; i++)
        if (hits[i].score >= NAMES_STRONG)
            records[strong++].value = hits[i].person;
    err = conflict_filter(job, records, strong, &strong);
    if (err == OK)
        err = tie_filter(job, RIGHT_person_read, records, strong, &readable);
    if (err == OK)
        found->has_hidden = readable < strong;
    return err;
}

enum err person_search(struct job *job, const struct person_query *query,
                       struct person_match *out_matches, size_t limit, size_t *out_count,
                       bool *out_has_hidden)
{
    struct str ref;
    *out_has_hidden = false;
    if (ref_parse(job->arena, query->text, &ref) == OK)
        return find_by_ref(job, ref, out_matches, limit, out_count);
    enum err err = person_index_refresh(job);
    if (err != OK)
        return err;
    struct name_query asked = {
        .text = query->text, .birth_year = query->birth_year, .phone = query->phone};
    struct found found = {.matches = out_matches, .limit = limit};
    struct tied_records tied;
    err = tie_records(job, RIGHT_person_read, CIRCLE_LIMIT, &tied);
    if (err == OK)
        err = find_tied(job, &asked, &tied, &found);
    else if (err == ERR_TOO_LARGE)
        err = find_and_filter(job, &asked, &found);
    if (err == OK)
        err = forget_kept_away(job, &asked, &found);
    if (err != OK)
        return err;
    *out_count = found.count;
    *out_has_hidden = found.has_hidden;
    return OK;
}

enum err person_read_matches(struct job *job, enum person_amount amount,
                             const struct person_match *matches, size_t count,
                             struct person *out_people)
{
    struct person_id *ids = ARENA_MANY(job->arena, struct person_id, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = matches[i].person;
    enum err err = count == 0 ? OK : person_get_many_readable(job, amount, ids, count, out_people);
    for (size_t i = 0; err == OK && i < count; i++)
        job_audit(job, VERB_matched, RECORD_person, ids[i].value);
    return err;
}

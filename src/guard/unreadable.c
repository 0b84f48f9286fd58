#include "guard/unreadable.h"

#include <openssl/sha.h>
#include <string.h>

#include "base/buf.h"
#include "guard/alarm.h"
#include "guard_unreadable_sql.h"

/* Of what stands there, with the key that it did not open with. */
static struct str hash_of(struct arena *arena, const struct vault_item *item)
{
    unsigned char *hash = arena_take(arena, SHA256_DIGEST_LENGTH);
    struct buf all = buf_make(arena, item->wrapped_key.size + item->in.size);
    buf_add(&all, item->wrapped_key);
    buf_add(&all, item->in);
    SHA256((const unsigned char *)buf_text(&all).at, buf_text(&all).size, hash);
    return (struct str){(const char *)hash, SHA256_DIGEST_LENGTH};
}

void unreadable_note(struct job *job, const struct vault_item *item)
{
    if (job->unreadable_count == job->unreadable_room) {
        size_t room = job->unreadable_room > 0 ? 2 * job->unreadable_room : 8;
        struct vault_item *items = ARENA_MANY(job->arena, struct vault_item, room);
        if (job->unreadable_count > 0)
            memcpy(items, job->unreadable, job->unreadable_count * sizeof(*items));
        job->unreadable = items;
        job->unreadable_room = room;
    }
    job->has_unreadable = true;
    job->unreadable[job->unreadable_count++] = (struct vault_item){
        .kind = item->kind, .owner = item->owner, .place = item->place,
        .in = hash_of(job->arena, item)};
}

struct line_about {
    enum record_kind kind;
    int64_t record;
};

static struct line_about line_about(enum vault_owner kind, int64_t owner)
{
    enum record_kind record = kind == VAULT_PERSON     ? RECORD_person
                              : kind == VAULT_REFERRAL ? RECORD_referral
                              : kind == VAULT_HOUSE    ? RECORD_house
                                                       : RECORD_database;
    return (struct line_about){record, record == RECORD_database ? 0 : owner};
}

void unreadable_audit(struct job *job, enum verb verb, enum vault_owner kind, int64_t owner)
{
    struct line_about about = line_about(kind, owner);
    job_audit(job, verb, about.kind, about.record);
}

/* ERR_NOT_FOUND: it has not been told. */
static enum err find_told(struct job *job, const struct vault_item *item)
{
    struct unreadable_known_row row;
    return sql_unreadable_known(job->db, job->arena, &(struct unreadable_known_in){
        .kind = (int64_t)item->kind,
        .owner = item->owner,
        .of_table = str_of(item->place.table),
        .of_column = str_of(item->place.column),
        .of_row = item->place.row,
        .of_bytes = item->in,
        .record = line_about(item->kind, item->owner).record,
    }, &row);
}

/* Takes those away that are written down already: a page that is looked at again writes nothing. */
static enum err leave_known(struct job *job)
{
    size_t left = 0;
    enum err err = job_read_again(job);
    for (size_t i = 0; err == OK && i < job->unreadable_count; i++) {
        err = find_told(job, &job->unreadable[i]);
        if (err == ERR_NOT_FOUND) {
            job->unreadable[left++] = job->unreadable[i];
            err = OK;
        }
    }
    if (err == OK)
        job->unreadable_count = left;
    return err;
}

struct telling {
    int64_t count; /* written down by this run of the work */
};

static enum err put(struct job *job, const struct vault_item *item)
{
    return sql_unreadable_put(job->db, &(struct unreadable_put_in){
        .kind = (int64_t)item->kind,
        .owner = item->owner,
        .of_table = str_of(item->place.table),
        .of_column = str_of(item->place.column),
        .of_row = item->place.row,
        .of_bytes = item->in,
        .now = job->now,
    });
}

static enum err tell_work(struct job *job, void *with)
{
    struct telling *telling = with;
    int64_t told = 0;
    enum err err = OK;
    telling->count = 0;
    for (size_t i = 0; err == OK && i < job->unreadable_count; i++) {
        const struct vault_item *item = &job->unreadable[i];
        err = find_told(job, item); /* another may have come upon it at the same moment */
        if (err != ERR_NOT_FOUND)
            continue;
        err = put(job, item);
        if (err == OK && told != item->owner)
            unreadable_audit(job, VERB_not_opened, item->kind, item->owner);
        telling->count++;
        told = item->owner; /* those of one owner follow each other */
    }
    return err;
}

/* The lines of readings that wait are not this write's, nor is the form's token. */
static enum err write_down(struct job *job, struct telling *telling)
{
    struct audit_line *lines = job->lines;
    size_t line_count = job->line_count, line_room = job->line_room;
    struct str once = job->once, location = job->location, once_location = job->once_location;
    job->lines = NULL;
    job->line_count = job->line_room = 0;
    job->once = job->location = STR_NONE;
    enum err err = job_write(job, tell_work, telling);
    job->lines = lines;
    job->line_count = line_count;
    job->line_room = line_room;
    job->once = once;
    job->location = location;
    job->once_location = once_location;
    return err;
}

void unreadable_tell(struct job *job)
{
    struct telling telling = {0};
    if (job->unreadable_count == 0)
        return;
    enum err err = leave_known(job);
    if (err == OK && job->unreadable_count > 0)
        err = write_down(job, &telling);
    if (err != OK || telling.count > 0)
        alarm_raise("record_damaged");
    job->unreadable_count = 0;
}

void unreadable_cry(struct job *job)
{
    if (job->unreadable_count > 0)
        alarm_raise("record_damaged");
    job->unreadable_count = 0;
}

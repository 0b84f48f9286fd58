#include "guard/unreadable.h"

#include <string.h>

#include "guard/alarm.h"
#include "guard_unreadable_sql.h"

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
        .kind = item->kind, .owner = item->owner, .place = item->place};
}

/* Takes those away that are written down already: a page that is looked at again writes nothing. */
static enum err leave_known(struct job *job)
{
    size_t left = 0;
    enum err err = job_read_again(job);
    for (size_t i = 0; err == OK && i < job->unreadable_count; i++) {
        const struct vault_item *item = &job->unreadable[i];
        struct unreadable_known_row row;
        err = sql_unreadable_known(job->db, job->arena, &(struct unreadable_known_in){
            .kind = (int64_t)item->kind,
            .owner = item->owner,
            .of_table = str_of(item->place.table),
            .of_column = str_of(item->place.column),
            .of_row = item->place.row,
        }, &row);
        if (err == ERR_NOT_FOUND) {
            job->unreadable[left++] = *item;
            err = OK;
        }
    }
    if (err == OK)
        job->unreadable_count = left;
    return err;
}

void unreadable_audit(struct job *job, enum verb verb, enum vault_owner kind, int64_t owner)
{
    enum record_kind record = kind == VAULT_PERSON     ? RECORD_person
                              : kind == VAULT_REFERRAL ? RECORD_referral
                              : kind == VAULT_HOUSE    ? RECORD_house
                                                       : RECORD_database;
    job_audit(job, verb, record, record == RECORD_database ? 0 : owner);
}

struct telling {
    int64_t count; /* written down by this run of the work */
};

static enum err tell_work(struct job *job, void *with)
{
    struct telling *telling = with;
    int64_t told = 0;
    enum err err = OK;
    telling->count = 0;
    for (size_t i = 0; err == OK && i < job->unreadable_count; i++) {
        const struct vault_item *item = &job->unreadable[i];
        int64_t changed = 0;
        err = sql_unreadable_put(job->db, &(struct unreadable_put_in){
            .kind = (int64_t)item->kind,
            .owner = item->owner,
            .of_table = str_of(item->place.table),
            .of_column = str_of(item->place.column),
            .of_row = item->place.row,
            .now = job->now,
        }, &changed);
        telling->count += changed;
        if (err == OK && changed > 0 && told != item->owner)
            unreadable_audit(job, VERB_not_opened, item->kind, item->owner);
        told = changed > 0 ? item->owner : told; /* those of one owner follow each other */
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

/* person_brief.c - what a list shows of somebody; the rest of her record stays sealed. */
#include "person_sql.h"
#include "rooms/person/person.h"

/* Of each person, in this order, for the vault. */
enum { CALLED, BORN, ITEMS };

static struct vault_item item_of(struct person_id person, struct str wrapped_key,
                                 struct vault_place place, struct str in)
{
    return (struct vault_item){
        .kind = VAULT_PERSON,
        .owner = person.value,
        .wrapped_key = wrapped_key,
        .place = place,
        .in = in,
    };
}

static enum err open_all(struct job *job, struct vault_item *items, size_t count)
{
    enum err err = vault_open_all(job->vault, job->arena, items, count);
    for (size_t i = 0; err == OK && i < count; i++)
        err = items[i].result;
    return err;
}

/* Of who has said no name to be called by, the first of the others. */
static enum err first_name(struct job *job, struct person_id person, struct str wrapped_key,
                           struct str *out_name)
{
    struct person_names_rows rows;
    enum err err = sql_person_names(job->db, job->arena, person, &rows);
    if (err != OK || rows.count == 0)
        return err;
    struct vault_item item =
        item_of(person, wrapped_key,
                (struct vault_place){"person_name", "name_sealed", rows.at[0].name.value},
                rows.at[0].name_sealed);
    err = open_all(job, &item, 1);
    if (err == OK)
        *out_name = item.out;
    return err;
}

enum err person_brief_many(struct job *job, const struct person_id *people, size_t count,
                           struct person_brief *out_briefs)
{
    struct person_brief_row *rows = ARENA_MANY(job->arena, struct person_brief_row, count);
    struct vault_item *items = ARENA_MANY(job->arena, struct vault_item, ITEMS * count);
    struct person_brief *briefs = ARENA_MANY(job->arena, struct person_brief, count);
    for (size_t i = 0; i < count; i++) {
        enum err err = sql_person_brief(job->db, job->arena, people[i], &rows[i]);
        if (err != OK)
            return err;
        struct vault_place called = {"person", "called_sealed", people[i].value};
        struct vault_place born = {"person", "born_sealed", people[i].value};
        struct vault_item *item = items + ITEMS * i;
        item[CALLED] = item_of(people[i], rows[i].wrapped_key, called, rows[i].called_sealed);
        item[BORN] = item_of(people[i], rows[i].wrapped_key, born, rows[i].born_sealed);
    }
    enum err err = open_all(job, items, ITEMS * count);
    for (size_t i = 0; err == OK && i < count; i++) {
        const struct vault_item *item = items + ITEMS * i;
        briefs[i] = (struct person_brief){rows[i].ref, rows[i].kind, item[CALLED].out,
                                          item[BORN].out};
        if (briefs[i].called.size == 0)
            err = first_name(job, people[i], rows[i].wrapped_key, &briefs[i].called);
    }
    if (err != OK)
        return err;
    for (size_t i = 0; i < count; i++)
        out_briefs[i] = briefs[i];
    return OK;
}

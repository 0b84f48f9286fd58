#include "rooms/house/house_pattern.h"

#include "guard/disclosure.h"
#include "house_pattern_sql.h"
#include "house_sql.h"

static struct vault_item item_of(struct house_id house, struct str wrapped_key, struct str in)
{
    return (struct vault_item){
        .kind = VAULT_HOUSE,
        .owner = house.value,
        .wrapped_key = wrapped_key,
        .place = {"house_pattern", "patterns_sealed", house.value},
        .in = in,
    };
}

enum err house_patterns(struct job *job, struct house_patterns *out_patterns)
{
    struct house_patterns_rows rows;
    must(!db_is_writing(job->db));
    enum err err = sql_house_patterns(job->db, job->arena, &rows);
    if (err != OK)
        return err;
    struct vault_item *items = ARENA_MANY(job->arena, struct vault_item, rows.count);
    struct str *aliases = ARENA_MANY(job->arena, struct str, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        if (rows.at[i].patterns_sealed.size == 0)
            return ERR_BUSY;
        items[i] = item_of(rows.at[i].house, rows.at[i].wrapped_key, rows.at[i].patterns_sealed);
        aliases[i] = rows.at[i].alias;
    }
    *out_patterns = (struct house_patterns){aliases, items, rows.count};
    return OK;
}

enum err house_pattern_seal(struct job *job, struct house_id house, struct str wrapped_key,
                            struct str address, struct str *out_sealed)
{
    const struct protected_value value = {PROTECTED_address, address};
    struct str patterns;
    enum err err = disclosure_patterns(job->arena, &value, 1, &patterns);
    if (err != OK)
        return err;
    struct vault_item item = item_of(house, wrapped_key, patterns);
    err = vault_seal(job->vault, job->arena, &item, 1);
    if (err == OK)
        err = item.result;
    if (err == OK)
        *out_sealed = item.out;
    return err;
}

/* ---- houses from before there were patterns -------------------------------------------------- */

struct mending {
    struct house_id house;
    struct str sealed;
};

static enum err mend_work(struct job *job, void *with)
{
    const struct mending *mending = with;
    return sql_house_pattern_put(job->db, mending->house, mending->sealed);
}

enum err house_pattern_mend(struct job *job, struct house_id house, struct str wrapped_key,
                            struct str address)
{
    struct house_pattern_missing_rows rows;
    struct mending mending = {.house = house};
    enum err err = sql_house_pattern_missing(job->db, job->arena, house, &rows);
    if (err != OK || rows.count == 0)
        return err;
    err = house_pattern_seal(job, house, wrapped_key, address, &mending.sealed);
    return err == OK ? job_write(job, mend_work, &mending) : err;
}

enum err house_pattern_left(struct job *job, int64_t *out_left)
{
    struct house_pattern_missing_rows rows;
    enum err err = sql_house_pattern_missing(job->db, job->arena, (struct house_id){0}, &rows);
    if (err == OK)
        *out_left = (int64_t)rows.count;
    return err;
}

enum err house_pattern_mend_all(struct job *job)
{
    struct house_pattern_missing_rows rows;
    enum err err = sql_house_pattern_missing(job->db, job->arena, (struct house_id){0}, &rows);
    job->purpose = PURPOSE_administration;
    for (size_t i = 0; err == OK && i < rows.count; i++) {
        struct house_opened opened;
        err = house_open_address(job, rows.at[i].house, &opened);
        if (err == OK)
            err = house_pattern_mend(job, rows.at[i].house, opened.wrapped_key, opened.address);
        else if (err == ERR_INVALID)
            err = OK; /* its address cannot be read, which is noted; the others' can */
    }
    return err;
}

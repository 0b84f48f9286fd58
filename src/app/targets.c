#include "app/targets.h"

#include "base/shape.h"
#include "rooms/house/house.h"
#include "rooms/person/person.h"
#include "rooms/placement/placement.h"
#include "rooms/placement/placement_move.h"
#include "rooms/referral/referral.h"
#include "rooms/release/release.h"

static enum err find_person(struct job *job, struct str value, struct target *target)
{
    struct person_id person;
    enum err err = person_find_ref(job->db, job->arena, value, &person);
    if (err == OK)
        *target = (struct target){RECORD_person, {person.value}, person.value, value};
    return err;
}

static enum err find_referral(struct job *job, struct str value, struct target *target)
{
    struct referral_id referral;
    enum err err = referral_find_ref(job->db, job->arena, value, &referral);
    if (err == OK)
        *target = (struct target){RECORD_referral, {referral.value}, referral.value, value};
    return err;
}

static enum err find_house(struct job *job, struct str value, struct target *target)
{
    struct house_id house;
    enum err err = house_find_ref(job->db, job->arena, value, &house);
    if (err == OK)
        *target = (struct target){RECORD_house, {house.value}, house.value, value};
    return err;
}

/* A placement is part of its referral: who may see the one may see the other. */
static enum err find_placement(struct job *job, struct str value, struct target *target)
{
    struct placement_id placement;
    struct referral_id referral;
    if (id_parse(value, &placement.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = placement_referral(job->db, job->arena, placement, &referral);
    if (err == OK)
        *target = (struct target){RECORD_placement, {referral.value}, placement.value, value};
    return err;
}

/* As a placement, but the house that is asked sees only the move. */
static enum err find_move(struct job *job, struct str value, struct target *target)
{
    struct task_id move;
    struct referral_id referral;
    if (id_parse(value, &move.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = move_referral(job->db, job->arena, move, &referral);
    if (err == OK)
        *target = (struct target){RECORD_placement, {referral.value}, move.value, value};
    return err;
}

/* What is to leave is part of the person's record, as is who may read it. */
static enum err find_release(struct job *job, struct str value, struct target *target)
{
    struct release_id release;
    struct person_id person;
    if (id_parse(value, &release.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = release_person(job, release, &person);
    if (err == OK)
        *target = (struct target){RECORD_release, {person.value}, release.value, value};
    return err;
}

static const struct target_row {
    const char *name;
    enum err (*find)(struct job *job, struct str value, struct target *target);
    const char *about;
} table[] = {
    {"person", find_person, "reference of a person, two letters and four digits"},
    {"referral", find_referral, "reference of a referral, two letters and four digits"},
    {"house", find_house, "reference of a house, two letters and four digits"},
    {"placement", find_placement, "id of a placement, 13 letters and digits"},
    {"release", find_release, "id of a request to let something leave, 13 letters and digits"},
    {"move", find_move, "id of a planned move, 13 letters and digits"},
};

static const struct target_row *row_named(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (str_equal_c(name, table[i].name))
            return &table[i];
    return NULL;
}

bool target_is(struct str path_name)
{
    return row_named(path_name) != NULL;
}

enum err target_find(struct job *job, const struct request *request)
{
    for (size_t i = 0; i < request->path_value_count; i++) {
        const struct target_row *row = row_named(request->path_names[i]);
        if (row != NULL)
            return row->find(job, request->path_values[i], &job->target);
    }
    return OK;
}

const char *target_about(struct str path_name)
{
    const struct target_row *row = row_named(path_name);
    return row ? row->about : "id, 13 letters and digits, or a word";
}

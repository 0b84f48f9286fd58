#include "rooms/referral/referral_desk.h"

#include "guard/opening.h"
#include "rooms/household/household.h"

struct str referral_called(const struct person *person)
{
    struct str called = person_called(person);
    return called.size > 0 ? called : person->ref;
}

/* The person of the referral first, then who lives with her now. */
static enum err ask_people(struct opening *opening, struct referral_desk *desk)
{
    struct job *job = opening->job;
    struct household_members members;
    enum err err = household_members(job, desk->referral.household, &members);
    if (err != OK)
        return err;
    struct person_id *ids = ARENA_MANY(job->arena, struct person_id, members.count + 1);
    desk->relations = ARENA_MANY(job->arena, struct str, members.count + 1);
    size_t count = 0;
    ids[count] = desk->referral.person;
    desk->relations[count++] = STR("head");
    for (size_t i = 0; i < members.count; i++) {
        const struct household_member *member = &members.at[i];
        if (instant_is_some(member->until_at) ||
            member->person.value == desk->referral.person.value)
            continue;
        ids[count] = member->person;
        desk->relations[count++] = member->relation;
    }
    desk->people = ARENA_MANY(job->arena, struct person, count);
    desk->person_count = count;
    return person_ask(opening, PERSON_WHOLE, ids, count, desk->people);
}

enum err referral_desk_read(struct job *job, struct referral_desk *out_desk)
{
    struct referral_desk desk = {0};
    struct opening opening = opening_make_readable(job);
    struct referral_id referral = {job->target.id};
    enum err err = referral_get(job, referral, &desk.referral);
    if (err == OK)
        err = referral_ask_answers(&opening, referral, &desk.answers);
    if (err == OK)
        err = ask_people(&opening, &desk);
    if (err == OK)
        err = opening_open(&opening);
    if (err == OK)
        *out_desk = desk;
    return err;
}

struct referral_people referral_desk_children(struct arena *arena,
                                              const struct referral_desk *desk)
{
    struct person_id *children = ARENA_MANY(arena, struct person_id, desk->person_count);
    size_t count = 0;
    for (size_t i = 1; i < desk->person_count; i++)
        if (str_equal_c(desk->people[i].facts.kind, "child"))
            children[count++] = desk->people[i].person;
    return (struct referral_people){children, count};
}

const struct person *referral_desk_person(const struct referral_desk *desk,
                                          struct person_id person)
{
    for (size_t i = 0; i < desk->person_count; i++)
        if (desk->people[i].person.value == person.value)
            return &desk->people[i];
    return NULL;
}

#include "rooms/house/house.h"

#include "guard/tie.h"
#include "guard/unreadable.h"
#include "house_pattern_sql.h"
#include "house_sql.h"
#include "house_workers_sql.h"
#include "law/area.h"
#include "rooms/house/house_pattern.h"
#include "rooms/staff/staff.h"

enum { REF_TRIES = 20 };

struct house_prepared {
    struct house_id house;
    struct circle_id circle;
    struct str refs[REF_TRIES]; /* taken in turn while one is used already */
    struct house_facts facts;
    struct house_room *rooms;
    size_t room_count;
    struct str wrapped_key, address_sealed, patterns_sealed;
};

static struct vault_item address_item(struct house_id house, struct str wrapped_key, struct str in)
{
    return (struct vault_item){
        .kind = VAULT_HOUSE,
        .owner = house.value,
        .wrapped_key = wrapped_key,
        .place = {"house", "address_sealed", house.value},
        .in = in,
    };
}

/* ---- making ---------------------------------------------------------------------------------- */

static enum err fill_from_area(struct house_facts *facts)
{
    const struct area *area = area_find(facts->area);
    if (area == NULL)
        return ERR_INVALID;
    if (facts->nation.size > 0 && !str_equal(facts->nation, area->nation))
        return ERR_INVALID;
    if (facts->region.size > 0 && !str_equal(facts->region, area->region))
        return ERR_INVALID;
    facts->nation = area->nation;
    facts->region = area->region;
    return OK;
}

static enum err seal_address(struct job *job, struct house_prepared *prepared)
{
    enum err err = vault_key_make(job->vault, job->arena, VAULT_HOUSE, prepared->house.value,
                                  &prepared->wrapped_key);
    if (err != OK)
        return err;
    struct vault_item item =
        address_item(prepared->house, prepared->wrapped_key, prepared->facts.address);
    err = vault_seal(job->vault, job->arena, &item, 1);
    if (err == OK)
        err = item.result;
    if (err == OK)
        prepared->address_sealed = item.out;
    return err == OK ? house_pattern_seal(job, prepared->house, prepared->wrapped_key,
                                          prepared->facts.address, &prepared->patterns_sealed)
                     : err;
}

enum err house_prepare(struct job *job, const struct house_facts *facts,
                       const struct house_room *rooms, size_t room_count,
                       struct house_prepared **out_prepared)
{
    struct house_prepared *prepared = ARENA_NEW(job->arena, struct house_prepared);
    prepared->house = (struct house_id){job_new_id(job)};
    prepared->circle = (struct circle_id){job_new_id(job)};
    prepared->facts = *facts;
    for (size_t i = 0; i < REF_TRIES; i++)
        prepared->refs[i] = job_new_ref(job);
    prepared->rooms = ARENA_MANY(job->arena, struct house_room, room_count);
    prepared->room_count = room_count;
    for (size_t i = 0; i < room_count; i++) {
        prepared->rooms[i] = rooms[i];
        prepared->rooms[i].room = (struct room_id){job_new_id(job)};
    }
    enum err err = fill_from_area(&prepared->facts);
    if (err == OK)
        err = seal_address(job, prepared);
    if (err == OK)
        *out_prepared = prepared;
    return err;
}

struct house_id house_prepared_id(const struct house_prepared *prepared)
{
    return prepared->house;
}

static enum err insert_house(struct job *job, const struct house_prepared *prepared, struct str ref)
{
    const struct house_facts *facts = &prepared->facts;
    return sql_house_insert(job->db, &(struct house_insert_in){
        .house = prepared->house,
        .ref = ref,
        .alias = facts->alias,
        .organisation = facts->organisation,
        .circle = prepared->circle,
        .nation = facts->nation,
        .region = facts->region,
        .area = facts->area,
        .takes_women = facts->takes_women,
        .takes_men = facts->takes_men,
        .takes_mixed = facts->takes_mixed,
        .takes_families = facts->takes_families,
        .is_large_shared = facts->is_large_shared,
        .night_cover = facts->night_cover,
        .step_free = facts->step_free,
        .is_catered = facts->is_catered,
        .licence_persons = facts->licence_persons,
        .complex_places = facts->complex_places,
        .movable_cots = facts->movable_cots,
        .turnaround_days = facts->turnaround_days,
        .languages = facts->languages,
        .specialisms = facts->specialisms,
        .wrapped_key = prepared->wrapped_key,
        .address_sealed = prepared->address_sealed,
        .is_open = !facts->is_closed,
    });
}

static enum err insert_rooms(struct job *job, const struct house_prepared *prepared)
{
    enum err err = OK;
    for (size_t i = 0; i < prepared->room_count && err == OK; i++) {
        const struct house_room *room = &prepared->rooms[i];
        err = sql_room_insert(job->db, &(struct room_insert_in){
            .room = room->room,
            .house = prepared->house,
            .name = room->name,
            .beds = room->beds,
            .cots = room->cots,
            .step_free = room->step_free,
            .is_self_contained = room->is_self_contained,
        });
    }
    return err;
}

static enum err store_workers(struct job *job, struct house_id house,
                              const struct house_facts *facts)
{
    return facts->workers.size == 0 ? OK : sql_house_workers_put(job->db, house, facts->workers);
}

/* Who works in the house, and who answers for its provider, may see it from its first day. */
static enum err tie_house(struct job *job, const struct house_prepared *prepared)
{
    struct record_id record = {prepared->house.value};
    struct organisation organisation;
    enum err err = organisation_get(job, prepared->facts.organisation, &organisation);
    if (err == OK)
        err = tie_make(job, &(struct tie){record, prepared->circle, RELATION_house, INSTANT_NONE});
    if (err == OK)
        err = tie_make(job,
                       &(struct tie){record, organisation.circle, RELATION_provider, INSTANT_NONE});
    return err;
}

enum err house_store(struct job *job, const struct house_prepared *prepared)
{
    must(db_is_writing(job->db));
    struct house_of_alias_row taken;
    enum err err = sql_house_of_alias(job->db, job->arena, prepared->facts.alias, &taken);
    if (err != ERR_NOT_FOUND)
        return err == OK ? ERR_CONFLICT : err;
    err = ERR_CONFLICT;
    for (size_t i = 0; i < REF_TRIES && err == ERR_CONFLICT; i++)
        err = insert_house(job, prepared, prepared->refs[i]);
    if (err == OK)
        err = sql_house_pattern_put(job->db, prepared->house, prepared->patterns_sealed);
    if (err == OK)
        err = insert_rooms(job, prepared);
    if (err == OK)
        err = store_workers(job, prepared->house, &prepared->facts);
    if (err == OK)
        err = tie_house(job, prepared);
    if (err == OK)
        job_audit(job, VERB_created, RECORD_house, prepared->house.value);
    return err;
}

/* ---- reading and changing -------------------------------------------------------------------- */

enum err house_find_ref(struct db *db, struct arena *arena, struct str ref,
                        struct house_id *out_house)
{
    struct house_of_ref_row row;
    enum err err = sql_house_of_ref(db, arena, ref, &row);
    if (err == OK)
        *out_house = row.house;
    return err;
}

enum err house_circle(struct job *job, struct house_id house, struct circle_id *out_circle)
{
    struct house_circle_row row;
    enum err err = sql_house_circle(job->db, job->arena, house, &row);
    if (err == OK)
        *out_circle = row.circle;
    return err;
}

static struct house_facts facts_of(const struct house_row_row *row)
{
    return (struct house_facts){
        .alias = row->alias,
        .organisation = row->organisation,
        .nation = row->nation,
        .region = row->region,
        .area = row->area,
        .takes_women = row->takes_women,
        .takes_men = row->takes_men,
        .takes_mixed = row->takes_mixed,
        .takes_families = row->takes_families,
        .is_large_shared = row->is_large_shared,
        .is_catered = row->is_catered,
        .is_closed = !row->is_open,
        .night_cover = row->night_cover,
        .step_free = row->step_free,
        .licence_persons = row->licence_persons,
        .complex_places = row->complex_places,
        .movable_cots = row->movable_cots,
        .turnaround_days = row->turnaround_days,
        .languages = row->languages,
        .specialisms = row->specialisms,
    };
}

enum err house_get(struct job *job, struct house_id house, struct house *out_house)
{
    struct house_row_row row;
    struct house_workers_of_row workers = {STR("not_known")};
    enum err err = sql_house_row(job->db, job->arena, house, &row);
    if (err != OK)
        return err;
    err = sql_house_workers_of(job->db, job->arena, house, &workers);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    const struct area *area = area_find(row.area);
    *out_house = (struct house){
        .house = row.house,
        .ref = row.ref,
        .organisation_name = row.organisation_name,
        .area_name = area ? area->name : row.area,
        .facts = facts_of(&row),
        .version = row.version,
    };
    out_house->facts.workers = workers.workers;
    return OK;
}

enum err house_change(struct job *job, struct house_id house, int64_t version,
                      const struct house_facts *facts)
{
    must(db_is_writing(job->db));
    int64_t changed;
    enum err err = sql_house_update(job->db, &(struct house_update_in){
        .house = house,
        .version = version,
        .takes_women = facts->takes_women,
        .takes_men = facts->takes_men,
        .takes_mixed = facts->takes_mixed,
        .takes_families = facts->takes_families,
        .is_large_shared = facts->is_large_shared,
        .night_cover = facts->night_cover,
        .step_free = facts->step_free,
        .is_catered = facts->is_catered,
        .licence_persons = facts->licence_persons,
        .complex_places = facts->complex_places,
        .movable_cots = facts->movable_cots,
        .turnaround_days = facts->turnaround_days,
        .languages = facts->languages,
        .specialisms = facts->specialisms,
        .is_open = !facts->is_closed,
    }, &changed);
    if (err != OK)
        return err;
    if (changed == 0)
        return ERR_CONFLICT;
    job_audit(job, VERB_changed, RECORD_house, house.value);
    return store_workers(job, house, facts);
}

/* ---- the address ----------------------------------------------------------------------------- */

/* What every ordinary screen is for is no reason to know where a house is. */
static bool is_reason_to_go(enum purpose purpose)
{
    return purpose == PURPOSE_transport || purpose == PURPOSE_emergency_services ||
           purpose == PURPOSE_repair || purpose == PURPOSE_visit;
}

/* The vault has refused, whatever anybody here thinks of it: that is written down before it is
 * told. */
static enum err note_refused(struct job *job, struct house_id house)
{
    job_audit(job, VERB_address_refused, RECORD_house, house.value);
    enum err err = job_audit_commit(job);
    return err == OK ? ERR_TOO_MANY : err;
}

enum err house_open_address(struct job *job, struct house_id house, struct house_opened *out_opened)
{
    struct house_address_row row;
    must(!db_is_writing(job->db));
    enum err err = sql_house_address(job->db, job->arena, house, &row);
    if (err != OK)
        return err;
    job_audit(job, VERB_address_opened, RECORD_house, house.value);
    err = job_audit_commit(job); /* no log, no address */
    if (err != OK)
        return err;
    struct vault_item item = address_item(house, row.wrapped_key, row.address_sealed);
    err = vault_reveal(job->vault, job->arena, job->asker.staff.value, &item);
    if (err == ERR_INVALID)
        unreadable_note(job, &item);
    if (err == ERR_TOO_MANY)
        err = note_refused(job, house);
    if (err != OK)
        return err;
    *out_opened = (struct house_opened){row.wrapped_key, item.out};
    return OK;
}

enum err house_reveal_address(struct job *job, struct house_id house, struct str *out_address,
                              struct instant *out_until_at)
{
    struct house_opened opened;
    if (!is_reason_to_go(job->purpose))
        return ERR_INVALID;
    enum err err = house_open_address(job, house, &opened);
    if (err != OK)
        return err;
    /* who has to go there does not wait for that; it is made the next time, or by the command */
    enum err unused = house_pattern_mend(job, house, opened.wrapped_key, opened.address);
    (void)unused;
    *out_address = opened.address;
    *out_until_at = instant_add_ms(job->now, ADDRESS_MINUTES * MS_PER_MINUTE);
    return OK;
}

struct str_list house_takes(struct arena *arena, bool women, bool men, bool mixed, bool families)
{
    struct str *at = ARENA_MANY(arena, struct str, 4);
    size_t count = 0;
    if (women)
        at[count++] = STR("women");
    if (men)
        at[count++] = STR("men");
    if (mixed)
        at[count++] = STR("mixed");
    if (families)
        at[count++] = STR("families");
    return (struct str_list){at, count};
}

#include "rooms/placement/placement_state.h"

/* One row a state: what it means for the room and for the referral, and where each action leads. A
 * departure closes the referral; every other end leaves the household to be placed. */
#define TO(action, state) [ACTION_##action] = PLACEMENT_##state + 1

static const struct state_row {
    const char *name;
    bool is_live, is_timed;
    const char *referral;
    uint8_t after[PLACEMENT_ACTIONS]; /* state + 1; 0: refused */
} rows[PLACEMENT_STATES] = {
    [PLACEMENT_held] = {"held", true, true, "held",
        {TO(offer, offered), TO(release, withdrawn), TO(lapse, lapsed),
         TO(wish, held), TO(refuse, withdrawn)}},
    [PLACEMENT_offered] = {"offered", true, true, "offered",
        {TO(accept, accepted), TO(decline, declined), TO(release, withdrawn),
         TO(lapse, lapsed), TO(wish, offered), TO(refuse, withdrawn), TO(settle, offered)}},
    [PLACEMENT_accepted] = {"accepted", true, false, "offered",
        {TO(arrive, arrived), TO(not_arrive, not_arrived), TO(release, withdrawn),
         TO(wish, accepted), TO(refuse, withdrawn), TO(settle, accepted)}},
    [PLACEMENT_arrived] = {"arrived", true, false, "placed",
        {TO(extend, arrived), TO(move, arrived), TO(depart, departed), TO(settle, arrived)}},
    [PLACEMENT_departed] = {"departed", false, false, "closed", {0}},
    [PLACEMENT_declined] = {"declined", false, false, "unplaced", {0}},
    [PLACEMENT_lapsed] = {"lapsed", false, false, "unplaced", {0}},
    [PLACEMENT_withdrawn] = {"withdrawn", false, false, "unplaced", {0}},
    [PLACEMENT_not_arrived] = {"not_arrived", false, false, "unplaced", {0}},
};

#define LISTED(name) [ACTION_##name] = #name,
static const char *const action_names[PLACEMENT_ACTIONS] = {PLACEMENT_ACTION_LIST(LISTED)};
#undef LISTED

const char *placement_state_name(enum placement_state state)
{
    must(state < PLACEMENT_STATES);
    return rows[state].name;
}

const char *placement_action_name(enum placement_action action)
{
    must(action < PLACEMENT_ACTIONS);
    return action_names[action];
}

enum placement_state placement_state_of(struct str name)
{
    unsigned state = 0;
    while (state < PLACEMENT_STATES && !str_equal_c(name, rows[state].name))
        state++;
    must(state < PLACEMENT_STATES);
    return (enum placement_state)state;
}

enum err placement_state_after(enum placement_state state, enum placement_action action,
                               enum placement_state *out_state)
{
    must(state < PLACEMENT_STATES && action < PLACEMENT_ACTIONS);
    unsigned after = rows[state].after[action];
    if (after == 0)
        return ERR_CONFLICT;
    *out_state = (enum placement_state)(after - 1);
    return OK;
}

bool placement_state_is_live(enum placement_state state)
{
    must(state < PLACEMENT_STATES);
    return rows[state].is_live;
}

bool placement_state_is_timed(enum placement_state state)
{
    must(state < PLACEMENT_STATES);
    return rows[state].is_timed;
}

struct str placement_state_referral(enum placement_state state)
{
    must(state < PLACEMENT_STATES);
    return str_of(rows[state].referral);
}

#include "guard/right.h"

#include <pthread.h>

/* Read it by role. A relation says how far a right goes: `any` stands where no record is named or
 * where everybody in that role works with all of them (houses by their alias); everything about
 * one person stands under a tie. What is not written here is refused. */
const struct right_row right_table[] = {
    /* The desk works on what is in its hands, from the call until the person is settled. It sees
     * every house by its alias, to place people in it; the address only while a house is tied to
     * the desk, that is while somebody accepted there is still on the way. */
    {ROLE_night_desk, RELATION_any, RIGHT_own_session},
    {ROLE_night_desk, RELATION_any, RIGHT_desk_read},
    {ROLE_night_desk, RELATION_any, RIGHT_today_read},
    {ROLE_night_desk, RELATION_any, RIGHT_arrivals_read},
    {ROLE_night_desk, RELATION_any, RIGHT_referral_start},
    {ROLE_night_desk, RELATION_any, RIGHT_people_search},
    {ROLE_night_desk, RELATION_any, RIGHT_emergency_open},
    {ROLE_night_desk, RELATION_any, RIGHT_cold_ask},
    {ROLE_night_desk, RELATION_any, RIGHT_people_match},
    {ROLE_night_desk, RELATION_any, RIGHT_houses_read},
    {ROLE_night_desk, RELATION_any, RIGHT_house_read},
    {ROLE_night_desk, RELATION_any, RIGHT_beds_read},
    {ROLE_night_desk, RELATION_any, RIGHT_beds_export},
    {ROLE_night_desk, RELATION_any, RIGHT_sheet_read},
    {ROLE_night_desk, RELATION_any, RIGHT_rules_read},
    {ROLE_night_desk, RELATION_any, RIGHT_releases_read},
    {ROLE_night_desk, RELATION_desk, RIGHT_referral_read},
    {ROLE_night_desk, RELATION_desk, RIGHT_referral_write},
    {ROLE_night_desk, RELATION_desk, RIGHT_person_read},
    {ROLE_night_desk, RELATION_desk, RIGHT_case_read},
    {ROLE_night_desk, RELATION_desk, RIGHT_document_read},
    {ROLE_night_desk, RELATION_desk, RIGHT_document_write},
    {ROLE_night_desk, RELATION_desk, RIGHT_person_write},
    {ROLE_night_desk, RELATION_desk, RIGHT_note_write},
    {ROLE_night_desk, RELATION_desk, RIGHT_conflict_write},
    {ROLE_night_desk, RELATION_desk, RIGHT_decision_write},
    {ROLE_night_desk, RELATION_desk, RIGHT_placement_read},
    {ROLE_night_desk, RELATION_desk, RIGHT_placement_make},
    {ROLE_night_desk, RELATION_desk, RIGHT_placement_stay},
    {ROLE_night_desk, RELATION_desk, RIGHT_address_reveal},
    {ROLE_night_desk, RELATION_desk, RIGHT_release_read},
    {ROLE_night_desk, RELATION_desk, RIGHT_release_ask},
    {ROLE_night_desk, RELATION_desk, RIGHT_release_approve},

    /* The worker holds a caseload and goes on with what the night left open. */
    {ROLE_support_worker, RELATION_any, RIGHT_own_session},
    {ROLE_support_worker, RELATION_any, RIGHT_today_read},
    {ROLE_support_worker, RELATION_any, RIGHT_people_search},
    {ROLE_support_worker, RELATION_any, RIGHT_emergency_open},
    {ROLE_support_worker, RELATION_any, RIGHT_cold_ask},
    {ROLE_support_worker, RELATION_caseload, RIGHT_referral_read},
    {ROLE_support_worker, RELATION_caseload, RIGHT_referral_write},
    {ROLE_support_worker, RELATION_caseload, RIGHT_person_read},
    {ROLE_support_worker, RELATION_caseload, RIGHT_case_read},
    {ROLE_support_worker, RELATION_caseload, RIGHT_document_read},
    {ROLE_support_worker, RELATION_caseload, RIGHT_document_write},
    {ROLE_support_worker, RELATION_caseload, RIGHT_person_write},
    {ROLE_support_worker, RELATION_caseload, RIGHT_note_write},
    {ROLE_support_worker, RELATION_caseload, RIGHT_conflict_write},
    {ROLE_support_worker, RELATION_caseload, RIGHT_decision_write},
    {ROLE_support_worker, RELATION_caseload, RIGHT_placement_read},
    {ROLE_support_worker, RELATION_caseload, RIGHT_money_read},
    {ROLE_support_worker, RELATION_caseload, RIGHT_money_write},
    {ROLE_support_worker, RELATION_caseload, RIGHT_move_on_read},
    {ROLE_support_worker, RELATION_caseload, RIGHT_move_on_write},
    {ROLE_support_worker, RELATION_caseload, RIGHT_looked_read},
    {ROLE_support_worker, RELATION_caseload, RIGHT_release_read},
    {ROLE_support_worker, RELATION_caseload, RIGHT_release_ask},
    {ROLE_support_worker, RELATION_caseload, RIGHT_retention_read},
    {ROLE_support_worker, RELATION_caseload, RIGHT_retention_hold},

    /* Before its yes the house reads what it must know to answer, and no name; who lives there it
     * reads. */
    {ROLE_house_manager, RELATION_any, RIGHT_own_session},
    {ROLE_house_manager, RELATION_any, RIGHT_today_read},
    {ROLE_house_manager, RELATION_any, RIGHT_arrivals_read},
    {ROLE_house_manager, RELATION_any, RIGHT_people_search},
    {ROLE_house_manager, RELATION_any, RIGHT_releases_read},
    {ROLE_house_manager, RELATION_any, RIGHT_emergency_open},
    {ROLE_house_manager, RELATION_offered, RIGHT_placement_read},
    {ROLE_house_manager, RELATION_offered, RIGHT_placement_answer},
    {ROLE_house_manager, RELATION_offered, RIGHT_placement_stay},
    {ROLE_house_manager, RELATION_receiving, RIGHT_move_answer},
    {ROLE_house_manager, RELATION_house, RIGHT_placement_read},
    {ROLE_house_manager, RELATION_house, RIGHT_placement_stay},
    {ROLE_house_manager, RELATION_house, RIGHT_person_read},
    {ROLE_house_manager, RELATION_house, RIGHT_case_read},
    {ROLE_house_manager, RELATION_house, RIGHT_document_read},
    {ROLE_house_manager, RELATION_house, RIGHT_document_write},
    {ROLE_house_manager, RELATION_house, RIGHT_note_write},
    {ROLE_house_manager, RELATION_house, RIGHT_conflict_write},
    {ROLE_house_manager, RELATION_house, RIGHT_money_read},
    {ROLE_house_manager, RELATION_house, RIGHT_money_write},
    {ROLE_house_manager, RELATION_house, RIGHT_move_on_read},
    {ROLE_house_manager, RELATION_house, RIGHT_move_on_write},
    {ROLE_house_manager, RELATION_house, RIGHT_looked_read},
    {ROLE_house_manager, RELATION_house, RIGHT_houses_read},
    {ROLE_house_manager, RELATION_house, RIGHT_house_read},
    {ROLE_house_manager, RELATION_house, RIGHT_house_write},
    {ROLE_house_manager, RELATION_house, RIGHT_beds_read},
    {ROLE_house_manager, RELATION_house, RIGHT_sheet_read},
    {ROLE_house_manager, RELATION_house, RIGHT_address_reveal},
    {ROLE_house_manager, RELATION_house, RIGHT_release_read},
    {ROLE_house_manager, RELATION_house, RIGHT_release_ask},
    {ROLE_house_manager, RELATION_house, RIGHT_release_approve},

    /* Answers for the provider's workers and houses: reads what they do, mends what is the
     * house's, and writes nobody's record. */
    {ROLE_provider_manager, RELATION_any, RIGHT_own_session},
    {ROLE_provider_manager, RELATION_any, RIGHT_today_read},
    {ROLE_provider_manager, RELATION_any, RIGHT_arrivals_read},
    {ROLE_provider_manager, RELATION_any, RIGHT_people_search},
    {ROLE_provider_manager, RELATION_any, RIGHT_emergency_open},
    {ROLE_provider_manager, RELATION_any, RIGHT_cold_ask},
    {ROLE_provider_manager, RELATION_any, RIGHT_capacity_read},
    {ROLE_provider_manager, RELATION_any, RIGHT_rules_read},
    {ROLE_provider_manager, RELATION_any, RIGHT_releases_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_referral_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_person_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_case_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_document_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_placement_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_money_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_move_on_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_placement_answer},
    {ROLE_provider_manager, RELATION_provider, RIGHT_placement_stay},
    {ROLE_provider_manager, RELATION_provider, RIGHT_houses_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_house_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_house_write},
    {ROLE_provider_manager, RELATION_provider, RIGHT_beds_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_sheet_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_address_reveal},
    {ROLE_provider_manager, RELATION_provider, RIGHT_release_read},
    {ROLE_provider_manager, RELATION_provider, RIGHT_release_approve},

    /* Counts, and houses and beds by the house's alias. */
    {ROLE_commissioner, RELATION_any, RIGHT_own_session},
    {ROLE_commissioner, RELATION_any, RIGHT_measures_read},
    {ROLE_commissioner, RELATION_any, RIGHT_capacity_read},
    {ROLE_commissioner, RELATION_any, RIGHT_houses_read},
    {ROLE_commissioner, RELATION_any, RIGHT_beds_read},
    {ROLE_commissioner, RELATION_any, RIGHT_beds_export},
    {ROLE_commissioner, RELATION_any, RIGHT_rules_read},
    {ROLE_commissioner, RELATION_any, RIGHT_fairness_read},

    {ROLE_auditor, RELATION_any, RIGHT_own_session},
    {ROLE_auditor, RELATION_any, RIGHT_audit_read},
    {ROLE_auditor, RELATION_any, RIGHT_rules_read},
    {ROLE_auditor, RELATION_any, RIGHT_fairness_read},

    {ROLE_administrator, RELATION_any, RIGHT_own_session},
    {ROLE_administrator, RELATION_any, RIGHT_staff_write},
    {ROLE_administrator, RELATION_any, RIGHT_staff_confirm},
    {ROLE_administrator, RELATION_any, RIGHT_law_write},
    {ROLE_administrator, RELATION_any, RIGHT_audit_read},
    {ROLE_administrator, RELATION_any, RIGHT_retention_list},
    {ROLE_administrator, RELATION_any, RIGHT_retention_read},
    {ROLE_administrator, RELATION_any, RIGHT_retention_hold},
    {ROLE_administrator, RELATION_any, RIGHT_retention_confirm},
    {ROLE_administrator, RELATION_any, RIGHT_cold_confirm},
    {ROLE_administrator, RELATION_any, RIGHT_suppress},

    /* Opened in an emergency: what care needs now and a note of what was done; not what was, not
     * what the law says, not the money. Of a house: its address. Who answers for a provider writes
     * nobody's record, then neither. */
    {ROLE_night_desk, RELATION_emergency, RIGHT_person_read},
    {ROLE_night_desk, RELATION_emergency, RIGHT_placement_read},
    {ROLE_night_desk, RELATION_emergency, RIGHT_note_write},
    {ROLE_night_desk, RELATION_emergency, RIGHT_address_reveal},
    {ROLE_support_worker, RELATION_emergency, RIGHT_person_read},
    {ROLE_support_worker, RELATION_emergency, RIGHT_placement_read},
    {ROLE_support_worker, RELATION_emergency, RIGHT_note_write},
    {ROLE_support_worker, RELATION_emergency, RIGHT_address_reveal},
    {ROLE_house_manager, RELATION_emergency, RIGHT_person_read},
    {ROLE_house_manager, RELATION_emergency, RIGHT_placement_read},
    {ROLE_house_manager, RELATION_emergency, RIGHT_note_write},
    {ROLE_house_manager, RELATION_emergency, RIGHT_address_reveal},
    {ROLE_provider_manager, RELATION_emergency, RIGHT_person_read},
    {ROLE_provider_manager, RELATION_emergency, RIGHT_placement_read},
    {ROLE_provider_manager, RELATION_emergency, RIGHT_address_reveal},

    /* A cold record that two people opened: read with its documents, shown to her, written out for
     * her; a call is taken by the desk as any other. Nothing is written into it before. */
    {ROLE_night_desk, RELATION_thawed, RIGHT_person_read},
    {ROLE_night_desk, RELATION_thawed, RIGHT_case_read},
    {ROLE_night_desk, RELATION_thawed, RIGHT_document_read},
    {ROLE_night_desk, RELATION_thawed, RIGHT_release_read},
    {ROLE_night_desk, RELATION_thawed, RIGHT_release_approve},
    {ROLE_support_worker, RELATION_thawed, RIGHT_person_read},
    {ROLE_support_worker, RELATION_thawed, RIGHT_case_read},
    {ROLE_support_worker, RELATION_thawed, RIGHT_document_read},
    {ROLE_support_worker, RELATION_thawed, RIGHT_looked_read},
    {ROLE_support_worker, RELATION_thawed, RIGHT_release_read},
    {ROLE_support_worker, RELATION_thawed, RIGHT_release_ask},
    {ROLE_provider_manager, RELATION_thawed, RIGHT_person_read},
    {ROLE_provider_manager, RELATION_thawed, RIGHT_case_read},
    {ROLE_provider_manager, RELATION_thawed, RIGHT_document_read},
    {ROLE_provider_manager, RELATION_thawed, RIGHT_release_read},
    {ROLE_provider_manager, RELATION_thawed, RIGHT_release_approve},

    /* Answers for who may see what, and why; reads nobody's record, but what is to leave of one
     * where she is named to approve it. */
    {ROLE_guardian, RELATION_any, RIGHT_own_session},
    {ROLE_guardian, RELATION_any, RIGHT_emergency_review},
    {ROLE_guardian, RELATION_any, RIGHT_staff_confirm},
    {ROLE_guardian, RELATION_any, RIGHT_refusals_review},
    {ROLE_guardian, RELATION_any, RIGHT_conflict_read},
    {ROLE_guardian, RELATION_any, RIGHT_audit_read},
    {ROLE_guardian, RELATION_any, RIGHT_rules_read},
    {ROLE_guardian, RELATION_any, RIGHT_releases_read},
    {ROLE_guardian, RELATION_any, RIGHT_retention_list},
    {ROLE_guardian, RELATION_any, RIGHT_retention_read},
    {ROLE_guardian, RELATION_any, RIGHT_retention_hold},
    {ROLE_guardian, RELATION_any, RIGHT_retention_confirm},
    {ROLE_guardian, RELATION_any, RIGHT_cold_confirm},
    {ROLE_guardian, RELATION_any, RIGHT_suppress},
    {ROLE_guardian, RELATION_approver, RIGHT_release_read},
    {ROLE_guardian, RELATION_approver, RIGHT_release_approve},
};
const size_t right_count = COUNT_OF(right_table);

/* The same by role and right, as it is asked dozens of times a page. */
static uint32_t relations_of[ROLE_COUNT][RIGHT_COUNT];

static void sort_table(void)
{
    for (size_t i = 0; i < right_count; i++)
        relations_of[right_table[i].role][right_table[i].right] |=
            RELATION_BIT(right_table[i].relation);
}

uint32_t right_relations(enum role role, enum right right)
{
    static pthread_once_t is_sorted = PTHREAD_ONCE_INIT;
    must(pthread_once(&is_sorted, sort_table) == 0);
    must((unsigned)role < ROLE_COUNT && (unsigned)right < RIGHT_COUNT);
    return relations_of[role][right];
}

bool right_allows(enum role role, uint32_t relations, enum right right)
{
    if (right == RIGHT_public)
        return true;
    return (right_relations(role, right) & (relations | RELATION_BIT(RELATION_any))) != 0;
}

/* Lists that some see whole and others only where they are tied. A right to a record itself opens
 * nothing where no record is named. */
static bool is_of_list(enum right right)
{
    return right == RIGHT_houses_read || right == RIGHT_beds_read || right == RIGHT_sheet_read;
}

bool right_opens(enum role role, enum right right)
{
    return right_allows(role, RELATION_BIT(RELATION_any), right) ||
           (is_of_list(right) && right_relations(role, right) != 0);
}

#define LISTED(name) [ROLE_##name] = #name,
static const char *const role_names[ROLE_COUNT] = {[ROLE_NONE] = "none", ROLE_LIST(LISTED)};
#undef LISTED
#define LISTED(name) [RELATION_##name] = #name,
static const char *const relation_names[RELATION_COUNT] = {[RELATION_NONE] = "none",
                                                           RELATION_LIST(LISTED)};
#undef LISTED
#define LISTED(name) [RIGHT_##name] = #name,
static const char *const right_names[RIGHT_COUNT] = {
    [RIGHT_NONE] = "none", [RIGHT_public] = "public", RIGHT_LIST(LISTED)};
#undef LISTED

const char *role_name(enum role role)
{
    must(role >= 0 && role < ROLE_COUNT);
    return role_names[role];
}

const char *relation_name(enum relation relation)
{
    must(relation >= 0 && relation < RELATION_COUNT);
    return relation_names[relation];
}

const char *right_name(enum right right)
{
    must(right >= 0 && right < RIGHT_COUNT);
    return right_names[right];
}

enum role role_parse(struct str name)
{
    for (int role = ROLE_NONE + 1; role < ROLE_COUNT; role++)
        if (str_equal_c(name, role_names[role]))
            return (enum role)role;
    return ROLE_NONE;
}

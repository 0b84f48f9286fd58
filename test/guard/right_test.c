#include <stdio.h>
#include <string.h>

#include "guard_fixture.h"
#include "guard_tests.h"

#define IN_AN_EMERGENCY " person_read placement_read note_write address_reveal "

/* Written down a second time, from issue and screens, so that a change of right.c is made twice. */
static const struct {
    enum role role;
    enum relation relation;
    const char *rights;
} expected[] = {
    {ROLE_night_desk, RELATION_any,
     " own_session desk_read today_read arrivals_read referral_start people_search people_match "
     "emergency_open cold_ask "
     "houses_read house_read beds_read beds_export sheet_read rules_read releases_read "},
    {ROLE_night_desk, RELATION_desk,
     " referral_read referral_write person_read case_read person_write note_write decision_write "
     "conflict_write placement_read placement_make placement_stay address_reveal release_read "
     "release_ask release_approve document_read document_write "},
    {ROLE_support_worker, RELATION_any,
     " own_session today_read people_search emergency_open cold_ask "},
    {ROLE_support_worker, RELATION_caseload,
     " referral_read referral_write person_read case_read person_write note_write decision_write "
     "conflict_write placement_read money_read money_write move_on_read move_on_write looked_read "
     "release_read release_ask retention_read retention_hold document_read document_write "},
    {ROLE_house_manager, RELATION_any,
     " own_session today_read arrivals_read people_search emergency_open releases_read "},
    {ROLE_house_manager, RELATION_receiving, " move_answer "},
    {ROLE_house_manager, RELATION_offered, " placement_read placement_answer placement_stay "},
    {ROLE_house_manager, RELATION_house,
     " placement_read placement_stay person_read case_read note_write conflict_write "
     "houses_read house_read house_write beds_read sheet_read address_reveal money_read "
     "money_write move_on_read move_on_write looked_read release_read release_ask release_approve "
     "document_read document_write "},
    {ROLE_provider_manager, RELATION_any,
     " own_session today_read arrivals_read people_search emergency_open cold_ask "
     "capacity_read "
     "rules_read releases_read "},
    {ROLE_provider_manager, RELATION_provider,
     " referral_read person_read case_read placement_read placement_answer placement_stay "
     "houses_read house_read house_write beds_read sheet_read address_reveal money_read "
     "move_on_read release_read release_approve document_read "},
    {ROLE_commissioner, RELATION_any,
     " own_session measures_read capacity_read houses_read beds_read beds_export rules_read "
     "fairness_read "},
    {ROLE_auditor, RELATION_any, " own_session audit_read rules_read fairness_read "},
    {ROLE_administrator, RELATION_any,
     " own_session staff_write staff_confirm law_write audit_read retention_list retention_read "
     "retention_hold retention_confirm cold_confirm suppress "},
    {ROLE_night_desk, RELATION_emergency, IN_AN_EMERGENCY},
    {ROLE_support_worker, RELATION_emergency, IN_AN_EMERGENCY},
    {ROLE_house_manager, RELATION_emergency, IN_AN_EMERGENCY},
    {ROLE_provider_manager, RELATION_emergency,
     " person_read placement_read address_reveal "},
    {ROLE_guardian, RELATION_any,
     " own_session emergency_review staff_confirm refusals_review conflict_read "
     "audit_read rules_read releases_read retention_list "
     "retention_read retention_hold retention_confirm cold_confirm suppress "},
    {ROLE_night_desk, RELATION_thawed,
     " person_read case_read document_read release_read release_approve "},
    {ROLE_support_worker, RELATION_thawed,
     " person_read case_read document_read looked_read release_read release_ask "},
    {ROLE_provider_manager, RELATION_thawed,
     " person_read case_read document_read release_read release_approve "},
    {ROLE_guardian, RELATION_approver, " release_read release_approve "},
};

static bool is_expected(enum role role, enum relation relation, enum right right)
{
    char name[64];
    snprintf(name, sizeof(name), " %s ", right_name(right));
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        if (expected[i].role == role && expected[i].relation == relation &&
            strstr(expected[i].rights, name) != NULL)
            return true;
    return false;
}

/* Every role, relation and right: allowed where a row says so, else refused. */
void test_every_right(void **state)
{
    (void)state;
    size_t rows = 0;
    for (int role = ROLE_NONE; role < ROLE_COUNT; role++)
        for (int relation = RELATION_any; relation < RELATION_COUNT; relation++)
            for (int right = RIGHT_public + 1; right < RIGHT_COUNT; right++) {
                bool has_row = is_expected(role, relation, right);
                bool is_allowed = has_row || is_expected(role, RELATION_any, right);
                rows += has_row;
                if (right_allows(role, RELATION_BIT(relation), right) != is_allowed)
                    fail_msg("%s %s %s", role_name(role), relation_name(relation),
                             right_name(right));
                assert_int_equal((right_relations(role, right) & RELATION_BIT(relation)) != 0,
                                 has_row);
            }
    assert_int_equal(rows, right_count);
}

/* All relations at once give what each gives, and nothing more. */
void test_relations_add_up(void **state)
{
    (void)state;
    for (int role = ROLE_NONE; role < ROLE_COUNT; role++)
        for (int right = RIGHT_public + 1; right < RIGHT_COUNT; right++) {
            bool is_allowed = false;
            for (int relation = RELATION_any; relation < RELATION_COUNT; relation++)
                is_allowed = is_allowed || is_expected(role, relation, right);
            assert_int_equal(right_allows(role, UINT32_MAX, right), is_allowed);
            bool is_list = right == RIGHT_houses_read || right == RIGHT_beds_read ||
                           right == RIGHT_sheet_read;
            assert_int_equal(right_opens(role, right),
                             is_expected(role, RELATION_any, right) || (is_list && is_allowed));
        }
}

/* What a guardian who is named to approve a request reads and says of it, and no more. */
static bool is_of_approvers(enum right right)
{
    return right == RIGHT_release_read || right == RIGHT_release_approve;
}

/* One person's record and a house's address are never open to a whole role. */
void test_records_need_a_tie(void **state)
{
    (void)state;
    static const enum right of_records[] = {
        RIGHT_referral_read, RIGHT_referral_write, RIGHT_person_read, RIGHT_case_read,
        RIGHT_person_write, RIGHT_note_write, RIGHT_decision_write, RIGHT_house_write,
        RIGHT_address_reveal,
        RIGHT_placement_read, RIGHT_placement_make, RIGHT_placement_answer,
        RIGHT_placement_stay, RIGHT_move_answer, RIGHT_money_read, RIGHT_money_write,
        RIGHT_move_on_read, RIGHT_move_on_write, RIGHT_release_read,
        RIGHT_release_ask, RIGHT_release_approve, RIGHT_document_read, RIGHT_document_write};
    static const enum role without_people[] = {ROLE_commissioner, ROLE_auditor,
                                               ROLE_administrator, ROLE_guardian};
    for (size_t i = 0; i < COUNT_OF(of_records); i++) {
        for (int role = ROLE_NONE; role < ROLE_COUNT; role++)
            assert_false(right_allows(role, RELATION_BIT(RELATION_any), of_records[i]));
        for (size_t k = 0; k < COUNT_OF(without_people); k++)
            assert_int_equal(right_allows(without_people[k], UINT32_MAX, of_records[i]),
                             without_people[k] == ROLE_guardian && is_of_approvers(of_records[i]));
        assert_false(right_allows(ROLE_guardian, ~RELATION_BIT(RELATION_approver), of_records[i]));
    }
}

void test_nobody_may_what_is_public(void **state)
{
    (void)state;
    for (int right = RIGHT_NONE; right < RIGHT_COUNT; right++)
        assert_int_equal(right_allows(ROLE_NONE, UINT32_MAX, right), right == RIGHT_public);
    for (int role = ROLE_NONE + 1; role < ROLE_COUNT; role++) {
        assert_false(right_allows(role, UINT32_MAX, RIGHT_NONE));
        assert_true(right_allows(role, 0, RIGHT_public));
        assert_true(right_allows(role, 0, RIGHT_own_session));
    }
}

/* The tie table keeps these numbers. */
void test_relations_keep_their_numbers(void **state)
{
    (void)state;
    assert_int_equal(RELATION_BIT(RELATION_any), 2);
    assert_int_equal(RELATION_BIT(RELATION_desk), 4);
    assert_int_equal(RELATION_BIT(RELATION_offered), 8);
    assert_int_equal(RELATION_BIT(RELATION_house), 16);
    assert_int_equal(RELATION_BIT(RELATION_caseload), 32);
    assert_int_equal(RELATION_BIT(RELATION_provider), 64);
}

void test_names(void **state)
{
    (void)state;
    for (int role = ROLE_NONE + 1; role < ROLE_COUNT; role++)
        assert_int_equal(role_parse(str_of(role_name(role))), role);
    for (int purpose = PURPOSE_NONE + 1; purpose < PURPOSE_COUNT; purpose++) {
        assert_int_equal(purpose_parse(str_of(purpose_name(purpose))), purpose);
        assert_null(strstr(purpose_name(purpose), "immigration"));
        assert_null(strstr(purpose_name(purpose), "enforcement"));
    }
    assert_int_equal(role_parse(STR("none")), ROLE_NONE);
    assert_int_equal(role_parse(STR("night_desk ")), ROLE_NONE);
    assert_int_equal(purpose_parse(STR("none")), PURPOSE_NONE);
    assert_string_equal(verb_name(VERB_address_opened), "address_opened");
    assert_string_equal(record_kind_name(RECORD_referral), "referral");
    for (int verb = VERB_NONE; verb < VERB_COUNT; verb++)
        assert_non_null(verb_name(verb));
    for (int kind = RECORD_NONE; kind < RECORD_COUNT; kind++)
        assert_non_null(record_kind_name(kind));
}

/* The tests of guard, on one engine.
 *
 *     guard_test memory|file|postgres
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard_fixture.h"
#include "guard_tests.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

static const struct CMUnitTest tests[] = {
    TEST(test_every_right),
    TEST(test_relations_add_up),
    TEST(test_records_need_a_tie),
    TEST(test_nobody_may_what_is_public),
    TEST(test_relations_keep_their_numbers),
    TEST(test_names),
    TEST(test_every_slip_is_found),
    TEST(test_drawn_refs_are_valid),
    TEST(test_typed_refs),
    TEST(test_work_and_lines_are_kept),
    TEST(test_refused_work_leaves_nothing),
    TEST(test_once_is_once),
    TEST(test_once_of_a_refused_form_is_left),
    TEST(test_once_is_of_one_worker),
    TEST(test_once_covers_one_write),
    TEST(test_once_of_any_length_is_refused),
    TEST(test_old_tokens_are_forgotten),
    TEST(test_no_log_no_data),
    TEST(test_failed_commit_keeps_the_token),
    TEST(test_overflow_ends_the_work),
    TEST(test_many_lines),
    TEST(test_ids_are_random),
    TEST(test_writer_sees_the_own_write),
    TEST(test_seeded_draws_repeat),
    TEST(test_copy_follows_the_ties),
    TEST(test_copy_gives_no_right),
    TEST(test_undone_ties_are_not_copied),
    TEST(test_tie_is_of_one_record_and_worker),
    TEST(test_tie_ends),
    TEST(test_forged_ties_give_nothing),
    TEST(test_flag_taken_away_opens_nothing),
    TEST(test_forged_worker_is_nobody),
    TEST(test_old_ties_stay_ended),
    TEST(test_a_change_proves_no_forgery),
    TEST(test_undone_change_leaves_the_proof),
    TEST(test_what_was_there_is_proven_once),
    TEST(test_tie_expires),
    TEST(test_flag_beats_every_tie),
    TEST(test_who_leaves_the_circle_loses_it),
    TEST(test_check_asks_role_and_tie),
    TEST(test_filter_keeps_order),
    TEST(test_filter_by_role),
    TEST(test_filter_is_of_the_asker_and_the_hour),
    TEST(test_records_are_of_the_asker_and_the_right),
    TEST(test_records_up_to_a_limit),
    TEST(test_whole_chain),
    TEST(test_long_chain),
    TEST(test_every_tampering_is_found),
    TEST(test_reordered_lines_are_found),
    TEST(test_line_of_another_log_is_found),
    TEST(test_last_hash_byte_counts),
    TEST(test_list),
    TEST(test_many_writers_keep_whole_chains),
    TEST(test_readings_stand_apart_and_are_listed_together),
    TEST(test_changed_reading_is_found),
    TEST(test_missing_readings_are_found),
    TEST(test_readings_are_found_by_person_after_thousands),
    cmocka_unit_test(test_tree_is_the_standards),
    cmocka_unit_test(test_tiles_make_the_same_tree),
    cmocka_unit_test(test_every_proof_holds_for_its_own_alone),
    cmocka_unit_test(test_proofs_are_small),
    cmocka_unit_test(test_forged_proofs_are_refused),
    TEST(test_checkpoints_are_made_when_something_was_written),
    TEST(test_tree_is_made_again_from_what_is_stored),
    TEST(test_log_written_anew_is_found),
    TEST(test_fork_and_rollback_are_found_by_a_witness),
    TEST(test_checkpoint_of_another_key_is_found),
    TEST(test_any_byte_of_ten_thousand_entries),
    TEST(test_details_are_sealed_and_erased),
    TEST(test_refusals_are_counted_by_the_minute),
    TEST(test_flood_of_refusals_is_one_row),
    TEST(test_too_many_refusals_are_told),
    TEST(test_refused_sign_ins_are_counted),
    TEST(test_old_refusals_are_forgotten),
    cmocka_unit_test(test_password_rules),
    TEST(test_code_needs_two_people),
    TEST(test_confirmed_code_ends_sessions),
    TEST(test_code_opens_only_its_way),
    TEST(test_password_is_renewed_once),
    TEST(test_code_ends_by_itself),
    TEST(test_code_cannot_be_made_in_the_database),
    TEST(test_lost_telephone_gets_a_new_app),
    TEST(test_own_password),
    TEST(test_own_guesses_are_limited),
    TEST(test_own_code_app),
    TEST(test_sign_in),
    TEST(test_wrong_sign_ins),
    TEST(test_code_is_taken_once),
    TEST(test_five_tries),
    TEST(test_success_clears_tries),
    TEST(test_guesses_at_once_are_five),
    TEST(test_one_code_opens_one_session),
    TEST(test_unknown_costs_the_same),
    TEST(test_password_needs_the_vault),
    TEST(test_accounts_are_checked),
    TEST(test_user_name_is_taken),
    TEST(test_drawn_secret),
    TEST(test_closed_account),
    TEST(test_codes_of_the_standard),
    TEST(test_qr_is_plain_svg),
    TEST(test_root_key_is_written_down),
    TEST(test_another_root_key_is_refused),
    TEST(test_real_data_never_becomes_a_demo),
    TEST(test_demo_stays_a_demo),
    TEST(test_session_is_found),
    TEST(test_csrf_is_of_one_session),
    TEST(test_idle_session_ends),
    TEST(test_busy_session_ends_after_ten_hours),
    TEST(test_seen_is_written_once_a_minute),
    TEST(test_full_disk_does_not_sign_out),
    TEST(test_session_of_the_future),
    TEST(test_session_is_ended),
    TEST(test_all_sessions_are_ended),
    TEST(test_list_of_sessions),
    TEST(test_token_for_programs),
    TEST(test_tidy_keeps_what_lives),
};

int main(int argc, char **argv)
{
    const char *engine = argc == 2 ? argv[1] : "memory";
    tested = strcmp(engine, "postgres") == 0 ? TESTED_POSTGRES
             : strcmp(engine, "file") == 0   ? TESTED_FILE
                                             : TESTED_MEMORY;
    if (tested == TESTED_POSTGRES && getenv("HAVEN_TEST_POSTGRES") == NULL) {
        puts("1..0 # SKIP HAVEN_TEST_POSTGRES names no database");
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}

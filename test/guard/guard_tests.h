/* guard_tests.h - every test of guard, by the file it stands in. */
#ifndef TEST_GUARD_TESTS_H
#define TEST_GUARD_TESTS_H

/* right_test.c */
void test_every_right(void **state);
void test_relations_add_up(void **state);
void test_records_need_a_tie(void **state);
void test_nobody_may_what_is_public(void **state);
void test_relations_keep_their_numbers(void **state);
void test_names(void **state);

/* refusal_test.c */
void test_refusals_are_counted_by_the_minute(void **state);
void test_flood_of_refusals_is_one_row(void **state);
void test_too_many_refusals_are_told(void **state);
void test_refused_sign_ins_are_counted(void **state);
void test_old_refusals_are_forgotten(void **state);

/* remembered_test.c */
void test_next_request_meets_what_was_written(void **state);
void test_next_request_has_the_new_role(void **state);
void test_time_is_asked_anew(void **state);
void test_other_program_is_met_at_once(void **state);

/* renewal_test.c */
void test_password_rules(void **state);
void test_code_needs_two_people(void **state);
void test_confirmed_code_ends_sessions(void **state);
void test_code_opens_only_its_way(void **state);
void test_password_is_renewed_once(void **state);
void test_code_ends_by_itself(void **state);
void test_code_cannot_be_made_in_the_database(void **state);
void test_code_of_one_who_asks_and_confirms(void **state);
void test_lost_telephone_gets_a_new_app(void **state);
void test_own_password(void **state);
void test_own_guesses_are_limited(void **state);
void test_own_code_app(void **state);

/* ref_test.c */
void test_every_slip_is_found(void **state);
void test_drawn_refs_are_valid(void **state);
void test_typed_refs(void **state);

/* job_test.c */
void test_work_and_lines_are_kept(void **state);
void test_refused_work_leaves_nothing(void **state);
void test_once_is_once(void **state);
void test_once_of_a_refused_form_is_left(void **state);
void test_once_is_of_one_worker(void **state);
void test_once_covers_one_write(void **state);
void test_once_of_any_length_is_refused(void **state);
void test_old_tokens_are_forgotten(void **state);
void test_no_log_no_data(void **state);
void test_failed_commit_keeps_the_token(void **state);
void test_overflow_ends_the_work(void **state);
void test_many_lines(void **state);
void test_ids_are_random(void **state);
void test_writer_sees_the_own_write(void **state);
void test_seeded_draws_repeat(void **state);

/* tie_copy_test.c */
void test_copy_follows_the_ties(void **state);
void test_copy_gives_no_right(void **state);
void test_undone_ties_are_not_copied(void **state);

/* tie_test.c */
void test_tie_is_of_one_record_and_worker(void **state);
void test_tie_ends(void **state);
void test_forged_ties_give_nothing(void **state);
void test_flag_taken_away_opens_nothing(void **state);
void test_all_taken_away_is_forged_too(void **state);
void test_forged_worker_is_nobody(void **state);
void test_old_ties_stay_ended(void **state);
void test_a_change_proves_no_forgery(void **state);
void test_undone_change_leaves_the_proof(void **state);
void test_what_was_there_is_proven_once(void **state);
void test_tie_expires(void **state);
void test_flag_beats_every_tie(void **state);
void test_who_leaves_the_circle_loses_it(void **state);
void test_check_asks_role_and_tie(void **state);
void test_filter_keeps_order(void **state);
void test_filter_by_role(void **state);
void test_filter_is_of_the_asker_and_the_hour(void **state);
void test_records_are_of_the_asker_and_the_right(void **state);
void test_records_up_to_a_limit(void **state);

/* audit_test.c */
void test_whole_chain(void **state);
void test_long_chain(void **state);
void test_every_tampering_is_found(void **state);
void test_reordered_lines_are_found(void **state);
void test_line_of_another_log_is_found(void **state);
void test_last_hash_byte_counts(void **state);
void test_list(void **state);
void test_many_writers_keep_whole_chains(void **state);
void test_readings_stand_apart_and_are_listed_together(void **state);
void test_changed_reading_is_found(void **state);
void test_missing_readings_are_found(void **state);
void test_readings_are_found_by_person_after_thousands(void **state);
void test_readings_hidden_from_their_list_are_found(void **state);

/* tree_test.c */
void test_tree_is_the_standards(void **state);
void test_tiles_make_the_same_tree(void **state);
void test_every_proof_holds_for_its_own_alone(void **state);
void test_proofs_are_small(void **state);
void test_forged_proofs_are_refused(void **state);

/* audit_tree_test.c */
void test_checkpoints_are_made_when_something_was_written(void **state);
void test_tree_is_made_again_from_what_is_stored(void **state);
void test_log_written_anew_is_found(void **state);
void test_no_second_history_is_signed(void **state);
void test_signing_goes_on_from_what_the_vault_knows(void **state);
void test_fork_and_rollback_are_found_by_a_witness(void **state);
void test_checkpoint_of_another_key_is_found(void **state);
void test_any_byte_of_ten_thousand_entries(void **state);
void test_details_are_sealed_and_erased(void **state);

/* account_test.c */
void test_sign_in(void **state);
void test_wrong_sign_ins(void **state);
void test_code_is_taken_once(void **state);
void test_five_tries(void **state);
void test_success_clears_tries(void **state);
void test_guesses_at_once_are_five(void **state);
void test_one_code_opens_one_session(void **state);
void test_unknown_costs_the_same(void **state);
void test_password_needs_the_vault(void **state);
void test_accounts_are_checked(void **state);
void test_user_name_is_taken(void **state);
void test_drawn_secret(void **state);
void test_closed_account(void **state);
void test_codes_of_the_standard(void **state);
void test_qr_is_plain_svg(void **state);

/* keeping_test.c */
void test_root_key_is_written_down(void **state);
void test_another_root_key_is_refused(void **state);
void test_real_data_never_becomes_a_demo(void **state);
void test_demo_stays_a_demo(void **state);

/* session_test.c */
void test_session_is_found(void **state);
void test_csrf_is_of_one_session(void **state);
void test_idle_session_ends(void **state);
void test_busy_session_ends_after_ten_hours(void **state);
void test_seen_is_written_once_a_minute(void **state);
void test_full_disk_does_not_sign_out(void **state);
void test_session_of_the_future(void **state);
void test_session_is_ended(void **state);
void test_all_sessions_are_ended(void **state);
void test_list_of_sessions(void **state);
void test_token_for_programs(void **state);
void test_tidy_keeps_what_lives(void **state);

#endif

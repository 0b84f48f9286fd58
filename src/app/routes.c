#include "app/routes.h"

#include <pthread.h>

#include "app/public.h"
#include "audit_view.h"
#include "board_view.h"
#include "calendar_view.h"
#include "capacity_view.h"
#include "clock_view.h"
#include "cold_view.h"
#include "conflict_view.h"
#include "contact_view.h"
#include "desk_view.h"
#include "emergency_view.h"
#include "entitlement_view.h"
#include "fairness_view.h"
#include "house_view.h"
#include "move_on_view.h"
#include "placement_view.h"
#include "plan_view.h"
#include "record_view.h"
#include "referral_view.h"
#include "release_view.h"
#include "reminder_view.h"
#include "retention_view.h"
#include "rooms/audit/audit_refusals_web.h"
#include "rooms/audit/audit_web.h"
#include "rooms/board/board_web.h"
#include "rooms/calendar/calendar_web.h"
#include "rooms/capacity/capacity_web.h"
#include "rooms/clock/clock_web.h"
#include "rooms/cold/cold_web.h"
#include "rooms/conflict/conflict_web.h"
#include "rooms/contact/contact_web.h"
#include "rooms/desk/desk_web.h"
#include "rooms/document/document_web.h"
#include "rooms/emergency/emergency_web.h"
#include "rooms/entitlement/entitlement_web.h"
#include "rooms/fairness/fairness_web.h"
#include "rooms/house/house_web.h"
#include "rooms/move_on/move_on_web.h"
#include "rooms/person/person_web.h"
#include "rooms/placement/placement_web.h"
#include "rooms/plan/plan_web.h"
#include "rooms/record/record_web.h"
#include "rooms/referral/referral_web.h"
#include "rooms/release/release_web.h"
#include "rooms/reminder/reminder_web.h"
#include "rooms/retention/retention_web.h"
#include "rooms/rule/rule_web.h"
#include "rooms/rulebook/rulebook_web.h"
#include "rooms/sheet/sheet_web.h"
#include "rooms/staff/staff_accounts_web.h"
#include "rooms/staff/staff_renewal_web.h"
#include "rooms/staff/staff_web.h"
#include "rooms/today/today_web.h"
#include "rule_view.h"
#include "rulebook_view.h"
#include "sheet_view.h"
#include "staff_view.h"
#include "today_view.h"
#include "words.h"

#define SHOW(path, right_, handler_, verb_, purpose_, summary_, ...)                             \
    {{METHOD_GET, path}, RIGHT_##right_, handler_, VERB_##verb_, PURPOSE_##purpose_, summary_,    \
     __VA_ARGS__}
#define DO(path, right_, handler_, purpose_, summary_, ...)                                      \
    {{METHOD_POST, path}, RIGHT_##right_, handler_, VERB_NONE, PURPOSE_##purpose_, summary_,      \
     __VA_ARGS__}
#define VIEW(name) .view = &shape_##name##_view
#define FORM(name) .form = &shape_##name##_form
#define NOTHING .view = NULL
#define LEAVES .file = FILE_leaves             /* a file: through the gate */
#define KEPT .file = FILE_kept                 /* a file that was handed in */
#define TAKES_FILE .takes_file = true
#define TAKES_SECRET .takes_secret = true
#define SAME_FOR_ALL .file = FILE_same_for_all /* a file or a word without anybody in it */

/* SHOW: path, right, handler, what the log says of the reading, purpose, summary, shapes.
 * DO: path, right, handler, purpose, summary, shapes; the rule writes its lines of the log. */
const struct route route_table[] = {
    /* ---- the way in ---- */
    SHOW("/", public, home_show, NONE, care, "Leads to where the asker's work begins", NOTHING),
    SHOW("/healthz", public, health_show, NONE, administration, "Is the server well?",
         SAME_FOR_ALL),
    SHOW("/openapi.json", public, openapi_show, NONE, administration, "This description",
         SAME_FOR_ALL),
    SHOW("/language/{language}", public, language_choose, NONE, care, "Chooses the language",
         NOTHING),

    /* ---- room staff ---- */
    SHOW("/sign-in", public, sign_in_show, NONE, care, "The form for signing in",
         VIEW(staff_sign_in)),
    DO("/sign-in", public, sign_in_do, care, "Signs in with password and code", FORM(sign_in),
       TAKES_SECRET),
    DO("/sign-out", own_session, sign_out_do, care, "Ends this session", NOTHING),
    SHOW("/sessions", own_session, sessions_show, NONE, care, "Where the asker is signed in",
         VIEW(staff_sessions)),
    DO("/sessions/end", own_session, session_end_do, care, "Ends one of the asker's sessions",
       FORM(session_end)),
    DO("/sessions/end-all", own_session, sessions_end_all_do, care,
       "Ends all of the asker's sessions", NOTHING),
    SHOW("/sessions/password", own_session, password_show, NONE, care,
         "The form for changing the asker's password", VIEW(staff_password)),
    DO("/sessions/password", own_session, password_do, care,
       "Changes the asker's password; every other session ends", FORM(password_change),
       TAKES_SECRET),
    SHOW("/sessions/code-app", own_session, code_app_show, NONE, care,
         "Moving the asker's code app to another telephone", VIEW(staff_code_app)),
    DO("/sessions/code-app", own_session, code_app_do, care, "Draws the key of a new code app",
       FORM(code_app_begin), TAKES_SECRET),
    DO("/sessions/code-app/first", own_session, code_app_first_do, care,
       "Takes the new code app by its first code; every other session ends",
       FORM(code_app_finish), TAKES_SECRET),
    SHOW("/sign-in/renew", public, renew_show, NONE, care, "The form for a one-time code",
         VIEW(staff_renew)),
    DO("/sign-in/renew", public, renew_do, care, "Begins a new password with a one-time code",
       FORM(renew), TAKES_SECRET),
    SHOW("/renewal", public, renewal_show, NONE, care,
         "The new password of who holds a one-time code", VIEW(staff_renewal)),
    DO("/renewal", public, renewal_do, care, "Saves the new password, and the new code app",
       FORM(renewal), TAKES_SECRET),
    SHOW("/renewal/qr", public, renewal_qr_show, NONE, care,
         "The key of the new code app as a QR code, to whom it belongs", SAME_FOR_ALL),
    SHOW("/staff", staff_confirm, accounts_show, NONE, administration,
         "Who has an account, and the one-time codes under way", VIEW(staff_accounts)),
    SHOW("/staff/{staff}/one-time", staff_write, one_time_show, NONE, administration,
         "The form for somebody's one-time code", VIEW(staff_one_time)),
    DO("/staff/{staff}/one-time", staff_write, one_time_do, administration,
       "Draws a one-time code, shown once", FORM(one_time), VIEW(staff_one_time)),
    DO("/staff/{staff}/one-time/confirm", staff_confirm, one_time_confirm_do, administration,
       "The second yes to a one-time code", NOTHING),
    DO("/staff/{staff}/sessions/end", staff_write, account_sessions_end_do, administration,
       "Ends all of somebody's sessions", NOTHING),
    SHOW("/demo", public, demo_show, NONE, administration, "Who can be tried out in the demo",
         VIEW(staff_demo)),
    SHOW("/demo/qr/{staff}", public, demo_qr_show, NONE, administration,
         "A demo account's key as a QR code", SAME_FOR_ALL),

    /* ---- room house ---- */
    SHOW("/houses/{house}/address", address_reveal, house_address_show, NONE, transport,
         "Asks why the address is needed", VIEW(house_address)),
    DO("/houses/{house}/address", address_reveal, house_address_do, transport,
       "Opens the address for a purpose, for five minutes, into the log", FORM(house_address)),
    SHOW("/houses/{house}/edit", house_write, house_edit_show, NONE, administration,
         "What a house takes and offers, to be changed", VIEW(house_edit)),
    DO("/houses/{house}/edit", house_write, house_edit_do, administration,
       "Changes what a house takes and offers", FORM(house_edit)),
    SHOW("/houses/{house}/rooms/{room}/voids/new", house_write, void_new_show, NONE, repair,
         "The form for a room out of order", VIEW(void_new)),
    DO("/houses/{house}/rooms/{room}/voids", house_write, void_new_do, repair,
       "Takes a room out of order", FORM(void_new)),
    SHOW("/houses/{house}/voids/{void}/end", house_write, void_end_show, NONE, repair,
         "The form for putting a room back in use", VIEW(void_end)),
    DO("/houses/{house}/voids/{void}/end", house_write, void_end_do, repair,
       "Puts a room back in use", FORM(void_end)),

    /* ---- room person ---- */
    SHOW("/people", people_search, people_show, NONE, care, "The form for finding people",
         VIEW(person_people)),
    DO("/people/search", people_search, people_search_do, care,
       "Finds people the asker may see", FORM(person_search), VIEW(person_people)),
    SHOW("/people/{person}/edit", person_write, person_edit_show, read, care,
         "The form for who somebody is", VIEW(person_edit)),
    DO("/people/{person}/edit", person_write, person_edit_do, care,
       "Writes down who somebody is", FORM(person_edit)),

    /* ---- room contact ---- */
    SHOW("/people/{person}/notes/new", note_write, contact_note_show, NONE, care,
         "The form for a note", VIEW(contact_note)),
    DO("/people/{person}/notes", note_write, contact_note_do, care, "Writes a note",
       FORM(contact_note)),
    DO("/people/{person}/follow-ups/{follow_up}/done", note_write, follow_up_done_do, care,
       "Ticks off what had to follow", NOTHING),

    /* ---- room document ---- */
    SHOW("/people/{person}/documents", document_read, document_list_show, read, care,
         "A person's papers and pictures, and the form for one more", VIEW(document_list)),
    DO("/people/{person}/documents", document_write, document_new_do, care,
       "Adds a document, which is cleaned first", FORM(document_new), TAKES_FILE),
    SHOW("/people/{person}/documents/{document}", document_read, document_open_show,
         document_opened, care, "A document, to be saved", KEPT),
    SHOW("/people/{person}/documents/{document}/remove", document_write, document_remove_show,
         read, care, "The question before a document is removed", VIEW(document_remove)),
    DO("/people/{person}/documents/{document}/remove", document_write, document_remove_do, care,
       "Removes a document, with a reason", FORM(document_remove)),

    /* ---- room decision: its pages are the clock room's ---- */
    SHOW("/people/{person}/decisions/new", decision_write, clock_decision_show, read, care,
         "The form for a decision", VIEW(clock_decision)),
    DO("/people/{person}/decisions", decision_write, clock_decision_do, care,
       "Records a decision, or what takes the place of one", FORM(clock_decision)),

    /* ---- room clock ---- */
    SHOW("/people/{person}/clocks", case_read, clock_all_show, read, care,
         "All clocks of a person, and why each falls on its day", VIEW(clock_all)),
    SHOW("/people/{person}/facts/new", decision_write, clock_fact_show, NONE, care,
         "The form for something that happened", VIEW(clock_fact)),
    DO("/people/{person}/facts", decision_write, clock_fact_do, care,
       "Records something that starts or ends clocks", FORM(clock_fact)),
    SHOW("/people/{person}/facts/{fact}/correct", decision_write, clock_mend_show, read, care,
         "The form for a fact that was written down wrongly", VIEW(clock_mend)),
    DO("/people/{person}/facts/{fact}/correct", decision_write, clock_mend_do, care,
       "Says on which day it happened, or that it did not", FORM(clock_mend)),
    SHOW("/people/{person}/clocks/changes", case_read, clock_changes_show, read, care,
         "What the clocks of a person said, each time that changed", VIEW(clock_changes)),
    SHOW("/people/{person}/clocks/{clock}", decision_write, clock_step_show, read, care,
         "One clock, and the form for pausing, extending, ending it", VIEW(clock_step)),
    DO("/people/{person}/clocks/{clock}", decision_write, clock_step_do, care,
       "Pauses a clock, lets it run again, extends, ends, cancels or reopens it",
       FORM(clock_step)),
    SHOW("/people/{person}/nation", decision_write, clock_move_show, read, care,
         "Where she lives since when, and the form for a move", VIEW(clock_move)),
    DO("/people/{person}/nation", decision_write, clock_move_do, care,
       "Records a move to another nation, or how it really was", FORM(clock_move)),
    SHOW("/settings/law", law_write, clock_law_show, NONE, administration,
         "The law in force here, and the silent rules that somebody turned on", VIEW(clock_law)),
    DO("/settings/law", law_write, clock_switch_do, administration,
       "Turns a silent rule on or off for everybody", FORM(clock_switch)),

    /* ---- room rule ---- */
    SHOW("/law", public, rule_list_show, NONE, care,
         "Every rule of the law as a sentence, by nation and day", VIEW(rule_list)),
    SHOW("/law/what-if", public, rule_what_if_show, NONE, care,
         "The clocks of supposed days; nothing is stored", VIEW(rule_what_if)),
    SHOW("/law/{rule}", public, rule_show_show, NONE, care,
         "One rule: source, grade, doubt, other reading, history", VIEW(rule_show)),
    SHOW("/holidays/{nation}/{year}", public, rule_holidays_show, NONE, care,
         "The bank holidays of a nation in a year", VIEW(rule_holidays)),
    SHOW("/people/{person}/what-if", case_read, rule_what_if_person_show, read, care,
         "What is known of a person, to be changed and computed", VIEW(rule_what_if)),
    DO("/people/{person}/what-if", case_read, rule_what_if_person_do, care,
       "A person's clocks if days or the nation were others; nothing is stored",
       FORM(rule_what_if), VIEW(rule_what_if)),

    /* ---- room reminder ---- */
    DO("/people/{person}/reminders/{rule}/{date}/seen", case_read, reminder_seen_do, care,
       "The asker has seen that a clock's day comes near", NOTHING),
    SHOW("/reminders/leads", staff_write, reminder_leads_show, NONE, administration,
         "How long before its day a clock reminds", VIEW(reminder_leads)),
    DO("/reminders/leads", staff_write, reminder_leads_do, administration,
       "Changes lead times from now on", FORM(reminder_leads), VIEW(reminder_leads)),
    SHOW("/missed", today_read, missed_list_show, NONE, care,
         "Clocks past their day, with whose turn it is", VIEW(missed_list)),
    SHOW("/people/{person}/missed/{rule}/{date}", note_write, missed_answer_show, read, care,
         "The form for a clock past its day", VIEW(missed_answer)),
    DO("/people/{person}/missed/{rule}/{date}", note_write, missed_answer_do, care,
       "Says what became of a clock past its day, and why", FORM(missed_answer)),
    SHOW("/missed/counts", measures_read, missed_counts_show, NONE, statistics,
         "Clocks past their day in numbers", VIEW(missed_counts)),

    /* ---- room entitlement ---- */
    SHOW("/people/{person}/entitlement", money_read, entitlement_show, read, care,
         "What a person is to be paid and why, what was paid, what is open", VIEW(entitlement)),
    SHOW("/people/{person}/situations/new", money_write, situation_new_show, read, care,
         "The form for where she lives and who feeds and supports her", VIEW(situation_new)),
    DO("/people/{person}/situations", money_write, situation_new_do, care,
       "Records where she lives from a day on", FORM(situation_new)),
    SHOW("/people/{person}/payments/new", money_write, payment_new_show, NONE, care,
         "The form for a payment", VIEW(payment_new)),
    DO("/people/{person}/payments", money_write, payment_new_do, care,
       "Records what was paid", FORM(payment_new)),
    DO("/people/{person}/payments/{payment}/cancel", money_write, payment_cancel_do, care,
       "Cancels a payment that was written down wrongly", NOTHING),

    /* ---- room move_on ---- */
    SHOW("/people/{person}/move-on", move_on_read, move_on_show, read, care,
         "Every clock before support ends, and what must be done by whom before which day",
         VIEW(move_on)),
    DO("/people/{person}/move-on/start", move_on_write, move_on_start_do, care,
       "Gives every step that nobody owns to the asker", NOTHING),
    DO("/people/{person}/move-on/steps/{step}/take", move_on_write, move_on_take_do, care,
       "Takes a step over", NOTHING),
    DO("/people/{person}/move-on/steps/{step}/done", move_on_write, move_on_tick_do, care,
       "Ticks a step", NOTHING),
    DO("/people/{person}/move-on/steps/{step}/reopen", move_on_write, move_on_reopen_do, care,
       "Opens a step again that was ticked by mistake", NOTHING),
    SHOW("/people/{person}/move-on/homelessness", move_on_read, homeless_show, read, care,
         "What a council asks before it must house somebody, by nation and day", VIEW(homeless)),
    SHOW("/people/{person}/council-referrals/new", move_on_write, council_new_show, read, care,
         "The form for asking a council, with consent", VIEW(council_new)),
    DO("/people/{person}/council-referrals", move_on_write, council_new_do, care,
       "Records that a council was asked, with consent", FORM(council_new)),
    SHOW("/people/{person}/council-referrals/{council_referral}/answer", move_on_write,
         council_answer_show, read, care, "The form for a council's answer",
         VIEW(council_answer)),
    DO("/people/{person}/council-referrals/{council_referral}/answer", move_on_write,
       council_answer_do, care, "Records what a council answered", FORM(council_answer)),

    /* ---- room referral ---- */
    SHOW("/referrals/new", referral_start, referral_new_show, NONE, placing,
         "Search before a record is made", VIEW(referral_new)),
    DO("/referrals/search", referral_start, referral_search_do, placing,
       "Who of those the asker may read could be the same person?", FORM(referral_search)),
    DO("/referrals/new", referral_start, referral_new_do, placing,
       "Starts a referral, for a new person or for one that is there", FORM(referral_start)),
    SHOW("/referrals/{referral}", referral_read, referral_show_show, read, placing,
         "The list of tasks, with what is missing and who finds out", VIEW(referral_show)),
    SHOW("/referrals/{referral}/tonight", referral_write, referral_tonight_show, read, placing,
         "Only what tonight needs", VIEW(referral_section)),
    DO("/referrals/{referral}/tonight", referral_write, referral_tonight_do, placing,
       "Shows what is missing for tonight, or everything", FORM(referral_tonight)),
    DO("/referrals/{referral}/answers", referral_write, referral_answers_do, placing,
       "Saves answers; a field is the id of its question", FORM(referral_answers), SAME_FOR_ALL),
    SHOW("/referrals/{referral}/documents", referral_read, referral_documents_show, read, placing,
         "What came with a call on paper or as a picture", VIEW(referral_documents)),
    DO("/referrals/{referral}/documents", referral_write, referral_documents_do, placing,
       "Adds a document that came with a call", FORM(document_new), TAKES_FILE),
    SHOW("/referrals/{referral}/people", referral_write, referral_people_show, read, placing,
         "Who needs a place together", VIEW(referral_people)),
    DO("/referrals/{referral}/people", referral_write, referral_people_do, placing,
       "Adds somebody who comes along", FORM(referral_person)),
    SHOW("/referrals/{referral}/people/{person}", referral_write, referral_child_show, read,
         placing, "The questions about one child", VIEW(referral_section)),
    SHOW("/referrals/{referral}/check", referral_read, referral_check_show, read, placing,
         "Everything that was asked and answered", VIEW(referral_check)),
    SHOW("/referrals/{referral}/export", referral_read, referral_export_show, read, referral,
         "The Home Office form's payload as a file", LEAVES),
    SHOW("/referrals/{referral}/unable", placement_make, referral_unable_show, read, placing,
         "The form for ending the search", VIEW(referral_unable)),
    DO("/referrals/{referral}/unable", placement_make, referral_unable_do, placing,
       "Ends the search with a reason, which is counted", FORM(referral_unable)),
    SHOW("/referrals/{referral}/{section}", referral_write, referral_section_show, read, placing,
         "One section of the questions", VIEW(referral_section)),

    /* ---- room placement ---- */
    SHOW("/referrals/{referral}/rooms", placement_make, placement_rooms_show, read, placing,
         "Every room for a household, best first, and why the others do not suit",
         VIEW(placement_rooms)),
    DO("/referrals/{referral}/rooms", placement_make, placement_hold_do, placing,
       "Holds a room for two hours", FORM(placement_hold)),
    SHOW("/arrivals", arrivals_read, placement_arrivals_show, NONE, placing,
         "Offers to answer, and who is expected", VIEW(placement_arrivals)),
    SHOW("/placements/{placement}", placement_read, placement_show_show, read, placing,
         "One placement, who must act next, and what can be done", VIEW(placement_show)),
    SHOW("/placements/{placement}/why", placement_make, placement_why_show, read, placing,
         "Why this room: the rules and the score as they were kept at that moment",
         VIEW(placement_why_room)),
    SHOW("/placements/{placement}/offer", placement_make, placement_offer_show, read, placing,
         "The form for asking the house", VIEW(placement_act)),
    DO("/placements/{placement}/offer", placement_make, placement_offer_do, placing,
       "Asks the house", FORM(placement_offer)),
    SHOW("/placements/{placement}/release", placement_make, placement_release_show, read, placing,
         "The form for giving a room back", VIEW(placement_act)),
    DO("/placements/{placement}/release", placement_make, placement_release_do, placing,
       "Gives the room back", FORM(placement_release)),
    SHOW("/placements/{placement}/wish", placement_make, placement_wish_show, read, placing,
         "The form for the person's own answer", VIEW(placement_act)),
    DO("/placements/{placement}/wish", placement_make, placement_wish_do, placing,
       "Writes down what the person says", FORM(placement_wish)),
    SHOW("/placements/{placement}/settle", placement_make, placement_settle_show, read, placing,
         "What speaks against a room by now, and the form for the desk's word",
         VIEW(placement_act)),
    DO("/placements/{placement}/settle", placement_make, placement_settle_do, placing,
       "Decides what follows from a warning", FORM(placement_settle)),
    SHOW("/placements/{placement}/accept", placement_answer, placement_accept_show, read, placing,
         "The question before the house's yes", VIEW(placement_act)),
    DO("/placements/{placement}/accept", placement_answer, placement_accept_do, placing,
       "The house says yes", NOTHING),
    SHOW("/placements/{placement}/decline", placement_answer, placement_decline_show, read,
         placing, "The form for the house's no", VIEW(placement_act)),
    DO("/placements/{placement}/decline", placement_answer, placement_decline_do, placing,
       "The house says no, with a reason", FORM(placement_decline)),
    SHOW("/placements/{placement}/arrival", placement_stay, placement_arrival_show, read, care,
         "The form for an arrival", VIEW(placement_act)),
    DO("/placements/{placement}/arrival", placement_stay, placement_arrival_do, care,
       "Writes down an arrival", FORM(placement_arrival)),
    SHOW("/placements/{placement}/non-arrival", placement_stay, placement_not_arrived_show, read,
         care, "The form for a non-arrival", VIEW(placement_act)),
    DO("/placements/{placement}/non-arrival", placement_stay, placement_not_arrived_do, care,
       "Writes down a non-arrival and opens a safety call", FORM(placement_not_arrived)),
    SHOW("/placements/{placement}/extend", placement_stay, placement_extend_show, read, care,
         "The form for extending a stay", VIEW(placement_act)),
    DO("/placements/{placement}/extend", placement_stay, placement_extend_do, care,
       "Extends a stay", FORM(placement_extend)),
    SHOW("/placements/{placement}/move-wish", placement_stay, placement_move_wish_show, read,
         care, "The form for her word on being moved", VIEW(placement_act)),
    DO("/placements/{placement}/move-wish", placement_stay, placement_move_wish_do, care,
       "Writes down that she asks to be moved, agrees to it, or stays",
       FORM(placement_move_wish)),
    SHOW("/placements/{placement}/move", placement_stay, placement_move_show, read, care,
         "The form for a planned move", VIEW(placement_act)),
    DO("/placements/{placement}/move", placement_stay, placement_move_book_do, care,
       "Books another room for a planned move", FORM(placement_move)),
    DO("/placements/{placement}/move/done", placement_stay, placement_move_do_do, care,
       "Ends one stay and begins the other", NOTHING),
    DO("/placements/{placement}/move/cancel", placement_stay, placement_move_cancel_do, care,
       "Cancels a planned move", NOTHING),
    SHOW("/moves/{move}", move_answer, move_show, read, placing,
         "A planned move that this house is asked about", VIEW(placement_moving)),
    DO("/moves/{move}/accept", move_answer, move_accept_do, placing,
       "The receiving house says yes to a move", NOTHING),
    DO("/moves/{move}/decline", move_answer, move_decline_do, placing,
       "The receiving house says no to a move, with a reason", FORM(placement_decline)),
    SHOW("/placements/{placement}/departure", placement_stay, placement_departure_show, read, care,
         "The form for a departure", VIEW(placement_act)),
    DO("/placements/{placement}/departure", placement_stay, placement_departure_do, care,
       "Ends a stay", FORM(placement_departure)),

    /* ---- room board ---- */
    SHOW("/houses", houses_read, board_houses_show, NONE, placing,
         "The houses by alias and area, with their free rooms", VIEW(board_houses)),
    SHOW("/houses/{house}", house_read, board_house_show, read, placing,
         "One house: rooms, who comes and goes, rooms out of order", VIEW(board_house)),
    SHOW("/beds", beds_read, board_list_show, NONE, placing,
         "Every room with its state on a day", VIEW(board_list)),
    SHOW("/beds/export", beds_export, board_export_show, exported, oversight,
         "The list of rooms as a CSV file", LEAVES),
    SHOW("/beds/board", beds_read, board_chart_show, NONE, placing,
         "Every room from day to day, for 4 or 12 weeks", VIEW(board_chart)),
    SHOW("/beds/day/{date}", beds_read, board_day_show, NONE, placing,
         "How many rooms and beds are in which state on a day", VIEW(board_day)),

    /* ---- room capacity ---- */
    SHOW("/capacity", capacity_read, capacity_show, NONE, oversight,
         "How many rooms of each kind would be enough, in rooms and in bed spaces",
         FORM(capacity_ask), VIEW(capacity)),
    /* ---- room fairness ---- */
    SHOW("/fairness", fairness_read, fairness_show, NONE, statistics,
         "Who gets a room, how soon and how near, by group, as last counted", VIEW(fairness)),
    DO("/fairness/count", fairness_read, fairness_count_do, oversight,
       "Counts now, unless it was done in the last ten minutes", NOTHING),

    /* ---- room rulebook ---- */
    SHOW("/rules", rules_read, rulebook_show, NONE, placing,
         "Every rule of placing, and whom it keeps out today", VIEW(rulebook)),
    SHOW("/rules/weights", rules_read, rulebook_weights_show, NONE, placing,
         "Every weight of placing with its history", VIEW(rulebook_weights)),
    DO("/rules/count", fairness_read, rulebook_count_do, oversight,
       "Counts whom the rules keep out, unless it was done in the last ten minutes", NOTHING),
    /* ---- room plan ---- */
    SHOW("/plan", desk_read, plan_show, read, placing,
         "The best for everyone who waits, as advice with its proof", VIEW(plan)),
    SHOW("/plan/prices", desk_read, plan_prices_show, read, placing,
         "What each rule of fairness costs at this moment, and what the proxies move",
         VIEW(plan_prices)),
    SHOW("/plan/moves/{placement}/rooms/{room}", placement_make, plan_move_show, read, placing,
         "Moves that would make room, with what they bring, "
         "and what changed since the plan was seen",
         VIEW(plan_move)),
    DO("/plan/moves/{placement}/rooms/{room}", placement_make, plan_move_do, placing,
       "Plans the first of the moves with her yes, "
       "if the facts are those of the plan that was seen",
       FORM(plan_move)),
    DO("/plan/moves/{placement}/rooms/{room}/refuse", placement_make, plan_move_refuse_do, placing,
       "Refuses advised moves; they are not advised again on the same word of hers",
       FORM(plan_move_refuse)),
    SHOW("/plan/{referral}/rooms/{room}", placement_make, plan_room_show, read, placing,
         "Why not this room: what it would cost everyone, and what changed since the plan was seen",
         VIEW(plan_room)),
    DO("/plan/{referral}/rooms/{room}", placement_make, plan_room_do, placing,
       "Holds a room for two hours, if the facts are those of the plan that was seen",
       FORM(plan_hold)),

    /* ---- room release ---- */
    SHOW("/releases", releases_read, releases_show, NONE, oversight,
         "What waits for approval before it leaves", VIEW(releases)),
    SHOW("/people/{person}/releases", release_read, release_person_show, read, care,
         "What was to leave about a person", VIEW(release_person)),
    SHOW("/people/{person}/releases/new", release_ask, release_new_show, NONE, care,
         "The form for asking that something leaves", VIEW(release_new)),
    DO("/people/{person}/releases", release_ask, release_new_do, care,
       "Asks that a template of named fields goes to a named recipient", FORM(release_new)),
    SHOW("/releases/{release}", release_read, release_show_show, read, oversight,
         "One request: what would leave, to whom, why, and who has approved",
         VIEW(release_show)),
    DO("/releases/{release}/approve", release_approve, release_approve_do, oversight,
       "Approves what was read; two of different roles must, neither of them the asker",
       FORM(release_approve)),
    DO("/releases/{release}/refuse", release_approve, release_refuse_do, oversight,
       "Refuses, which ends it", NOTHING),
    DO("/releases/{release}/write", release_ask, release_write_do, care,
       "Writes the document, once, through the gate, with its manifest in the log", NOTHING),
    SHOW("/releases/{release}/document", release_ask, release_document_show, NONE, care,
         "The document as it was written", LEAVES),
    SHOW("/releases/{release}/documents/{document}", release_read, release_look_open_show,
         document_opened, own_copy, "A document of her own copy, to be looked at", KEPT),
    DO("/releases/{release}/documents/{document}/look", release_ask, release_look_do, own_copy,
       "Says that nobody else is in a document of her own copy, or leaves it out",
       FORM(release_look)),
    DO("/releases/{release}/documents/{document}/leave-out", release_approve,
       release_leave_out_do, own_copy, "An approver leaves a document out of her own copy",
       NOTHING),
    SHOW("/releases/{release}/documents/{document}/copy", release_ask, release_hand_over_show,
         NONE, own_copy, "A document of her own copy, to be handed over", KEPT),
    /* ---- room conflict ---- */
    SHOW("/people/{person}/conflicts/new", conflict_write, conflict_new_show, read, care,
         "The form for keeping a worker from a person", VIEW(conflict_new)),
    DO("/people/{person}/conflicts", conflict_write, conflict_new_do, care,
       "Keeps a worker from a person, who then does not exist for that worker",
       FORM(conflict_new)),
    SHOW("/conflicts", conflict_read, conflict_list_show, read, oversight,
         "Which worker is kept from whom, and why; never those against the asker",
         VIEW(conflict_list)),
    DO("/conflicts/end", conflict_read, conflict_end_do, oversight, "Ends such a flag",
       FORM(conflict_end)),

    /* ---- room emergency ---- */
    SHOW("/emergencies/new", emergency_open, emergency_new_show, NONE, emergency,
         "The form for opening a record in an emergency", VIEW(emergency_new)),
    DO("/emergencies", emergency_open, emergency_open_do, emergency,
       "Writes down who opens what and why; only then can it be read, for an hour",
       FORM(emergency_open)),
    SHOW("/emergencies", emergency_review, emergency_list_show, read, oversight,
         "What was opened in an emergency; first what waits for a review", VIEW(emergency_list)),
    SHOW("/emergencies/mine", emergency_open, emergency_mine_show, NONE, emergency,
         "What the asker opened in the last 24 hours, and what came of it", VIEW(emergency_mine)),
    SHOW("/emergencies/{emergency}/review", emergency_review, emergency_review_show, read,
         oversight, "One opening: who, why, what was read", VIEW(emergency_review)),
    DO("/emergencies/{emergency}/review", emergency_review, emergency_review_do, oversight,
       "Says whether it was right to open it", FORM(emergency_review)),

    /* ---- room retention ---- */
    SHOW("/retention", retention_list, retention_list_show, read, administration,
         "Whose records may be erased, and which wait for a second person", VIEW(retention_list)),
    SHOW("/people/{person}/retention", retention_read, retention_show_show, read, administration,
         "How long a record is kept, what holds it, what was erased", VIEW(retention_show)),
    DO("/people/{person}/retention/hold", retention_hold, retention_hold_do, administration,
       "Keeps a record whatever the day", FORM(retention_hold)),
    DO("/people/{person}/retention/lift", retention_hold, retention_lift_do, administration,
       "Lets such a hold go", FORM(retention_lift)),
    DO("/people/{person}/retention/propose", retention_confirm, retention_propose_do,
       administration, "The first of two words before a record is erased",
       FORM(retention_propose)),
    DO("/people/{person}/retention/withdraw", retention_confirm, retention_withdraw_do,
       administration, "Takes the first word back", NOTHING),
    DO("/people/{person}/retention/confirm", retention_confirm, retention_confirm_do,
       administration, "The second word, by another person in another role: erases", NOTHING),

    /* ---- room cold ---- */
    SHOW("/cold", cold_confirm, cold_list_show, read, oversight,
         "Which records are cold, who asks for one, what is open now", VIEW(cold_list)),
    SHOW("/cold/ask", cold_ask, cold_ask_show, NONE, care,
         "The form for asking that a cold record be opened; what the asker asked for",
         VIEW(cold_ask)),
    DO("/cold/ask", cold_ask, cold_ask_do, care,
       "Asks that a cold record be opened; tells nothing of whether there is one",
       FORM(cold_ask)),
    DO("/cold/ask/{thaw}/end", cold_ask, cold_own_end_do, care,
       "Who asked has no more need of it: goes cold again", NOTHING),
    SHOW("/thaws/{thaw}", cold_confirm, cold_thaw_show, read, oversight,
         "One asking, and what the holder of the key opens away from the server",
         VIEW(cold_thaw)),
    DO("/thaws/{thaw}/confirm", cold_confirm, cold_confirm_do, oversight,
       "The second word, by another person in another role: opens the record for some days",
       FORM(cold_confirm), TAKES_SECRET),
    DO("/thaws/{thaw}/refuse", cold_confirm, cold_refuse_do, oversight,
       "The second word: it stays cold", NOTHING),
    DO("/thaws/{thaw}/seen", cold_confirm, cold_seen_do, oversight,
       "What did not open was looked into", NOTHING),
    DO("/thaws/{thaw}/end", cold_confirm, cold_end_do, oversight,
       "Goes cold again before its time", NOTHING),
    DO("/cold/unreadable/{owner}/seen", cold_confirm, cold_unreadable_seen_do, oversight,
       "What could not be read in a record that is in use was looked into", NOTHING),

    /* ---- room record ---- */
    SHOW("/people/{person}", person_read, record_show, read, care, "The page of one person",
         VIEW(record)),

    /* ---- room sheet ---- */
    SHOW("/emergency-sheet", sheet_read, sheet_show, exported, care,
         "Who is where tonight, to be printed for the hours in which Haven is down", VIEW(sheet)),

    /* ---- room desk ---- */
    SHOW("/desk", desk_read, desk_show, read, placing, "Who waits for a room, most needed first",
         VIEW(desk)),
    SHOW("/desk/{tab}", desk_read, desk_show, read, placing,
         "The queue: unplaced, offered, held, placed, or unable to place", VIEW(desk)),
    DO("/referrals/{referral}/take", referral_write, desk_take_do, placing,
       "Takes a referral over from whoever had it", FORM(desk_take)),

    /* ---- room today ---- */
    SHOW("/today", today_read, today_show, read, care, "A worker's day", VIEW(today)),
    DO("/today/follow-ups/{follow_up}/done", today_read, today_done_do, care,
       "Ticks off what had to follow, from the day's list", NOTHING),

    /* ---- room calendar ---- */
    SHOW("/sessions/calendar", today_read, calendar_links_show, NONE, care,
         "The asker's calendar links", VIEW(calendar_links)),
    DO("/sessions/calendar", today_read, calendar_link_do, care,
       "Makes a secret link to the asker's days, shown once", VIEW(calendar_links)),
    DO("/sessions/calendar/end", today_read, calendar_end_do, care,
       "Ends one of the asker's calendar links", FORM(calendar_end)),
    SHOW("/calendar/{token}", public, calendar_feed_show, NONE, care,
         "On which days something is due, as iCalendar, for whoever has the link", LEAVES),

    /* ---- room audit ---- */
    SHOW("/refusals", audit_read, refusals_show, NONE, oversight,
         "What was refused in the last day, and what is too much of it", VIEW(audit_refusals)),
    DO("/refusals/seen", refusals_review, refusal_seen_do, oversight,
       "An alarm of refusals was looked into", FORM(refusal_seen)),
    SHOW("/audit", audit_read, audit_show, NONE, oversight, "Who did what, newest first",
         VIEW(audit)),
    SHOW("/people/{person}/looked", looked_read, audit_looked_show, read, oversight,
         "Who looked at a person's record, for the person herself", VIEW(audit_looked)),
    SHOW("/suppressions", suppress, suppression_list_show, read, oversight,
         "Lines kept from people's lists of who looked, and what waits", VIEW(suppression_list)),
    SHOW("/people/{person}/suppression", suppress, suppression_show_show, read, oversight,
         "What is kept from one person's list of who looked, and why", VIEW(suppression_show)),
    DO("/people/{person}/suppression", suppress, suppression_ask_do, oversight,
       "The first of two words for keeping a line from her list", FORM(suppression_ask)),
    DO("/people/{person}/suppression/confirm", suppress, suppression_confirm_do, oversight,
       "The second word, by another person in another role", FORM(suppression_which)),
    DO("/people/{person}/suppression/end", suppress, suppression_end_do, oversight,
       "The line is shown again", FORM(suppression_which)),
};
const size_t route_count = COUNT_OF(route_table);

static struct route_index index_of_routes;

static void make_index(void)
{
    route_index_make(route_table, sizeof(route_table[0]), route_count, &index_of_routes);
}

const struct route_index *routes(void)
{
    static pthread_once_t is_made = PTHREAD_ONCE_INIT;
    must(pthread_once(&is_made, make_index) == 0);
    return &index_of_routes;
}

const struct navigation_entry navigation_table[] = {
    {WORD_navigation_desk, "/desk", RIGHT_desk_read},
    {WORD_navigation_today, "/today", RIGHT_today_read},
    {WORD_navigation_people, "/people", RIGHT_people_search},
    {WORD_navigation_beds, "/beds", RIGHT_beds_read},
    {WORD_navigation_houses, "/houses", RIGHT_houses_read},
    {WORD_navigation_arrivals, "/arrivals", RIGHT_arrivals_read},
    {WORD_navigation_missed, "/missed/counts", RIGHT_measures_read},
    {WORD_navigation_accounts, "/staff", RIGHT_staff_confirm},
    {WORD_navigation_leads, "/reminders/leads", RIGHT_staff_write},
    {WORD_navigation_capacity, "/capacity", RIGHT_capacity_read},
    {WORD_navigation_rules, "/rules", RIGHT_rules_read},
    {WORD_navigation_fairness, "/fairness", RIGHT_fairness_read},
    {WORD_navigation_releases, "/releases", RIGHT_releases_read},
    {WORD_navigation_emergencies, "/emergencies", RIGHT_emergency_review},
    {WORD_navigation_retention, "/retention", RIGHT_retention_list},
    {WORD_navigation_cold, "/cold", RIGHT_cold_confirm},
    {WORD_navigation_audit, "/audit", RIGHT_audit_read},
    {WORD_navigation_law_settings, "/settings/law", RIGHT_law_write},
    {WORD_navigation_law, "/law", RIGHT_public},
};
const size_t navigation_count = COUNT_OF(navigation_table);

const char *route_home(enum role role)
{
    switch (role) {
    case ROLE_night_desk: return "/desk";
    case ROLE_support_worker: return "/today";
    case ROLE_house_manager: return "/houses";
    case ROLE_provider_manager: return "/houses";
    case ROLE_commissioner: return "/beds";
    case ROLE_auditor: return "/audit";
    case ROLE_administrator: return "/staff";
    case ROLE_guardian: return "/emergencies";
    case ROLE_NONE:
    case ROLE_COUNT: break;
    }
    return "/sign-in";
}

/* commands.h - the commands that need nothing but the data folder or standard input.
 */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "app/command.h"

/* Runs work with a job of the program itself and returns its exit code. */
int call_with_job(struct call *call, int (*work)(struct call *call, struct job *job));

int demo_command(struct call *call);             /* in demo_command.c */
int organisation_add_command(struct call *call); /* in staff_commands.c, like the next */
int account_add_command(struct call *call);
int account_renew_command(struct call *call);
int token_command(struct call *call);
int import_referrals_command(struct call *call);
int import_houses_command(struct call *call);
int house_patterns_command(struct call *call);
int audit_verify_command(struct call *call); /* in audit_commands.c, like the next three */
int audit_export_command(struct call *call);
int audit_proof_command(struct call *call);
int audit_key_command(struct call *call);
int capacity_command(struct call *call);
int place_solve_command(struct call *call); /* in place_commands.c, like the next two */
int place_check_command(struct call *call);
int place_world_command(struct call *call);
int cold_open_command(struct call *call); /* in cold_commands.c */
int key_passphrase_command(struct call *call); /* in key_commands.c */
int place_why_command(struct call *call); /* in place_why.c */
int law_due_command(struct call *call);
int law_holidays_command(struct call *call);
int law_explain_command(struct call *call);
int law_entitlement_command(struct call *call);
int law_back_pay_command(struct call *call);

#endif

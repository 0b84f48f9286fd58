/* commands.h - the commands that need nothing but the data folder or standard input.
 */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "app/command.h"

int demo_command(struct call *call);             /* in demo_command.c */
int token_command(struct call *call);
int import_referrals_command(struct call *call);
int import_houses_command(struct call *call);
int audit_verify_command(struct call *call);
int law_due_command(struct call *call);
int law_holidays_command(struct call *call);
int law_explain_command(struct call *call);

#endif

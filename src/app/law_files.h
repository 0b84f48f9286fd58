/* law_files.h - law data that an operator lays beside the program's own.
 *
 * A file of law-data/ with the same name in the folder record/law/ of the data folder stands in for
 * the program's (clocks.csv, events.csv, sources.csv, holiday-rules.csv, holiday-days.csv), so that
 * a change of the law or a proclaimed bank holiday does not wait for a release. Beside it stands
 * its signature, clocks.csv.sig: one line, "haven-law 1 EDITION SIGNATURE". The signature binds
 * name, edition and every byte; the public key that proves it is the setting law-key. An edition
 * must be newer than the program's own, or an old file would undo an upgrade.
 *
 *     haven law key --to FILE                           a new pair; prints the public key
 *     haven law sign FILE.csv --by FILE --edition DATE   checks the file, writes FILE.csv.sig
 *     haven law edition                                 which law is in force
 */
#ifndef APP_LAW_FILES_H
#define APP_LAW_FILES_H

#include "app/command.h"

/* Puts the law in force: the built-in files and what is laid beside them. ERR_INVALID: a file is
 * not signed, not by this key, not newer, or has a bad row; a line on complaints says which file,
 * line and column, and nothing has changed. Call it before anybody asks for the law, and after the
 * folder has its halves (app/folder.h). */
CHECKED enum err law_files_use(const struct settings *settings, FILE *complaints);

/* The same for a command that asks for nothing but the law: an older folder gets its halves first,
 * or what is laid in it would be passed over. Errors of folder_carry_over as well. */
CHECKED enum err law_files_use_alone(struct call *call);

/* For commands without the program: the law in force is that of the data folder too. */
int law_key_command(struct call *call);
int law_sign_command(struct call *call);
int law_edition_command(struct call *call);

#endif

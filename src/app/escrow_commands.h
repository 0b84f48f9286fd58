/* escrow_commands.h - shares of the root key, printed and read (vault/escrow.h).
 *
 * They work on the key file alone, while no server runs.
 */
#ifndef APP_ESCROW_COMMANDS_H
#define APP_ESCROW_COMMANDS_H

#include "app/command.h"

/* haven key escrow [--shares 5] [--need 3]: prints the shares. */
int key_escrow_command(struct call *call);

/* haven key recover [FILE ...]: reads shares, with an empty line between two, and writes the key
 * file where there is none. */
int key_recover_command(struct call *call);

#endif

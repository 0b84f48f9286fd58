#include "app/command.h"

#include <stdlib.h>
#include <string.h>

#include "app/backup.h"
#include "app/commands.h"
#include "app/escrow_commands.h"
#include "app/law_files.h"
#include "app/witness.h"
#include "app/pack.h"

const struct command command_table[] = {
    {"demo", demo_command, false, false,
     "demo --data DIR --people N --houses N --seed S   make invented data in an empty folder"},
    {"organisation add", organisation_add_command, true, false,
     "organisation add --kind prime|provider|commissioner --name NAME"},
    {"account renew", account_renew_command, true, false, "account renew --user USER"},
    {"account add", account_add_command, true, false,
     "account add --user USER --name NAME --role ROLE --organisation NAME [--house REF]"},
    {"token", token_command, true, false, "token --user NAME   print a new API token"},
    {"import referrals", import_referrals_command, true, true,
     "import referrals FILE.json [--dry-run]"},
    {"import houses", import_houses_command, true, true, "import houses FILE.csv [--dry-run]"},
    {"house patterns", house_patterns_command, false, false,
     "house patterns   make what the gate knows houses by, for those typed before it did"},
    {"audit verify", audit_verify_command, true, false,
     "audit verify [--witness FILE]   check the log's chains, trees, signatures and witnesses"},
    {"audit export", audit_export_command, true, false,
     "audit export [--checkpoints]   the log's lines, or its checkpoints, for haven-verify"},
    {"audit proof", audit_proof_command, true, false,
     "audit proof --writer W --number N   that a line is in the log; or --first M, that it grew"},
    {"audit key", audit_key_command, true, false,
     "audit key   the public key that checkpoints are signed with"},
    {"witness", witness_command, false, false,
     "witness --listen ADDRESS:PORT --key-of-log KEY --data DIR   remember another Haven's log"},
    {"key passphrase", key_passphrase_command, false, false,
     "key passphrase   seal the root key's file with a passphrase, asked for "
     "(or --key-passphrase)"},
    {"cold open", cold_open_command, false, false,
     "cold open --key FILE < TEXT   the keys of one cold record, away from the server"},
    {"backup key", backup_key_command, false, false,
     "backup key --to FILE   a pair of keys: the secret for FILE, away from the server"},
    {"backup verify", backup_verify_command, false, false,
     "backup verify --from DIR --key FILE [--until INSTANT]   restore it, check it, delete it"},
    {"backup", backup_command, true, false, "backup [--to DIR] [--seal-to PUBLIC]"},
    {"restore", restore_command, false, false,
     "restore --from DIR --key FILE --data NEWDIR [--until INSTANT] [--db URL]"},
    {"pack open", pack_open_command, false, false,
     "pack open FILE --key FILE   who is where tonight, with the server dead"},
    {"pack", pack_command, true, false, "pack --to FILE [--seal-to PUBLIC,...]   the on-call pack"},
    {"key escrow", key_escrow_command, false, false,
     "key escrow [--shares 5] [--need 3]   the root key in shares, to be printed"},
    {"key recover", key_recover_command, false, false,
     "key recover [FILE ...]   the root key back from its shares"},
    {"law edition", law_edition_command, false, false, "law edition   which law is in force"},
    {"law key", law_key_command, false, false, "law key --to FILE   a new key for law files"},
    {"law sign", law_sign_command, false, true,
     "law sign FILE.csv --by FILE --edition DATE   sign a law file"},
    {"capacity", capacity_command, false, true,
     "capacity --scenario FILE.csv   how many rooms would be enough"},
    {"place solve", place_solve_command, false, false,
     "place solve --households F --rooms F --houses F [--fixed F] [--edges F] [--rules rooms]\n"
     "              [--certificate F]   the best plan for everyone who waits"},
    {"place check", place_check_command, false, false,
     "place check PLAN --households F --rooms F --houses F [--fixed F] --certificate F"},
    {"place world", place_world_command, false, false,
     "place world --rooms N --seed S --out DIR [--day usual]   an invented country"},
    {"place why", place_why_command, true, false,
     "place why CASE   why this room, as it was kept; or tonight's list and the plan's advice"},
    {"law due", law_due_command, false, false, "law due < CSV   due dates of rules"},
    {"law holidays", law_holidays_command, false, false, "law holidays NATION YEAR"},
    {"law explain", law_explain_command, false, false, "law explain RULE DATE [CG-DATE] [NATION]"},
    {"law entitlement", law_entitlement_command, false, false,
     "law entitlement < CSV   what is due a week, line by line"},
    {"law back-pay", law_back_pay_command, false, false,
     "law back-pay < CSV   what was applied against what is due, day by day"},
};
const size_t command_count = COUNT_OF(command_table);

/* How many words of argv spell the name; 0 when they do not. */
static int words_matched(const char *name, int argc, char **argv)
{
    struct str rest = str_of(name);
    int words = 0;
    while (rest.size > 0) {
        struct str word = str_cut(&rest, ' ');
        if (words == argc || !str_equal_c(word, argv[words]))
            return 0;
        words++;
    }
    return words;
}

const struct command *command_find(int argc, char **argv, int *out_words)
{
    for (size_t i = 0; i < command_count; i++) {
        int words = words_matched(command_table[i].name, argc, argv);
        if (words > 0) {
            *out_words = words;
            return &command_table[i];
        }
    }
    return NULL;
}

const char *call_option(const struct call *call, const char *name)
{
    for (int i = 1; i + 1 < call->argc; i++)
        if (strcmp(call->argv[i], name) == 0)
            return call->argv[i + 1];
    return NULL;
}

bool call_flag(const struct call *call, const char *name)
{
    for (int i = 1; i < call->argc; i++)
        if (strcmp(call->argv[i], name) == 0)
            return true;
    return false;
}

/* `haven audit ...`: the log checked, exported and proven. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/base64.h"
#include "guard/audit_proof.h"

/* Of the checkpoints that the server itself wrote only the last so many bytes are compared: each
 * speaks for all lines before it. */
enum { OWN_CHECKPOINTS = 1 << 20 };

static void print_break(FILE *out, const struct audit_break *broken)
{
    static const char *const sentences[] = {
        [AUDIT_FAULT_NONE] = "is whole",
        [AUDIT_FAULT_LINE] = "is not as it was written: changed, moved, put in, or another is "
                             "missing before it",
        [AUDIT_FAULT_MISSING] = "and what followed it are missing",
        [AUDIT_FAULT_EXTRA] = "was put in: there are more lines than were written",
        [AUDIT_FAULT_DETAIL] = "has a detail that is not the one it was written with",
        [AUDIT_FAULT_PLACE] = "is not where the list of who looked would find it",
        [AUDIT_FAULT_SIGNATURE] = "is where a kept checkpoint ends that this vault did not sign",
        [AUDIT_FAULT_CHECKPOINT] = "is where the lines differ from those that were signed: they "
                                   "were written anew up to here",
        [AUDIT_FAULT_HISTORY] = "is where the lines are not those that this vault remembers it "
            "signed: they were written anew, or are missing",
        [AUDIT_FAULT_WITNESS] = "is where a witness saw other lines: they were written anew up to "
                                "here, or the witness's file is damaged",
        [AUDIT_FAULT_WITNESS_LONGER] = "and what followed it are missing: a witness saw a longer "
                                       "log, so it was rolled back",
    };
    fprintf(out, "haven: the log is broken: line %lld of writer %lld %s\n",
            (long long)broken->number, (long long)broken->writer, sentences[broken->fault]);
}

/* The end of the data folder's own file, from a whole note on; empty when there is none. */
static struct str own_checkpoints(struct call *call, struct job *job)
{
    const char *path = settings_path(job->arena, &call->app->settings, "checkpoints");
    struct stat of;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return STR_NONE;
    ssize_t size = 0;
    char *text = NULL;
    if (fstat(file, &of) == 0) {
        off_t from = of.st_size > OWN_CHECKPOINTS ? of.st_size - OWN_CHECKPOINTS : 0;
        text = arena_take(job->arena, (size_t)(of.st_size - from) + 1);
        size = pread(file, text, (size_t)(of.st_size - from), from);
        if (size > 0 && from > 0) { /* notes end in an empty line after a signature */
            char *next = strstr(text, "=\n\nhaven/");
            size = next ? size - (next + 3 - text) : 0;
            text = next ? next + 3 : text;
        }
    }
    close(file);
    return size > 0 ? (struct str){text, (size_t)size} : STR_NONE;
}

static int verify_audit(struct call *call, struct job *job)
{
    struct audit_findings found;
    struct str own = own_checkpoints(call, job);
    struct str all = str_format(job->arena, "%.*s\n%.*s", STR_ARGS(call->input), STR_ARGS(own));
    bool is_asked = call->input.size > 0;
    enum err err = audit_verify_against(job, all, &found);
    if (err == OK) {
        fprintf(call->out, "%lld lines, every chain is whole\n", (long long)found.lines);
        fprintf(call->out, "%lld checkpoints in the database and %lld of witnesses agree; %lld "
                "lines came after the last\n", (long long)found.checkpoints,
                (long long)found.witnessed, (long long)found.unsigned_lines);
        if (found.unreadable > 0)
            fprintf(call->out, "%lld checkpoints of witnesses are torn or signed by somebody "
                    "else\n", (long long)found.unreadable);
        if (is_asked && found.witnessed == 0)
            fprintf(call->out, "the witness's file has no checkpoint of this log\n");
        return EXIT_DONE;
    }
    if (err == ERR_INVALID)
        print_break(call->complaints, &found.broken);
    else
        fprintf(call->complaints, "haven: the log could not be read: %s\n", err_name(err));
    return EXIT_REFUSED;
}

int audit_verify_command(struct call *call)
{
    return call_with_job(call, verify_audit);
}

static void print_piece(void *with, struct str piece)
{
    FILE *out = with;
    fwrite(piece.at, 1, piece.size, out);
}

static int export_audit(struct call *call, struct job *job)
{
    struct str notes;
    bool is_of_checkpoints = call_flag(call, "--checkpoints");
    enum err err = is_of_checkpoints ? audit_notes(job, &notes)
                                     : audit_export(job, print_piece, call->out);
    if (err != OK) {
        fprintf(call->complaints, "haven: the export stopped: %s\n",
                err == ERR_INVALID ? "the log is broken, see haven audit verify" : err_name(err));
        return EXIT_REFUSED;
    }
    if (is_of_checkpoints)
        print_piece(call->out, notes);
    return EXIT_DONE;
}

int audit_export_command(struct call *call)
{
    return call_with_job(call, export_audit);
}

static int64_t number_of(const struct call *call, const char *option)
{
    int64_t number = 0;
    const char *text = call_option(call, option);
    return text && str_to_i64(str_of(text), &number) == OK ? number : 0;
}

/* What is proven, the hashes, then the checkpoint that they lead to: one text (doc/audit.md). */
static int prove_audit(struct call *call, struct job *job)
{
    int64_t writer = number_of(call, "--writer"), number = number_of(call, "--number");
    int64_t first = number_of(call, "--first");
    struct audit_signed newest;
    struct tree_proof proof;
    struct str text = STR_NONE;
    enum err err = audit_newest(job, writer, &newest);
    if (err == OK && first > 0)
        err = audit_prove_growth(job, writer, first, newest.checkpoint.mark.size, &proof);
    else if (err == OK)
        err = audit_prove_line(job, writer, number, newest.checkpoint.mark.size, &proof, &text);
    if (err != OK) {
        fprintf(call->complaints, "haven: there is no such line below the newest checkpoint of "
                "writer %lld (%s)\n", (long long)writer, err_name(err));
        return EXIT_REFUSED;
    }
    struct str path = base64_write(job->arena, proof.at, proof.count * TREE_HASH_BYTES);
    if (first > 0)
        fprintf(call->out, "haven audit growth 1\n%lld\n", (long long)first);
    else
        fprintf(call->out, "haven audit proof 1\n%.*s", STR_ARGS(text));
    fprintf(call->out, "path %.*s\n\n%.*s", STR_ARGS(path), STR_ARGS(newest.note));
    return EXIT_DONE;
}

int audit_proof_command(struct call *call)
{
    return call_with_job(call, prove_audit);
}

static int print_key(struct call *call, struct job *job)
{
    unsigned char key[CHECKPOINT_KEY_BYTES];
    enum err err = vault_log_key(job->vault, key);
    if (err != OK) {
        fprintf(call->complaints, "haven: the vault is away\n");
        return EXIT_REFUSED;
    }
    fprintf(call->out, "%.*s\n", STR_ARGS(base64_write(job->arena, key, sizeof(key))));
    return EXIT_DONE;
}

int audit_key_command(struct call *call)
{
    return call_with_job(call, print_key);
}

#include "app/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/base64.h"
#include "guard/audit_proof.h"
#include "vault/sign.h"

enum { TALK_SECONDS = 1, LINE_LIMIT = 8192, LOGS = 4096 };

/* ---- lines over a socket --------------------------------------------------------------------- */

struct talk {
    int peer;
    char line[LINE_LIMIT];
};

static enum err say(struct talk *talk, struct str text)
{
    while (text.size > 0) {
        ssize_t sent = send(talk->peer, text.at, text.size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return ERR_BUSY;
        text = str_slice(text, (size_t)sent, text.size - (size_t)sent);
    }
    return OK;
}

/* A line, or so many bytes where size is not 0; one byte at a time, because there are few. */
static enum err hear(struct talk *talk, size_t size, struct str *out_text)
{
    size_t count = 0;
    while (count < LINE_LIMIT) {
        ssize_t got = recv(talk->peer, talk->line + count, 1, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return ERR_BUSY;
        count++;
        bool is_line_end = size == 0 && talk->line[count - 1] == '\n';
        if (is_line_end || count == size) {
            *out_text = (struct str){talk->line, is_line_end ? count - 1 : count};
            return OK;
        }
    }
    return ERR_TOO_LARGE;
}

static void limit_waiting(int peer)
{
    struct timeval limit = {.tv_sec = TALK_SECONDS};
    must(setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0);
    must(setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) == 0);
}

/* "127.0.0.1:8520", "witness.example:8520", "[::1]:8520". */
static enum err resolve(const char *where, bool is_listening, struct addrinfo **out_found)
{
    char host[256];
    const char *colon = strrchr(where, ':');
    if (colon == NULL || (size_t)(colon - where) >= sizeof(host))
        return ERR_INVALID;
    bool is_in_brackets = where[0] == '[' && colon > where + 1 && colon[-1] == ']';
    snprintf(host, sizeof(host), "%.*s", (int)(colon - where) - (is_in_brackets ? 2 : 0),
             where + (is_in_brackets ? 1 : 0));
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM,
                                    .ai_flags = is_listening ? AI_PASSIVE : 0};
    return getaddrinfo(host, colon + 1, &wanted, out_found) == 0 ? OK : ERR_BUSY;
}

/* ---- the log's end --------------------------------------------------------------------------- */

static int connect_to(const char *where)
{
    struct addrinfo *found;
    if (resolve(where, false, &found) != OK)
        return -1;
    int peer = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (peer >= 0)
        limit_waiting(peer);
    if (peer >= 0 && connect(peer, found->ai_addr, found->ai_addrlen) != 0) {
        close(peer);
        peer = -1;
    }
    freeaddrinfo(found);
    return peer;
}

/* The proof that our log begins with what the witness has; empty where it has nothing. */
static enum err prove(struct job *job, const struct log_mark *mark, int64_t has,
                      struct str *out_proof)
{
    struct tree_proof proof = {0};
    if (has > mark->size)
        return ERR_CONFLICT;
    if (has > 0) {
        enum err err = audit_prove_growth(job, mark->writer, has, mark->size, &proof);
        if (err != OK)
            return err;
    }
    *out_proof = base64_write(job->arena, proof.at, proof.count * TREE_HASH_BYTES);
    return OK;
}

static enum err show(struct job *job, struct talk *talk, const struct audit_signed *made)
{
    struct str heard, proof = STR_NONE;
    int64_t has;
    enum err err = say(talk, str_format(job->arena, "checkpoint %zu\n%.*s", made->note.size,
                                        STR_ARGS(made->note)));
    if (err == OK)
        err = hear(talk, 0, &heard);
    if (err != OK)
        return err;
    if (!str_starts(heard, STR("have ")) ||
        str_to_i64(str_slice(heard, 5, heard.size), &has) != OK || has < 0)
        return ERR_CONFLICT;
    enum err proven = prove(job, &made->checkpoint.mark, has, &proof);
    if (proven != OK && proven != ERR_CONFLICT)
        return proven;
    err = say(talk, str_format(job->arena, "proof %.*s\n", STR_ARGS(proof)));
    if (err == OK)
        err = hear(talk, 0, &heard);
    if (err != OK)
        return err;
    return proven == OK && str_starts(heard, STR("seen ")) ? OK : ERR_CONFLICT;
}

enum err witness_tell(struct job *job, const char *where, const struct audit_signed *made)
{
    struct talk talk = {.peer = connect_to(where)};
    if (talk.peer < 0)
        return ERR_BUSY;
    enum err err = show(job, &talk, made);
    close(talk.peer);
    return err;
}

/* ---- the witness's end ----------------------------------------------------------------------- */

struct witness {
    struct arena arena; /* of one talk */
    const char *data;
    FILE *alarms;
    int file; /* checkpoints, appended to */
    unsigned char log_key[CHECKPOINT_KEY_BYTES];
    char secret[SIGN_KEY_CHARS + 1];
    unsigned char key[CHECKPOINT_KEY_BYTES]; /* the witness's own, public */
    size_t count;
    struct log_mark newest[LOGS]; /* of each writer of the log */
};

static struct log_mark *newest_of(struct witness *witness, int64_t writer)
{
    for (size_t i = 0; i < witness->count; i++)
        if (witness->newest[i].writer == writer)
            return &witness->newest[i];
    if (witness->count == LOGS)
        return NULL;
    witness->newest[witness->count] = (struct log_mark){.writer = writer};
    return &witness->newest[witness->count++];
}

static void from_hex(const char *digits, unsigned char *out_bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned byte;
        must(sscanf(digits + 2 * i, "%2x", &byte) == 1);
        out_bytes[i] = (unsigned char)byte;
    }
}

static enum err append(int file, struct str text)
{
    if (write(file, text.at, text.size) != (ssize_t)text.size || fdatasync(file) != 0)
        return ERR_BUSY;
    return OK;
}

/* What was refused is kept: it is signed, and so proves what the log tried. */
static void keep_refused(struct witness *witness, struct str note, const char *why)
{
    const char *path = str_format(&witness->arena, "%s/refused", witness->data).at;
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    enum err err = file < 0 ? ERR_BUSY
                            : append(file, str_format(&witness->arena, "%.*s\n", STR_ARGS(note)));
    if (file >= 0)
        close(file);
    fprintf(witness->alarms, "haven: alarm checkpoint_refused: %s. %s %s\n", why,
            err == OK ? "It is kept in" : "It could not be kept in", path);
    fflush(witness->alarms);
}

static struct str cosign(struct witness *witness, struct str note)
{
    unsigned char bytes[8 + 64];
    char digits[SIGN_SIGNATURE_CHARS + 1];
    struct instant now = app_real_now();
    must(sign_text(str_of(witness->secret), checkpoint_seen(&witness->arena, note, now),
                   digits) == OK);
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)(now.ms / MS_PER_SECOND) >> (56 - 8 * i));
    from_hex(digits, bytes + 8, 64);
    return checkpoint_signature(&witness->arena, STR("haven/witness"), CHECKPOINT_BY_WITNESS,
                                witness->key, bytes, sizeof(bytes));
}

/* NULL: the checkpoint goes on from what was seen. */
static const char *why_refused(const struct log_mark *shown, const struct log_mark *seen,
                               struct str proof_text)
{
    struct tree_proof proof = {0};
    size_t size;
    if (seen->size == 0)
        return NULL;
    if (shown->size < seen->size)
        return "the log is shorter than it was: it was rolled back";
    if (base64_read(proof_text, proof.at, sizeof(proof.at), &size) != OK ||
        size % TREE_HASH_BYTES != 0)
        return "its proof cannot be read";
    proof.count = size / TREE_HASH_BYTES;
    return tree_has_grown(&proof, seen->size, shown->size, &seen->root, &shown->root)
               ? NULL
               : "its older lines are not those that were seen: it was forked";
}

static enum err hear_checkpoint(struct witness *witness, struct talk *talk, struct str *out_note,
                                struct checkpoint *out_shown)
{
    struct str heard;
    int64_t size;
    enum err err = hear(talk, 0, &heard);
    if (err != OK)
        return err;
    if (!str_starts(heard, STR("checkpoint ")) ||
        str_to_i64(str_slice(heard, 11, heard.size), &size) != OK || size < 1 ||
        size > LINE_LIMIT)
        return ERR_MALFORMED;
    err = hear(talk, (size_t)size, &heard);
    if (err != OK)
        return err;
    *out_note = str_copy(&witness->arena, heard);
    return checkpoint_read(&witness->arena, *out_note, witness->log_key, out_shown);
}

static enum err answer(struct witness *witness, struct talk *talk)
{
    struct str note, heard;
    struct checkpoint shown;
    enum err err = hear_checkpoint(witness, talk, &note, &shown);
    struct log_mark *seen = err == OK ? newest_of(witness, shown.mark.writer) : NULL;
    if (seen == NULL)
        return say(talk, STR("refused: this is no checkpoint of the log that is watched\n"));
    err = say(talk, str_format(&witness->arena, "have %lld\n", (long long)seen->size));
    if (err == OK)
        err = hear(talk, 0, &heard);
    if (err != OK)
        return err;
    const char *why = str_starts(heard, STR("proof "))
                          ? why_refused(&shown.mark, seen, str_slice(heard, 6, heard.size))
                          : "it came without a proof";
    if (why != NULL) {
        keep_refused(witness, note, why);
        return say(talk, str_format(&witness->arena, "refused: %s\n", why));
    }
    struct str line = cosign(witness, note);
    err = append(witness->file,
                 str_format(&witness->arena, "%.*s%.*s\n", STR_ARGS(note), STR_ARGS(line)));
    if (err != OK) {
        fprintf(witness->alarms, "haven: the witness cannot write: %s\n", strerror(errno));
        return err;
    }
    *seen = shown.mark;
    return say(talk, str_format(&witness->arena, "seen %.*s", STR_ARGS(line)));
}

/* Its own key: made once, 0600. */
static enum err open_key(struct witness *witness)
{
    const char *path = str_format(&witness->arena, "%s/witness.key", witness->data).at;
    char public_key[SIGN_KEY_CHARS + 1], both[2 * SIGN_KEY_CHARS + 2];
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return ERR_BUSY;
    ssize_t size = read(file, both, sizeof(both));
    enum err err = size == (ssize_t)sizeof(both) || size == 0 ? OK : ERR_INVALID;
    if (err == OK && size == 0) {
        sign_key_make(witness->secret, public_key);
        memcpy(both, witness->secret, SIGN_KEY_CHARS);
        memcpy(both + SIGN_KEY_CHARS + 1, public_key, SIGN_KEY_CHARS);
        both[SIGN_KEY_CHARS] = both[2 * SIGN_KEY_CHARS + 1] = '\n';
        err = append(file, (struct str){both, sizeof(both)});
    }
    close(file);
    if (err == OK) {
        memcpy(witness->secret, both, SIGN_KEY_CHARS);
        from_hex(both + SIGN_KEY_CHARS + 1, witness->key, CHECKPOINT_KEY_BYTES);
    }
    return err;
}

/* What was seen before this start. */
static enum err open_checkpoints(struct witness *witness)
{
    const char *path = str_format(&witness->arena, "%s/checkpoints", witness->data).at;
    struct stat of;
    witness->file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (witness->file < 0 || fstat(witness->file, &of) != 0)
        return ERR_BUSY;
    struct arena whole = arena_make((size_t)of.st_size + (1 << 20));
    char *text = arena_take(&whole, (size_t)of.st_size + 1);
    enum err err = pread(witness->file, text, (size_t)of.st_size, 0) == of.st_size ? OK : ERR_BUSY;
    for (struct str rest = {text, (size_t)of.st_size}; err == OK && rest.size > 0;) {
        struct checkpoint read;
        struct str note = checkpoint_cut(&rest);
        if (checkpoint_read(&witness->arena, note, witness->log_key, &read) == OK) {
            struct log_mark *seen = newest_of(witness, read.mark.writer);
            if (seen != NULL && read.mark.size >= seen->size)
                *seen = read.mark;
        }
        arena_reset(&witness->arena);
    }
    arena_free(&whole);
    return err;
}

static int listen_on(const char *where)
{
    struct addrinfo *found;
    int yes = 1;
    if (where == NULL || resolve(where, true, &found) != OK)
        return -1;
    int listening = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listening >= 0 &&
        (setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
         bind(listening, found->ai_addr, found->ai_addrlen) != 0 || listen(listening, 16) != 0)) {
        close(listening);
        listening = -1;
    }
    freeaddrinfo(found);
    return listening;
}

/* One talk at a time: each is over within seconds. */
static void serve_talks(struct witness *witness, int listening)
{
    for (;;) {
        struct talk talk = {.peer = accept4(listening, NULL, NULL, SOCK_CLOEXEC)};
        if (talk.peer < 0) {
            sleep(errno == EINTR || errno == ECONNABORTED ? 0 : 1);
            continue;
        }
        limit_waiting(talk.peer);
        if (answer(witness, &talk) != OK)
            fprintf(witness->alarms, "haven: a talk was broken off\n");
        close(talk.peer);
        arena_reset(&witness->arena);
    }
}

int witness_command(struct call *call)
{
    static struct witness witness;
    size_t size = 0;
    const char *key = call_option(call, "--key-of-log");
    witness = (struct witness){.arena = arena_make((size_t)8 << 20),
                               .data = call->settings->data, .alarms = call->complaints};
    if (key == NULL ||
        base64_read(str_of(key), witness.log_key, CHECKPOINT_KEY_BYTES, &size) != OK ||
        size != CHECKPOINT_KEY_BYTES) {
        fprintf(call->complaints, "haven: witness needs --key-of-log KEY, which "
                "`haven audit key` prints where the log is\n");
        return EXIT_BAD_INPUT;
    }
    signal(SIGPIPE, SIG_IGN);
    if ((mkdir(witness.data, 0700) != 0 && errno != EEXIST) || open_key(&witness) != OK ||
        open_checkpoints(&witness) != OK) {
        fprintf(call->complaints, "haven: the witness cannot use %s\n", witness.data);
        return EXIT_REFUSED;
    }
    const char *where = call_option(call, "--listen");
    int listening = listen_on(where);
    if (listening < 0) {
        fprintf(call->complaints, "haven: cannot listen on %s (--listen ADDRESS:PORT)\n",
                where ? where : "no address");
        return EXIT_REFUSED;
    }
    fprintf(call->out, "haven: witness ready on %s, key %s\n", where,
            base64_write(&witness.arena, witness.key, CHECKPOINT_KEY_BYTES).at);
    fflush(call->out);
    serve_talks(&witness, listening);
    return EXIT_DONE;
}

#include "guard/reserve.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/sha.h>

#include "guard/audit.h"

enum { SUM_BYTES = 16, RESERVE_BYTES = RESERVE_LINES * RESERVE_LINE_BYTES,
       MOVING_MEMORY = 64 << 20 };

/* As it stands in the file; a line of zeros is none. The sum finds a torn one. */
struct kept_line {
    int64_t at, staff, session, record;
    int32_t role, verb, kind, purpose;
    unsigned char sum[SUM_BYTES];
    unsigned char unused[RESERVE_LINE_BYTES - 4 * 8 - 4 * 4 - SUM_BYTES];
};
_Static_assert(sizeof(struct kept_line) == RESERVE_LINE_BYTES, "a line has a fixed length");

static void sum_of(const struct kept_line *line, unsigned char out_sum[SUM_BYTES])
{
    unsigned char whole[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)line, offsetof(struct kept_line, sum), whole);
    memcpy(out_sum, whole, SUM_BYTES);
}

static bool is_line(const struct kept_line *line)
{
    unsigned char sum[SUM_BYTES];
    sum_of(line, sum);
    return line->verb > VERB_NONE && line->verb < VERB_COUNT && line->role >= 0 &&
           line->role < ROLE_COUNT && memcmp(sum, line->sum, SUM_BYTES) == 0;
}

/* After a failed flush nobody knows what is on the disk (store.h). */
static void flush(const struct reserve *reserve)
{
    must(fdatasync(reserve->file) == 0);
}

static bool put(const struct reserve *reserve, const void *bytes, size_t size, off_t at)
{
    return pwrite(reserve->file, bytes, size, at) == (ssize_t)size;
}

/* ---- opening --------------------------------------------------------------------------------- */

/* Really written, so that the disk has given the room away. */
static bool fill(const struct reserve *reserve, off_t from)
{
    static const unsigned char zeros[RESERVE_LINE_BYTES];
    for (off_t at = from; at < RESERVE_BYTES; at += RESERVE_LINE_BYTES)
        if (!put(reserve, zeros, RESERVE_LINE_BYTES, at))
            return false;
    return fsync(reserve->file) == 0;
}

static bool read_line(const struct reserve *reserve, int number, struct kept_line *out_line)
{
    off_t at = (off_t)number * RESERVE_LINE_BYTES;
    return pread(reserve->file, out_line, sizeof(*out_line), at) == sizeof(*out_line);
}

static int count_lines(const struct reserve *reserve)
{
    struct kept_line line;
    int count = 0;
    while (count < RESERVE_LINES && read_line(reserve, count, &line) && is_line(&line))
        count++;
    return count;
}

enum err reserve_open(const char *path, struct reserve *out_reserve)
{
    struct stat stat_of;
    struct reserve reserve = {.file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    *out_reserve = (struct reserve){.file = -1};
    if (reserve.file < 0)
        return ERR_BUSY;
    bool is_ours = flock(reserve.file, LOCK_EX | LOCK_NB) == 0;
    bool is_whole = is_ours && fstat(reserve.file, &stat_of) == 0 &&
                    (stat_of.st_size >= RESERVE_BYTES ||
                     fill(&reserve, stat_of.st_size / RESERVE_LINE_BYTES * RESERVE_LINE_BYTES));
    if (!is_whole) {
        close(reserve.file);
        return is_ours ? ERR_BUSY : ERR_LOCKED;
    }
    reserve.count = count_lines(&reserve);
    *out_reserve = reserve;
    return OK;
}

void reserve_close(struct reserve *reserve)
{
    if (reserve->file >= 0)
        close(reserve->file);
    reserve->file = -1;
}

/* ---- keeping --------------------------------------------------------------------------------- */

static struct kept_line line_of(const struct job *job, const struct audit_line *from)
{
    struct kept_line line = {
        .at = job->now.ms,
        .staff = job->asker.staff.value,
        .session = job->asker.session.value,
        .record = from->record,
        .role = (int32_t)job->asker.role,
        .verb = (int32_t)from->verb,
        .kind = (int32_t)from->kind,
        .purpose = (int32_t)from->purpose,
    };
    sum_of(&line, line.sum);
    return line;
}

static enum err append(struct reserve *reserve, const struct job *job)
{
    if (reserve->file < 0 || job->line_count > (size_t)(RESERVE_LINES - reserve->count))
        return ERR_BUSY;
    for (size_t i = 0; i < job->line_count; i++) {
        struct kept_line line = line_of(job, &job->lines[i]);
        off_t at = (off_t)(reserve->count + (int)i) * RESERVE_LINE_BYTES;
        if (!put(reserve, &line, sizeof(line), at))
            return ERR_BUSY;
    }
    flush(reserve);
    reserve->count += (int)job->line_count;
    return OK;
}

enum err reserve_append(struct reserve *reserve, const struct job *job)
{
    must(pthread_mutex_lock(&reserve->mutex) == 0);
    enum err err = append(reserve, job);
    must(pthread_mutex_unlock(&reserve->mutex) == 0);
    return err;
}

bool reserve_has_lines(struct reserve *reserve)
{
    must(pthread_mutex_lock(&reserve->mutex) == 0);
    bool has = reserve->count > 0;
    must(pthread_mutex_unlock(&reserve->mutex) == 0);
    return has;
}

/* ---- moving ---------------------------------------------------------------------------------- */

struct moving {
    const struct reserve *reserve;
    struct job job;
};

static enum err move_line(struct job *job, const struct kept_line *line)
{
    struct audit_line as_line = {(enum verb)line->verb, (enum record_kind)line->kind, line->record,
                                 (enum purpose)line->purpose, NULL};
    job->now = (struct instant){line->at};
    job->asker = (struct asker){.staff = {line->staff}, .session = {line->session},
                                .role = (enum role)line->role};
    job->lines = &as_line;
    job->line_count = 1;
    return audit_append(job, job->readings != NULL ? AUDIT_READINGS : AUDIT_WRITES);
}

static enum err move_all(struct db *db, void *with)
{
    struct moving *moving = with;
    struct kept_line line;
    enum err err = OK;
    moving->job.db = db;
    for (int i = 0; i < moving->reserve->count && err == OK; i++)
        err = read_line(moving->reserve, i, &line) ? move_line(&moving->job, &line) : ERR_BUSY;
    return err;
}

/* From the last to the first, so that those that still stand after a stop are found. */
static void forget_all(struct reserve *reserve)
{
    static const unsigned char zeros[RESERVE_LINE_BYTES];
    bool is_put = true;
    for (int i = reserve->count - 1; i >= 0; i--)
        is_put &= put(reserve, zeros, RESERVE_LINE_BYTES, (off_t)i * RESERVE_LINE_BYTES);
    must(is_put);
    flush(reserve);
    reserve->count = 0;
}

enum err reserve_empty(struct reserve *reserve, const struct job *job)
{
    struct arena arena = arena_make(MOVING_MEMORY);
    struct moving moving = {reserve, *job};
    moving.job.arena = &arena;
    must(pthread_mutex_lock(&reserve->mutex) == 0);
    enum err err = OK;
    if (reserve->count > 0)
        err = store_write(job->readings ? job->readings : job->store, &arena, move_all, &moving);
    if (err == OK && reserve->count > 0)
        forget_all(reserve);
    must(pthread_mutex_unlock(&reserve->mutex) == 0);
    arena_free(&arena);
    return err;
}

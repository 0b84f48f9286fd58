#include "app/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

const char *const folder_vault_files[] = {"root.key", "addresses-opened", "log-signed", NULL};

/* The key first: a program that knows no halves refuses a database without it. The lock last: who
 * holds it holds it until all is moved. */
static const char *const record_files[] = {
    "readings.db-wal", "readings.db-shm", "readings.db-journal", "readings.db",
    "haven.db-wal", "haven.db-shm", "haven.db-journal", "haven.db",
    "reserve", "demo", "rights-proven", "checkpoints", "cold.key", "law",
    "backup-exact", "backup-exact-wal", "backup-exact-shm", "backup-exact-journal",
    "backup-blank", "backup-blank-wal", "backup-blank-shm", "backup-blank-journal",
    "backup-readings", "backup-readings-wal", "backup-readings-shm", "backup-readings-journal",
    "control", "lock", NULL,
};

struct carrying {
    struct arena arena;
    const struct settings *settings;
    int folder, lock; /* files; -1: none */
};

static const char *old_path(struct carrying *carrying, const char *name)
{
    return str_format(&carrying->arena, "%s/%s", carrying->settings->data, name).at;
}

static enum err complain(const char *what, const char *path)
{
    fprintf(stderr, "haven: cannot %s %s: %s\n", what, path, strerror(errno));
    return ERR_BUSY;
}

/* ---- what is to be carried ----------------------------------------------------------------- */

static bool is_same(const char *path, const char *other)
{
    struct stat one, two;
    return other != NULL && other[0] != 0 && stat(path, &one) == 0 && stat(other, &two) == 0 &&
           one.st_ino == two.st_ino && one.st_dev == two.st_dev;
}

static bool is_to_carry(struct carrying *carrying, const char *name)
{
    struct stat unused;
    const char *path = old_path(carrying, name);
    return lstat(path, &unused) == 0 && !is_same(path, carrying->settings->key) &&
           !is_same(path, carrying->settings->reserve);
}

static bool has_any(struct carrying *carrying, const char *const *names)
{
    for (; *names != NULL; names++)
        if (is_to_carry(carrying, *names))
            return true;
    return false;
}

/* ---- who else is there --------------------------------------------------------------------- */

/* Servers on PostgreSQL hold no lock. */
static bool does_answer(struct carrying *carrying)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = old_path(carrying, "control");
    if (strlen(path) >= sizeof(address.sun_path))
        return false;
    strcpy(address.sun_path, path);
    int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_there = peer >= 0 &&
                    connect(peer, (const struct sockaddr *)&address, sizeof(address)) == 0;
    if (peer >= 0)
        close(peer);
    return is_there;
}

/* The folder's own lock makes another that carries wait, and the old one shuts servers out. */
static enum err take_locks(struct carrying *carrying)
{
    carrying->folder = open(carrying->settings->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (carrying->folder < 0 || flock(carrying->folder, LOCK_EX) != 0)
        return complain("lock", carrying->settings->data);
    carrying->lock = open(old_path(carrying, "lock"), O_RDWR | O_CLOEXEC);
    bool is_held = carrying->lock >= 0 && flock(carrying->lock, LOCK_EX | LOCK_NB) != 0;
    if (!is_held && !does_answer(carrying))
        return OK;
    fprintf(stderr, "haven: a server of an older version runs on %s; stop it first\n",
            carrying->settings->data);
    return ERR_LOCKED;
}

/* ---- moving -------------------------------------------------------------------------------- */

typedef const char *path_in(struct arena *arena, const struct settings *settings, const char *name);

static enum err refuse(const char *from, const char *to, const char *what)
{
    fprintf(stderr, "haven: %s is not moved to %s: %s\n", from, to, what);
    return ERR_CONFLICT;
}

/* A link may say where it points to from where it lies. */
static enum err carry_one(struct carrying *carrying, const char *name, path_in *place)
{
    const char *from = old_path(carrying, name);
    const char *to = place(&carrying->arena, carrying->settings, name);
    struct stat file, there;
    if (!is_to_carry(carrying, name) || lstat(from, &file) != 0)
        return OK;
    if (S_ISLNK(file.st_mode))
        return refuse(from, to, "it is a link; lay it there yourself");
    if (lstat(to, &there) == 0)
        return refuse(from, to, "both are there; put one of them away");
    return rename(from, to) == 0 ? OK : complain("move", from);
}

static enum err carry_all(struct carrying *carrying, const char *const *names, path_in *place)
{
    enum err err = OK;
    for (; err == OK && *names != NULL; names++)
        err = carry_one(carrying, *names, place);
    return err;
}

enum err folder_flush(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_flushed = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0)
        close(folder);
    return is_flushed ? OK : complain("flush", path);
}

static enum err make(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST ? OK : complain("make the folder", path);
}

/* Of whom the data folder is, also where root's command comes before the server. */
static enum err make_half(const char *path, const struct settings *settings)
{
    struct stat whole;
    if (mkdir(path, 0700) != 0)
        return errno == EEXIST ? OK : complain("make the folder", path);
    if (geteuid() == 0 && (stat(settings->data, &whole) != 0 ||
                           chown(path, whole.st_uid, whole.st_gid) != 0))
        return complain("give its owner the folder", path);
    return OK;
}

static enum err make_halves(struct arena *arena, const struct settings *settings)
{
    enum err err = make_half(settings_path(arena, settings, ""), settings);
    return err == OK ? make_half(settings_vault_path(arena, settings, ""), settings) : err;
}

static enum err carry(struct carrying *carrying)
{
    const struct settings *settings = carrying->settings;
    enum err err = make_halves(&carrying->arena, settings);
    if (err == OK)
        err = carry_all(carrying, folder_vault_files, settings_vault_path);
    if (err == OK)
        err = carry_all(carrying, record_files, settings_path);
    if (err == OK)
        err = folder_flush(settings_vault_path(&carrying->arena, settings, ""));
    if (err == OK)
        err = folder_flush(settings_path(&carrying->arena, settings, ""));
    if (err == OK)
        err = folder_flush(settings->data);
    if (err == OK) {
        printf("haven: the files of %s are in its folders record and vault\n", settings->data);
        fflush(stdout);
    }
    return err;
}

static bool is_old(struct carrying *carrying)
{
    return has_any(carrying, folder_vault_files) || has_any(carrying, record_files);
}

enum err folder_carry_over(const struct settings *settings)
{
    struct carrying carrying = {.arena = arena_make(1 << 20), .settings = settings,
                                .folder = -1, .lock = -1};
    enum err err = OK;
    if (is_old(&carrying)) {
        err = take_locks(&carrying);
        if (err == OK && is_old(&carrying)) /* another may have carried it meanwhile */
            err = carry(&carrying);
    }
    if (carrying.lock >= 0)
        close(carrying.lock);
    if (carrying.folder >= 0)
        close(carrying.folder);
    arena_free(&carrying.arena);
    return err;
}

enum err folder_make(const struct settings *settings)
{
    struct arena arena = arena_make(1 << 16);
    enum err err = make(settings->data);
    if (err == OK)
        err = folder_carry_over(settings);
    if (err == OK)
        err = make_halves(&arena, settings);
    arena_free(&arena);
    return err;
}

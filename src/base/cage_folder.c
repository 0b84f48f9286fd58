#include "base/cage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What kernels learnt to watch after the header that we build with was written. */
#define MAY_REFER (UINT64_C(1) << 13)    /* ABI 2 */
#define MAY_TRUNCATE (UINT64_C(1) << 14) /* ABI 3 */
#define OF_FILES (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | \
                  LANDLOCK_ACCESS_FS_READ_FILE | MAY_TRUNCATE)

struct leaving {
    char *left[CAGE_PATHS_LIMIT]; /* real paths */
    size_t count;
    int rules;
    uint64_t all;
    bool is_whole;
};

static uint64_t all_rights(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    uint64_t all = LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1;
    return abi < 1 ? 0 : abi < 2 ? all : abi < 3 ? all | MAY_REFER : all | MAY_REFER | MAY_TRUNCATE;
}

/* What cannot be opened now, like a link, which is where it points to, needs no rule. */
static void allow(struct leaving *leaving, const char *path)
{
    struct stat about;
    int file = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return;
    if (fstat(file, &about) == 0 && !S_ISLNK(about.st_mode)) {
        struct landlock_path_beneath_attr rule = {
            .allowed_access = S_ISDIR(about.st_mode) ? leaving->all : leaving->all & OF_FILES,
            .parent_fd = file,
        };
        long failed = syscall(SYS_landlock_add_rule, leaving->rules, LANDLOCK_RULE_PATH_BENEATH,
                              &rule, 0);
        leaving->is_whole &= failed == 0;
    }
    close(file);
}

/* Whether it is left itself, or lies on the way to what is. */
static bool is_left(const struct leaving *leaving, const char *path)
{
    for (size_t i = 0; i < leaving->count; i++)
        if (strcmp(leaving->left[i], path) == 0)
            return true;
    return false;
}

static bool is_way(const struct leaving *leaving, const char *path)
{
    size_t size = strlen(path);
    for (size_t i = 0; i < leaving->count; i++)
        if (strncmp(leaving->left[i], path, size) == 0 && leaving->left[i][size] == '/')
            return true;
    return false;
}

/* Everything in the folder but what is left, and so on down each way to it: Landlock allows, and
 * takes nothing of it back further down. The folder's path ends in a slash. */
static void allow_beside(struct leaving *leaving, const char *folder)
{
    char path[PATH_MAX];
    DIR *all = opendir(folder);
    if (all == NULL) {
        leaving->is_whole = false;
        return;
    }
    const struct dirent *entry;
    while ((entry = readdir(all)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        int length = snprintf(path, sizeof(path) - 1, "%s%s", folder, entry->d_name);
        leaving->is_whole &= length > 0 && (size_t)length < sizeof(path) - 1;
        if (is_left(leaving, path))
            continue;
        if (is_way(leaving, path))
            allow_beside(leaving, strcat(path, "/"));
        else
            allow(leaving, path);
    }
    closedir(all);
}

/* Where what is not there yet will be. NULL: its folder is not there either. */
static char *path_of_new(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t size = slash ? (size_t)(slash - path) + 1 : 0;
    if (name[0] == 0 || size >= sizeof(folder))
        return NULL;
    snprintf(folder, sizeof(folder), "%.*s", (int)size, path);
    char *real = realpath(size > 0 ? folder : ".", NULL), *whole = NULL;
    if (real != NULL && asprintf(&whole, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name) < 0)
        whole = NULL;
    free(real);
    return whole;
}

static char *real_path(const char *path)
{
    char *real = realpath(path, NULL);
    return real == NULL && errno == ENOENT ? path_of_new(path) : real;
}

static bool add_path(struct leaving *leaving, const char *path)
{
    char *real = real_path(path);
    bool is_added = real != NULL && real[1] != 0 && leaving->count < CAGE_PATHS_LIMIT;
    if (is_added)
        leaving->left[leaving->count++] = real;
    else
        free(real);
    return is_added;
}

static bool leave(struct leaving *leaving)
{
    struct landlock_ruleset_attr attributes = {.handled_access_fs = leaving->all};
    leaving->rules = leaving->all == 0 ? -1 : (int)syscall(SYS_landlock_create_ruleset, &attributes,
                                                           sizeof(attributes), 0);
    if (leaving->rules < 0)
        return false;
    allow_beside(leaving, "/");
    bool is_done = leaving->is_whole && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                   syscall(SYS_landlock_restrict_self, leaving->rules, 0) == 0;
    close(leaving->rules);
    return is_done;
}

bool cage_leave_paths(const char *const *paths, size_t count)
{
    struct leaving leaving = {.all = all_rights(), .is_whole = true};
    bool is_found = true;
    for (size_t i = 0; i < count; i++)
        is_found &= add_path(&leaving, paths[i]);
    bool is_done = leaving.count > 0 && leave(&leaving);
    for (size_t i = 0; i < leaving.count; i++)
        free(leaving.left[i]);
    return is_done && is_found;
}

static bool is_within(const char *path, const char *folder)
{
    size_t size = strlen(folder);
    return strncmp(path, folder, size) == 0 && (path[size] == '/' || path[size] == 0);
}

bool cage_is_apart(const char *path, const char *other)
{
    char *one = real_path(path), *two = real_path(other);
    bool is_apart = one == NULL || two == NULL || (!is_within(one, two) && !is_within(two, one));
    free(one);
    free(two);
    return is_apart;
}

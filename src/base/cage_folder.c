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
    const char *folder; /* a real path */
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

/* Everything in the first `size` letters of the folder's path but the way on to it, and so on down
 * that way: Landlock allows, and takes nothing of it back further down. */
static void allow_beside(struct leaving *leaving, size_t size)
{
    char path[PATH_MAX];
    const char *rest = leaving->folder + size;
    size_t way = strcspn(rest, "/");
    snprintf(path, sizeof(path), "%.*s", (int)size, leaving->folder);
    DIR *all = opendir(path);
    if (all == NULL) {
        leaving->is_whole = false;
        return;
    }
    const struct dirent *entry;
    while ((entry = readdir(all)) != NULL) {
        const char *name = entry->d_name;
        bool is_way = strlen(name) == way && memcmp(name, rest, way) == 0;
        if (is_way || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        int length = snprintf(path, sizeof(path), "%.*s%s", (int)size, leaving->folder, name);
        leaving->is_whole &= length > 0 && (size_t)length < sizeof(path);
        allow(leaving, path);
    }
    closedir(all);
    if (rest[way] != 0)
        allow_beside(leaving, size + way + 1);
}

bool cage_leave_folder(const char *folder)
{
    char *real = realpath(folder, NULL);
    struct leaving leaving = {.folder = real, .all = all_rights(), .is_whole = true};
    struct landlock_ruleset_attr attributes = {.handled_access_fs = leaving.all};
    leaving.rules = real == NULL || real[1] == 0 || leaving.all == 0
        ? -1 : (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0);
    bool is_left = false;
    if (leaving.rules >= 0) {
        allow_beside(&leaving, 1);
        is_left = leaving.is_whole && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                  syscall(SYS_landlock_restrict_self, leaving.rules, 0) == 0;
        close(leaving.rules);
    }
    free(real);
    return is_left;
}

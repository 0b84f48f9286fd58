#include "base/cage.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/must.h"

#if defined(__x86_64__)
enum { MACHINE = (int)AUDIT_ARCH_X86_64 };
#elif defined(__aarch64__)
enum { MACHINE = (int)AUDIT_ARCH_AARCH64 };
#else
#error "the lists of system calls are written for x86-64 and arm64"
#endif

#ifdef __SANITIZE_ADDRESS__
enum { HOLDS = false };
#else
enum { HOLDS = true };
#endif

bool cage_holds(void)
{
    return HOLDS;
}

bool cage_hide(void)
{
    struct rlimit none = {0, 0};
    return setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

bool cage_leave_files(void)
{
    struct landlock_ruleset_attr all = {.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1};
    if (!HOLDS)
        return true;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
    if (rules < 0)
        return false;
    bool is_left = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return is_left;
}

#define LOAD(what) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, what))
#define KILL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

enum { HEAD = 4, A_CALL = 2, A_CHECK = 5 };

/* mmap and mprotect: the third argument must not ask for memory that can be run. Low word first:
 * both machines are little-endian. */
static size_t add_memory_check(struct sock_filter *at, int call)
{
    const struct sock_filter check[A_CHECK] = {
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, A_CHECK - 1),
        LOAD(args[2]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
        KILL,
        ALLOW,
    };
    for (size_t i = 0; i < A_CHECK; i++)
        at[i] = check[i];
    return A_CHECK;
}

bool cage_close(const int *calls, size_t count)
{
    struct sock_filter filter[HEAD + A_CHECK * 2 + A_CALL * CAGE_CALLS_LIMIT + 1];
    const struct sock_filter head[HEAD] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)MACHINE, 1, 0),
        KILL,
        LOAD(nr),
    };
    size_t size = 0;
    must(count <= CAGE_CALLS_LIMIT);
    if (!HOLDS)
        return true;
    while (size < HEAD) {
        filter[size] = head[size];
        size++;
    }
    size += add_memory_check(&filter[size], __NR_mmap);
    size += add_memory_check(&filter[size], __NR_mprotect);
    for (size_t i = 0; i < count; i++) {
        filter[size++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                                      (unsigned)calls[i], 0, 1);
        filter[size++] = (struct sock_filter)ALLOW;
    }
    filter[size++] = (struct sock_filter)KILL;
    struct sock_fprog program = {.len = (unsigned short)size, .filter = filter};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

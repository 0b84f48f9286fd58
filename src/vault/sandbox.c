#include "vault/sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
enum { MACHINE = (int)AUDIT_ARCH_X86_64 };
#elif defined(__aarch64__)
enum { MACHINE = (int)AUDIT_ARCH_AARCH64 };
#else
#error "the vault's list of system calls is written for x86-64 and arm64"
#endif

const int sandbox_calls[] = {
    /* messages */
    __NR_recvfrom, __NR_sendto, __NR_close,
    /* the budget's file, and alarms on standard error */
    __NR_write, __NR_fdatasync, __NR_clock_gettime,
    /* keys and nonces */
    __NR_getrandom,
    /* threads that wait for one another */
    __NR_futex, __NR_rt_sigprocmask, __NR_rt_sigreturn, __NR_restart_syscall,
    /* memory of the name index; never to be run (see below) */
    __NR_mmap, __NR_munmap, __NR_mremap, __NR_madvise, __NR_brk, __NR_mprotect,
    /* the end */
    __NR_exit, __NR_exit_group, __NR_getpid, __NR_gettid, __NR_tgkill,
};
const size_t sandbox_call_count = COUNT_OF(sandbox_calls);

bool sandbox_hide(void)
{
    struct rlimit none = {0, 0};
    return setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

bool sandbox_leave_files(void)
{
    struct landlock_ruleset_attr all = {.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1};
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

enum { HEAD = 4, A_CALL = 2, A_CHECK = 5, CALLS = COUNT_OF(sandbox_calls) };

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

bool sandbox_close(void)
{
    static struct sock_filter filter[HEAD + A_CHECK * 2 + A_CALL * CALLS + 1];
    const struct sock_filter head[HEAD] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)MACHINE, 1, 0),
        KILL,
        LOAD(nr),
    };
    size_t size = 0;
    while (size < HEAD) {
        filter[size] = head[size];
        size++;
    }
    size += add_memory_check(&filter[size], __NR_mmap);
    size += add_memory_check(&filter[size], __NR_mprotect);
    for (size_t i = 0; i < CALLS; i++) {
        filter[size++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                                      (unsigned)sandbox_calls[i], 0, 1);
        filter[size++] = (struct sock_filter)ALLOW;
    }
    filter[size++] = (struct sock_filter)KILL;
    struct sock_fprog program = {.len = (unsigned short)size, .filter = filter};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

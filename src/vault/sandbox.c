#include "vault/sandbox.h"

#include <sys/syscall.h>

#include "base/cage.h"

const int sandbox_calls[] = {
    /* messages */
    __NR_recvfrom, __NR_sendto, __NR_close,
    /* the budget's file, and alarms on standard error */
    __NR_write, __NR_fdatasync, __NR_clock_gettime,
    /* keys and nonces */
    __NR_getrandom,
    /* threads that wait for one another */
    __NR_futex, __NR_rt_sigprocmask, __NR_rt_sigreturn, __NR_restart_syscall,
    /* memory of the name index */
    __NR_mmap, __NR_munmap, __NR_mremap, __NR_madvise, __NR_brk, __NR_mprotect,
    /* the end */
    __NR_exit, __NR_exit_group, __NR_getpid, __NR_gettid, __NR_tgkill,
};
const size_t sandbox_call_count = COUNT_OF(sandbox_calls);

bool sandbox_close(void)
{
    return cage_close(sandbox_calls, sandbox_call_count);
}

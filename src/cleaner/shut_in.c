#include "cleaner/shut_in.h"

#include <sys/resource.h>
#include <sys/syscall.h>

#include "base/base.h"
#include "base/cage.h"

enum { MEMORY_BYTES = 384 << 20, SECONDS = 5 };

static const int calls[] = {
    /* the file, and what comes of it */
    __NR_read, __NR_write,
    /* memory */
    __NR_mmap, __NR_munmap, __NR_mremap, __NR_madvise, __NR_brk, __NR_mprotect,
    /* of the C++ library that qpdf stands on */
    __NR_futex,
    /* the end */
    __NR_rt_sigprocmask, __NR_getpid, __NR_gettid, __NR_tgkill, __NR_exit_group,
};

static void limit(int what, rlim_t most)
{
    must(setrlimit(what, &(struct rlimit){most, most}) == 0);
}

void shut_in(void)
{
    must(cage_hide());
    cage_leave_files();
    if (cage_holds()) {
        limit(RLIMIT_AS, MEMORY_BYTES);
        limit(RLIMIT_CPU, SECONDS);
        limit(RLIMIT_FSIZE, 0);
        limit(RLIMIT_NOFILE, 0);
        limit(RLIMIT_NPROC, 0);
    }
    must(cage_close(calls, COUNT_OF(calls)));
}

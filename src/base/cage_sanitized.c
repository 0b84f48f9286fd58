/* Only in the vault's and the cleaner's programs of a build with sanitizers (base/cage.h). They are
 * started without an environment, their standard error closed or unread: what is found in them is
 * written to files that script/sanitize looks for, and so is that one ended by a fault, for another
 * is started in its place. Nobody may look into them, so they cannot be searched for leaks. */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

#define OPTIONS "log_path=" SANITIZER_LOG ":abort_on_error=1:detect_leaks=0"

const char *__asan_default_options(void)
{
    return OPTIONS;
}

const char *__ubsan_default_options(void)
{
    return OPTIONS ":halt_on_error=1:print_stacktrace=1";
}

/* Its own abort; not that of a test which ends it from outside. */
static void tell_fault(int number, siginfo_t *info, void *context)
{
    static const char said[] = "a process that is shut in ended by a fault: see standard error\n";
    bool is_own = info->si_code != SI_USER || info->si_pid == getpid();
    int file = is_own ? open(SANITIZER_LOG ".fault", O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
    ssize_t unused = file >= 0 ? write(file, said, sizeof(said) - 1) : 0;
    (void)unused, (void)context;
    raise(number); /* once more, as ever */
}

__attribute__((constructor)) static void watch_faults(void)
{
    struct sigaction action = {.sa_sigaction = tell_fault,
                               .sa_flags = SA_SIGINFO | (int)SA_RESETHAND | SA_NODEFER};
    sigaction(SIGABRT, &action, NULL);
}

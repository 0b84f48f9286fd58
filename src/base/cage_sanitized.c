/* Only in the vault's and the cleaner's programs of a build with sanitizers (base/cage.h). They are
 * started without an environment, their standard error closed or unread: what is found in them is
 * written to files that script/sanitize looks for, and so is that one ended by a fault, for another
 * is started in its place. Nobody may look into them, so they cannot be searched for leaks. */
#include <fcntl.h>
#include <signal.h>
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

static void tell_fault(int number)
{
    static const char said[] = "a process that is shut in ended by a fault: see standard error\n";
    int file = open(SANITIZER_LOG ".fault", O_WRONLY | O_CREAT | O_APPEND, 0600);
    ssize_t unused = write(file, said, sizeof(said) - 1);
    (void)unused;
    signal(number, SIG_DFL);
    raise(number);
}

__attribute__((constructor)) static void watch_faults(void)
{
    signal(SIGABRT, tell_fault);
}

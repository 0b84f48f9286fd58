/* Only in the vault's and the cleaner's programs of a build with sanitizers (base/cage.h). They are
 * started without an environment, their standard error closed or unread: what is found in them is
 * written to files, which script/sanitize looks for. Nobody may look into them, so they cannot be
 * searched for leaks. */
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

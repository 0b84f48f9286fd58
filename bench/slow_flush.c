/* slow_flush.c - a disk whose flush takes longer: preloaded under the server, it adds
 * BENCH_FLUSH_US microseconds to each fsync and fdatasync. So the gain of shared flushes can be
 * measured on a machine whose own disk answers at once. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

typedef int flush_function(int file);

static void wait_as_told(void)
{
    const char *told = getenv("BENCH_FLUSH_US");
    long microseconds = told ? atol(told) : 0;
    struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
    nanosleep(&time, NULL);
}

int fsync(int file)
{
    wait_as_told();
    return ((flush_function *)dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file)
{
    wait_as_told();
    return ((flush_function *)dlsym(RTLD_NEXT, "fdatasync"))(file);
}

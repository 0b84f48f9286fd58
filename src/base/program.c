#include "base/program.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/must.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U /* Linux 6.3; before it every memory could be run */
#endif

enum { FIRST_OWN_FILE = 64 };

int program_in_memory(const char *name, const unsigned char *bytes, size_t size)
{
    int file = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
    if (file < 0)
        file = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    size_t done = 0;
    while (file >= 0 && done < size) {
        ssize_t written = write(file, bytes + done, size - done);
        if (written <= 0) {
            close(file);
            return -1;
        }
        done += (size_t)written;
    }
    if (file >= 0)
        fcntl(file, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
    return file;
}

int program_move_up(int file)
{
    int moved = fcntl(file, F_DUPFD_CLOEXEC, FIRST_OWN_FILE);
    must(moved >= 0);
    close(file);
    return moved;
}

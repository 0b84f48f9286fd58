// bytec: turns one file into C, so that a program can carry another one inside.
//
//     bytec NAME FILE NAME.c NAME.h
//
// gives `extern const unsigned char NAME[]` and `extern const size_t NAME_size`.

#include "file.h"

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: bytec NAME FILE OUT.c OUT.h\n");
        return 2;
    }
    const char *name = argv[1];
    struct file_bytes bytes = file_read(argv[2]);
    FILE *out = file_create(argv[3]);
    fprintf(out, "#include \"%s.h\"\n\nconst unsigned char %s[] = {", name, name);
    for (size_t i = 0; i < bytes.size; i++)
        fprintf(out, "%s%d,", i % 24 == 0 ? "\n" : "", (unsigned char)bytes.bytes[i]);
    fprintf(out, "\n};\nconst size_t %s_size = sizeof(%s);\n", name, name);
    file_close(out, argv[3]);
    out = file_create(argv[4]);
    fprintf(out, "#include <stddef.h>\n\nextern const unsigned char %s[];\n"
                 "extern const size_t %s_size;\n", name, name);
    file_close(out, argv[4]);
    return 0;
}

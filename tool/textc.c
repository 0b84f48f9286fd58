// textc: turns text files into one C file, so that the program carries the law with it.
//
//     textc TABLE out.c FILE...
//
// The C file defines, for the declarations in its users,
//     const struct TABLE { const char *name; const char *text; size_t size; } TABLE_table[];
//     const size_t TABLE_count;

#include "file.h"

#include <stdlib.h>

static void write_table(FILE *out, const char *table, char **paths, int count)
{
    fprintf(out, "const struct %s {\n    const char *name;\n    const char *text;\n"
            "    size_t size;\n} %s_table[] = {\n", table, table);
    for (int i = 0; i < count; i++) {
        struct file_bytes content = file_read(paths[i]);
        fprintf(out, "    {\"%s\",", file_name(paths[i]));
        file_write_literal(out, content.bytes, content.size);
        fprintf(out, ", %zu},\n", content.size);
    }
    fprintf(out, "};\n\nconst size_t %s_count = %d;\n", table, count);
}

int main(int argument_count, char **arguments)
{
    if (argument_count < 4) {
        fputs("usage: textc TABLE out.c FILE...\n", stderr);
        return 2;
    }
    FILE *out = file_create(arguments[2]);
    fputs("// Made by tool/textc.c.\n#include <stddef.h>\n\n"
          "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n", out);
    write_table(out, arguments[1], arguments + 3, argument_count - 3);
    file_close(out, arguments[2]);
    return 0;
}

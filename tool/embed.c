// embed: turns files into one C file, so that the program carries its own stylesheet and scripts.
//
//     embed assets.c assets.h FILE...
//
// Each file gets an address that changes with its content (/assets/app-1a2b3c4d.css), so that a
// browser may keep it for ever, and a second form packed by gzip ahead of time. Where a text file
// says "asset:NAME", NAME being the name of a file before it on the command line, that file's
// address is put in its place: a script can import another although its name carries a hash.
//
// The hash is CRC-32: it has to tell one release from the next, not to resist an attacker.

#include "file.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct asset {
    const char *name;
    const char *url;
    const char *type;
    struct file_bytes plain;
    struct file_bytes gzip; // size 0 where packing does not make it smaller
};

static const struct {
    const char *ending;
    const char *type;
} types[] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
};

static _Noreturn void fail(const char *path, const char *what)
{
    fprintf(stderr, "%s: %s\n", path, what);
    exit(1);
}

static const char *ending_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot == NULL ? "" : dot;
}

static const char *type_of(const char *path)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].ending, ending_of(path)) == 0) {
            return types[i].type;
        }
    }
    fail(path, "no content type is known for this ending");
}

static const char *url_of(const char *name, struct file_bytes content)
{
    unsigned long hash = crc32_z(0, (const Bytef *)content.bytes, content.size);
    const char *ending = ending_of(name);
    size_t size = strlen(name) + sizeof "/assets/-12345678";
    char *url = file_memory(size, 1);
    snprintf(url, size, "/assets/%.*s-%08lx%s", (int)(ending - name), name, hash, ending);
    return url;
}

static struct file_bytes gzip(const char *path, struct file_bytes content)
{
    enum { WINDOW_WITH_GZIP_HEADER = 15 + 16, MEMORY = 9 };
    z_stream stream = {0};
    if (deflateInit2(&stream, 9, Z_DEFLATED, WINDOW_WITH_GZIP_HEADER, MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        fail(path, "zlib does not start");
    }
    size_t limit = deflateBound(&stream, content.size);
    struct file_bytes packed = {file_memory(limit, 1), 0};
    stream.next_in = (Bytef *)content.bytes;
    stream.avail_in = (uInt)content.size;
    stream.next_out = (Bytef *)packed.bytes;
    stream.avail_out = (uInt)limit;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) {
        fail(path, "zlib does not finish");
    }
    packed.size = stream.total_out;
    deflateEnd(&stream);
    return packed.size < content.size ? packed : (struct file_bytes){0};
}

// The asset whose name begins at text and ends with a sign that no name has.
static const struct asset *named_at(const char *text, const struct asset *assets, size_t count)
{
    size_t length = strcspn(text, "'\" \t\r\n)");
    for (size_t i = 0; i < count; i++) {
        if (strlen(assets[i].name) == length && memcmp(assets[i].name, text, length) == 0) {
            return &assets[i];
        }
    }
    return NULL;
}

static struct file_bytes with_addresses(const char *path, struct file_bytes content,
                                        const struct asset *assets, size_t count)
{
    static const char mark[] = "asset:";
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        fail(path, "no memory");
    }
    const char *rest = content.bytes;
    const char *end = rest + content.size;
    for (const char *at; (at = memmem(rest, (size_t)(end - rest), mark, strlen(mark))) != NULL;) {
        const char *name = at + strlen(mark);
        const struct asset *target = named_at(name, assets, count);
        if (target == NULL) {
            fail(path, "\"asset:\" names a file that is not before this one");
        }
        fwrite(rest, 1, (size_t)(at - rest), out);
        fputs(target->url, out);
        rest = name + strlen(target->name);
    }
    fwrite(rest, 1, (size_t)(end - rest), out);
    if (fclose(out) != 0) {
        fail(path, "no memory");
    }
    return (struct file_bytes){text, size};
}

static struct asset read_asset(const char *path, const struct asset *before, size_t count)
{
    struct asset asset = {.name = file_name(path), .type = type_of(path)};
    for (size_t i = 0; i < count; i++) {
        if (strcmp(before[i].name, asset.name) == 0) {
            fail(path, "two files have this name");
        }
    }
    asset.plain = with_addresses(path, file_read(path), before, count);
    if (asset.plain.size == 0) {
        fail(path, "is empty");
    }
    asset.url = url_of(asset.name, asset.plain);
    asset.gzip = gzip(path, asset.plain);
    return asset;
}

static void write_header(const char *path)
{
    FILE *out = file_create(path);
    fputs("// The files a browser asks for besides pages. Made by tool/embed.c.\n"
          "#pragma once\n\n"
          "#include <stddef.h>\n\n"
          "struct asset {\n"
          "    const char *name; // \"app.css\"\n"
          "    const char *url;  // \"/assets/app-1a2b3c4d.css\": changes with the content\n"
          "    const char *type; // the Content-Type\n"
          "    const unsigned char *bytes;\n"
          "    size_t size;\n"
          "    const unsigned char *gzip; // packed by gzip; NULL where that gains nothing\n"
          "    size_t gzip_size;\n"
          "};\n\n"
          "extern const struct asset asset_table[];\n"
          "extern const size_t asset_count;\n", out);
    file_close(out, path);
}

static void write_bytes(FILE *out, const char *kind, size_t index, struct file_bytes content)
{
    fprintf(out, "static const unsigned char %s_%zu[] =", kind, index);
    file_write_literal(out, content.bytes, content.size);
    fputs(";\n\n", out);
}

static void write_table_row(FILE *out, size_t index, const struct asset *asset)
{
    fprintf(out, "    {\"%s\", \"%s\", \"%s\", plain_%zu, %zu, ", asset->name, asset->url,
            asset->type, index, asset->plain.size);
    if (asset->gzip.size > 0) {
        fprintf(out, "gzip_%zu, %zu},\n", index, asset->gzip.size);
    } else {
        fputs("NULL, 0},\n", out);
    }
}

static void write_source(const char *path, const char *header, const struct asset *assets,
                         size_t count)
{
    FILE *out = file_create(path);
    fprintf(out, "// Made by tool/embed.c.\n#include \"%s\"\n\n", file_name(header));
    fputs("#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n", out);
    for (size_t i = 0; i < count; i++) {
        write_bytes(out, "plain", i, assets[i].plain);
        if (assets[i].gzip.size > 0) {
            write_bytes(out, "gzip", i, assets[i].gzip);
        }
    }
    fputs("const struct asset asset_table[] = {\n", out);
    for (size_t i = 0; i < count; i++) {
        write_table_row(out, i, &assets[i]);
    }
    fprintf(out, "};\n\nconst size_t asset_count = %zu;\n", count);
    file_close(out, path);
}

int main(int argument_count, char **arguments)
{
    if (argument_count < 4) {
        fputs("usage: embed assets.c assets.h FILE...\n", stderr);
        return 2;
    }
    size_t count = (size_t)argument_count - 3;
    struct asset *assets = file_memory(count, sizeof *assets);
    for (size_t i = 0; i < count; i++) {
        assets[i] = read_asset(arguments[i + 3], assets, i);
        printf("asset %-24s %7zu bytes, %6zu packed\n", assets[i].name, assets[i].plain.size,
               assets[i].gzip.size);
    }
    write_header(arguments[2]);
    write_source(arguments[1], arguments[2], assets, count);
    return 0;
}

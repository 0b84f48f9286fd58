// floors: reads every source under src/ and refuses what breaks the floor rules of ARCHITECTURE.md.
//
//     floors SRC STAMP DEPENDENCIES
//
// Rule 1  a file includes only floors below its own and its own; a room only rooms to its left
// Rule 2  of a room's files only x_web.c and pages know web/: rules run without HTTP
// Rule 3  nobody below app/ includes app/, so what one room does when another changes can only
//         stand in app/after.c; this is rule 1 seen from above
// Rule 4  each foreign library, the wall clock and the heap have one place
// Rule 5  no header is included by more than a quarter of the files, but a few
//
// Each breach is told as file:line: rule. STAMP is written when there is none, and DEPENDENCIES
// names every file and folder read, so that ninja asks again when one of them changes. Tests
// (*_test.c) stand outside the house and may look into every room.

#include "file.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum { PATH_SIZE = 512, NAME_SIZE = 128, HEADERS_LIMIT = 2048 };

// Below this many files a quarter is a handful and says nothing.
enum { RULE_5_FROM_FILES = 40 };

static const struct {
    const char *name;
    int height;
} floors[] = {
    {"base", 0},  {"store", 1}, {"vault", 1}, {"cleaner", 1}, {"web", 1}, {"law", 1},
    {"match", 1}, {"guard", 2}, {"rooms", 3}, {"app", 4},
};

// In order of dependency: an include may only point left.
static const char *const rooms[] = {
    "staff", "house", "person", "household", "contact", "child", "risk", "need", "health",
    "legal", "consent", "document", "decision", "clock", "rule", "reminder", "entitlement",
    "move_on", "referral", "placement", "board", "capacity", "fairness", "rulebook", "plan",
    "sheet", "assessment", "outcome", "handover", "conference", "incident", "feedback",
    "inspection", "volunteer", "meeting", "release", "audit", "conflict", "emergency", "retention",
    "cold", "record", "desk", "today", "calendar"};

static const char *const known_to_all[] = {"base/base.h", "guard/job.h", "web/page.h", "words.h"};

// What may stand in few places: a name that begins so, and the places as beginnings of paths.
struct confined {
    const char *beginning;
    const char *after; // what the next character must be: "a" a small letter, "" the name's end
    const char *what;
    const char *places[7];
};

#define HEAP                                                                                       \
    "the heap belongs to base/, store/, vault/, clean_pdf.c, read_stream.c and web/http*",         \
        {"base/", "store/", "vault/", "cleaner/clean_pdf.c", "cleaner/read_stream.c", "web/http"}

static const struct confined confined[] = {
    {"sqlite3_", NULL, "SQLite belongs to store/", {"store/"}},
    {"PQ", "a", "libpq belongs to store/", {"store/"}},
    {"crypto_", NULL, "libsodium belongs to vault/ and guard/password.c",
     {"vault/", "guard/password.c"}},
    {"sodium_", NULL, "libsodium belongs to vault/ and guard/password.c",
     {"vault/", "guard/password.c"}},
    {"randombytes_", NULL, "libsodium belongs to vault/ and guard/password.c",
     {"vault/", "guard/password.c"}},
    {"MHD_", NULL, "libmicrohttpd belongs to web/http*", {"web/http"}},
    {"time", "", "the wall clock belongs to app/", {"app/"}},
    {"gettimeofday", "", "the wall clock belongs to app/", {"app/"}},
    {"clock_gettime", "", "the wall clock belongs to app/ (CLOCK_MONOTONIC is no wall clock)",
     {"app/", "vault/alarm.c"}}, // the vault believes nobody what hour it is
    {"timespec_get", "", "the wall clock belongs to app/", {"app/"}},
    {"sem_timedwait", "",
     "a wait ends by CLOCK_MONOTONIC, which nobody sets: sem_clockwait", {NULL}},
    {"pthread_mutex_timedlock", "",
     "a wait ends by CLOCK_MONOTONIC, which nobody sets: pthread_mutex_clocklock", {NULL}},
    {"malloc", "", HEAP},
    {"calloc", "", HEAP},
    {"realloc", "", HEAP},
    {"reallocarray", "", HEAP},
    {"aligned_alloc", "", HEAP},
    {"strdup", "", HEAP},
    {"strndup", "", HEAP},
    {"asprintf", "", HEAP},
    {"free", "", HEAP},
};

struct file {
    char path[PATH_SIZE]; // below src/
    int line;
    int floor; // index in floors
    int room;  // index in rooms, or -1
};

struct house {
    const char *root;
    FILE *dependencies;
    size_t file_count;
    size_t breach_count;
    struct {
        char name[NAME_SIZE];
        char last[PATH_SIZE]; // the file that included it last, so that none counts twice
        size_t count;
    } headers[HEADERS_LIMIT];
    size_t header_count;
};

static bool is_same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool begins(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

static bool ends(const char *text, const char *ending)
{
    size_t size = strlen(text), length = strlen(ending);
    return size >= length && is_same(text + size - length, ending);
}

static void breach(struct house *house, const struct file *file, int rule, const char *what,
                   const char *of)
{
    fprintf(stderr, "src/%s:%d: rule %d: %s%s%s\n", file->path, file->line, rule, of,
            of[0] ? ": " : "", what);
    house->breach_count++;
}

// ---- where a name lives

// Index of the folder's name in front of the path; -1 when the path is in none of them.
static int floor_of(const char *path)
{
    for (size_t i = 0; i < COUNT_OF(floors); i++) {
        size_t length = strlen(floors[i].name);
        if (begins(path, floors[i].name) && path[length] == '/') {
            return (int)i;
        }
    }
    return -1;
}

// Index of the room that text begins with and separator ends; the longest name wins.
static int room_of(const char *text, char separator)
{
    int found = -1;
    for (size_t i = 0; i < COUNT_OF(rooms); i++) {
        size_t length = strlen(rooms[i]);
        if (begins(text, rooms[i]) && text[length] == separator
            && (found < 0 || length > strlen(rooms[found]))) {
            found = (int)i;
        }
    }
    return found;
}

struct place {
    int floor, room; // -1: none
    bool is_everywhere;
    bool is_web;
};

static int floor_named(const char *name)
{
    char path[NAME_SIZE];
    snprintf(path, sizeof path, "%s/", name);
    return floor_of(path);
}

// Generated headers have no folder: house_view.h is of the room house, guard_sql.h of guard. A page
// is named after itself only, and is of whoever includes it.
static struct place place_of_generated(const struct file *file, const char *name)
{
    struct place place = {.floor = -1, .room = room_of(name, '_')};
    if (ends(name, "_page.h")) {
        return (struct place){.floor = file->floor, .room = file->room, .is_web = true};
    }
    place.is_everywhere = is_same(name, "words.h") || is_same(name, "assets.h");
    if (is_same(name, "sql_all.h")) {
        place.floor = floor_named("app"); // every statement of every room
    }
    if (place.room >= 0) {
        place.floor = floor_named("rooms");
    }
    for (size_t i = 0; i < COUNT_OF(floors) && place.floor < 0; i++) {
        size_t length = strlen(floors[i].name);
        if (begins(name, floors[i].name) && name[length] == '_') {
            place.floor = (int)i;
        }
    }
    return place;
}

static struct place place_of(const struct file *file, const char *name)
{
    if (!strchr(name, '/')) {
        return place_of_generated(file, name);
    }
    struct place place = {.floor = floor_of(name), .room = -1, .is_web = begins(name, "web/")};
    if (begins(name, "rooms/")) {
        place.room = room_of(name + strlen("rooms/"), '/');
    }
    return place;
}

// ---- rules 1, 2 and the count for 5

static bool may_use_web(const struct file *file)
{
    return ends(file->path, "_web.c") || ends(file->path, "_web.h");
}

static void check_order(struct house *house, const struct file *file, const char *name,
                        struct place place)
{
    int mine = floors[file->floor].height, other = floors[place.floor].height;
    if (place.floor != file->floor && other >= mine) {
        breach(house, file, 1, "a file includes only floors below its own", name);
    } else if (is_same(floors[place.floor].name, "rooms")) {
        if (place.room < 0) {
            breach(house, file, 1, "this room is not in the list of tool/floors.c", name);
        } else if (file->room >= 0 && place.room > file->room) {
            breach(house, file, 1, "a room includes only rooms to its left", name);
        }
    }
}

static void count_header(struct house *house, const struct file *file, const char *name)
{
    size_t i = 0;
    while (i < house->header_count && !is_same(house->headers[i].name, name)) {
        i++;
    }
    if (i == HEADERS_LIMIT) {
        fputs("floors: more headers than HEADERS_LIMIT\n", stderr);
        exit(2);
    }
    if (i == house->header_count) {
        house->header_count++;
        snprintf(house->headers[i].name, NAME_SIZE, "%s", name);
    }
    if (!is_same(house->headers[i].last, file->path)) {
        snprintf(house->headers[i].last, PATH_SIZE, "%s", file->path);
        house->headers[i].count++;
    }
}

static void check_include(struct house *house, const struct file *file, const char *name)
{
    struct place place = place_of(file, name);
    count_header(house, file, name);
    if (place.is_everywhere) {
        if (floors[file->floor].height == 0) {
            breach(house, file, 1, "base/ knows nothing of the world", name);
        }
        return;
    }
    if (place.floor < 0) {
        breach(house, file, 1, "write \"floor/file.h\", or the name of a generated header", name);
        return;
    }
    check_order(house, file, name, place);
    if (file->room >= 0 && place.is_web && !may_use_web(file)) {
        breach(house, file, 2, "of a room only x_web.c knows web/", name);
    }
}

// ---- rule 4

static bool is_name_character(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool is_meant(const struct confined *rule, const char *name, size_t length)
{
    size_t beginning = strlen(rule->beginning);
    if (length < beginning || strncmp(name, rule->beginning, beginning) != 0) {
        return false;
    }
    if (!rule->after) {
        return true;
    }
    if (rule->after[0]) {
        return length > beginning && islower((unsigned char)name[beginning]);
    }
    const char *next = name + length + strspn(name + length, " ");
    bool is_monotonic = begins(next, "(CLOCK_MONOTONIC");
    return length == beginning && *next == '(' && !is_monotonic;
}

static bool is_allowed(const struct confined *rule, const struct file *file)
{
    for (size_t i = 0; i < COUNT_OF(rule->places) && rule->places[i]; i++) {
        if (begins(file->path, rule->places[i])) {
            return true;
        }
    }
    return false;
}

static void check_name(struct house *house, const struct file *file, const char *name,
                       size_t length)
{
    for (size_t i = 0; i < COUNT_OF(confined); i++) {
        if (is_meant(&confined[i], name, length) && !is_allowed(&confined[i], file)) {
            char text[NAME_SIZE];
            snprintf(text, sizeof text, "%.*s", (int)length, name);
            breach(house, file, 4, confined[i].what, text);
        }
    }
}

static void check_names(struct house *house, const struct file *file, const char *line)
{
    for (const char *at = line; *at;) {
        if (!is_name_character(*at)) {
            at++;
            continue;
        }
        size_t length = 0;
        while (is_name_character(at[length])) {
            length++;
        }
        check_name(house, file, at, length);
        at += length;
    }
}

// ---- reading files

// Where a comment or literal that begins at text ends; text itself when none begins there.
static char *skip_over(char *text)
{
    char *end = NULL;
    if (begins(text, "/*")) {
        end = strstr(text + 2, "*/");
        end = end ? end + 2 : text + strlen(text);
    } else if (begins(text, "//")) {
        end = text + strcspn(text, "\n");
    } else if (*text == '"' || *text == '\'') {
        end = text + 1;
        while (*end && *end != *text && *end != '\n') {
            end += *end == '\\' && end[1] ? 2 : 1;
        }
        end += *end == *text;
    }
    return end ? end : text;
}

// Comments and literals become spaces, so that only code is left; lines keep their numbers.
static void blank(char *text)
{
    while (*text) {
        char *end = skip_over(text);
        if (end == text) {
            text++;
        }
        for (; text < end; text++) {
            *text = *text == '\n' ? '\n' : ' ';
        }
    }
}

static bool is_include(const char *code)
{
    code += strspn(code, " \t");
    if (*code != '#') {
        return false;
    }
    code += 1 + strspn(code + 1, " \t");
    return begins(code, "include");
}

// One line: as written, and with comments and literals blanked out.
static void check_line(struct house *house, const struct file *file, const char *line,
                       const char *code)
{
    char name[NAME_SIZE];
    if (!is_include(code)) {
        check_names(house, file, code);
    } else if (sscanf(line, " # include \"%127[^\"]\"", name) == 1) {
        check_include(house, file, name);
    }
}

// A .view file includes by "use house" and "use house sql".
static void check_view_line(struct house *house, const struct file *file, const char *line)
{
    char room[NAME_SIZE - 8], what[8] = "";
    if (sscanf(line, "use %119s %7s", room, what) >= 1) {
        char name[NAME_SIZE];
        snprintf(name, sizeof name, "%s_%s.h", room, is_same(what, "sql") ? "sql" : "view");
        check_include(house, file, name);
    }
}

static void check_file(struct house *house, struct file *file, struct file_bytes text)
{
    bool is_view = ends(file->path, ".view");
    char *code = file_memory(text.size + 1, 1);
    memcpy(code, text.bytes, text.size);
    if (!is_view) {
        blank(code);
        house->file_count++;
    }
    for (char *line = text.bytes; line;) {
        char *end = strchr(line, '\n');
        char *code_line = code + (line - text.bytes);
        if (end) {
            *end = code[end - text.bytes] = 0;
        }
        file->line++;
        if (is_view) {
            check_view_line(house, file, line);
        } else {
            check_line(house, file, line, code_line);
        }
        line = end ? end + 1 : NULL;
    }
}

static void read_source(struct house *house, const char *below)
{
    struct file file = {.floor = floor_of(below), .room = -1};
    bool is_source = ends(below, ".c") || ends(below, ".h") || ends(below, ".view");
    if (!is_source || ends(below, "_test.c")) {
        return;
    }
    snprintf(file.path, sizeof file.path, "%s", below);
    if (file.floor < 0) {
        breach(house, &file, 1, "stands on no floor", "");
        return;
    }
    if (begins(below, "rooms/")) {
        file.room = room_of(below + strlen("rooms/"), '/');
    }
    if (begins(below, "rooms/") && file.room < 0) {
        breach(house, &file, 1, "this room is not in the list of tool/floors.c", "");
        return;
    }
    char path[2 * PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", house->root, below);
    check_file(house, &file, file_read(path));
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void read_folder(struct house *house, const char *below)
{
    char path[2 * PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", house->root, below);
    struct dirent **entries;
    int count = scandir(path, &entries, is_visible, alphasort);
    if (count < 0) {
        fprintf(stderr, "floors: %s cannot be read\n", path);
        exit(2);
    }
    fprintf(house->dependencies, " %s", path);
    for (int i = 0; i < count; i++) {
        char child[PATH_SIZE], full[4 * PATH_SIZE];
        int size = snprintf(child, sizeof child, "%s%s%s", below, below[0] ? "/" : "",
                            entries[i]->d_name);
        snprintf(full, sizeof full, "%s/%s", house->root, child);
        struct stat stat_of;
        if (size >= PATH_SIZE || stat(full, &stat_of) != 0) {
            fprintf(stderr, "floors: %s cannot be read\n", full);
            exit(2);
        }
        if (S_ISDIR(stat_of.st_mode)) {
            read_folder(house, child);
        } else {
            fprintf(house->dependencies, " %s", full);
            read_source(house, child);
        }
    }
}

// ---- rule 5

static bool is_known_to_all(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(known_to_all); i++) {
        if (is_same(known_to_all[i], name)) {
            return true;
        }
    }
    return false;
}

static void check_quarter(struct house *house)
{
    for (size_t i = 0; i < house->header_count && house->file_count >= RULE_5_FROM_FILES; i++) {
        const char *name = house->headers[i].name;
        size_t count = house->headers[i].count;
        if (count * 4 > house->file_count && !is_known_to_all(name)) {
            fprintf(stderr, "src/%s:1: rule 5: included by %zu of %zu files, more than a quarter\n",
                    name, count, house->file_count);
            house->breach_count++;
        }
    }
}

int main(int argument_count, char **arguments)
{
    if (argument_count != 4) {
        fputs("usage: floors SRC STAMP DEPENDENCIES\n", stderr);
        return 2;
    }
    struct house *house = file_memory(1, sizeof *house);
    house->root = arguments[1];
    house->dependencies = file_create(arguments[3]);
    fprintf(house->dependencies, "%s:", arguments[2]);
    read_folder(house, "");
    fputc('\n', house->dependencies);
    file_close(house->dependencies, arguments[3]);
    check_quarter(house);
    if (house->breach_count > 0) {
        return 1;
    }
    FILE *stamp = file_create(arguments[2]);
    fprintf(stamp, "%zu files keep the floor rules\n", house->file_count);
    file_close(stamp, arguments[2]);
    return 0;
}

/* refusals_test - every route x every role x every way of standing to the record: who may not,
 * cannot tell what is there from what is not.
 *
 *     refusals_test file|postgres [--reach FILE]
 *
 * Generated from route_table and right_table: a new route or right is tested without a line being
 * written here. For each the page and the JSON are asked for
 *   - by nobody: pages lead to the door, programs get 401;
 *   - by each role about a record it stands to in each relation alone: 404 unless right_table
 *     allows it, and never 404 when it does;
 *   - by each role about a record it stands to in every relation and is kept from by a conflict
 *     flag: 404 whatever right_table says;
 *   - by each role about a record that does not exist: what is refused has the same status and the
 *     same bytes, but for the one-time tokens.
 * And every route of /openapi.json is called, and no list of people changes when somebody is added
 * whom the asker is not tied to.
 */
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/checkpoints.h"
#include "app/routes.h"
#include "guard/account.h"
#include "reach.h"
#include "records.h"
#include "store/store_test.h"
#include "visitor.h"

enum { MISTAKES_SHOWN = 12 };

/* 2026-11-24T02:10Z; the questions are asked ten minutes later, and the clock is set to that again
 * before each of them, so that all pages tell the same time. */
static const struct instant begun = {INT64_C(1795486200000)};
static const struct instant now = {INT64_C(1795486200000) + 10 * MS_PER_MINUTE};

/* A form's token that every worker has used already: what is allowed is refused as a repetition, so
 * nothing changes between one question and the next. */
#define SPENT STR("spent")

struct testing {
    struct world world;
    struct arena arena;
    struct records records;
    struct visitor visitors[ROLE_COUNT]; /* ROLE_NONE: nobody */
    struct str csrf[ROLE_COUNT];
    int number;   /* of TAP */
    int mistakes; /* of the test under way */
    int failed;
};

/* ---- TAP ------------------------------------------------------------------------------------- */

static void say(struct testing *testing, const char *name)
{
    testing->failed += testing->mistakes > 0;
    printf("%s %d - %s\n", testing->mistakes ? "not ok" : "ok", ++testing->number, name);
    fflush(stdout);
    testing->mistakes = 0;
}

__attribute__((format(printf, 2, 3))) static void mistake(struct testing *testing,
                                                          const char *format, ...)
{
    if (++testing->mistakes > MISTAKES_SHOWN)
        return;
    va_list arguments;
    va_start(arguments, format);
    printf("# ");
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
}

/* ---- addresses ------------------------------------------------------------------------------- */

static struct str value_of(const struct testing *testing, const struct record_set *set,
                           struct str name, bool is_in_referral)
{
    const struct {
        const char *name;
        struct str value;
    } values[] = {
        /* in a call's own address it is one of those who come along */
        {"person", is_in_referral ? set->child : set->person},
        {"referral", set->referral}, {"house", set->house},
        {"placement", set->placement}, {"move", set->move},
        {"room", set->room},           {"void", set->void_},
        {"follow_up", set->follow_up}, {"decision", set->decision}, {"section", STR("safety")},
        {"language", STR("en")},       {"staff", testing->records.staff},
        {"state", STR("unplaced")},    {"rule", STR("RG-TARGET")},
        {"date", STR("2026-11-24")},    {"tab", STR("unplaced")},
        {"clock", set->clock},         {"fact", set->fact},
        {"nation", STR("scotland")},   {"year", STR("2026")},
        {"token", testing->records.token},
        {"payment", set->payment},      {"council_referral", set->council_referral},
        {"step", STR("credit_claim")}, {"release", set->release},
        {"emergency", testing->records.emergency}, {"thaw", testing->records.thaw},
        {"owner", testing->records.owner},
        {"emergency", testing->records.emergency}, {"document", set->document},
    };
    for (size_t i = 0; i < COUNT_OF(values); i++)
        if (str_equal_c(name, values[i].name))
            return values[i].value;
    fprintf(stderr, "refusals_test: no value for {%.*s}: add one to value_of\n", STR_ARGS(name));
    exit(1);
}

/* The route's pattern with the set's values in it. */
static struct str path_of(struct testing *testing, const struct route *route,
                          const struct record_set *set)
{
    struct buf out = buf_make(&testing->arena, 128);
    struct str rest = str_of(route->pattern.pattern);
    bool is_in_referral = str_starts(rest, STR("/referrals/"));
    while (rest.size > 0) {
        bool has_name = str_find(rest, '{', 0) != SIZE_MAX;
        buf_add(&out, str_cut(&rest, '{'));
        if (has_name)
            buf_add(&out, value_of(testing, set, str_cut(&rest, '}'), is_in_referral));
    }
    return buf_text(&out);
}

/* Does the path name a record that ties are made to? */
static bool has_record(const struct route *route)
{
    static const char *const names[] = {"{person}", "{referral}", "{house}", "{placement}",
                                        "{move}", "{release}"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strstr(route->pattern.pattern, names[i]))
            return true;
    return false;
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* Every form that searches for people asks for the text or the name. */
#define SOUGHT "Zerihun"

/* Nothing is kept from one request to the next, so that each reaches all that it can. */
static void begin_asking(struct testing *testing)
{
    struct waiting *waiting = &testing->world.app.waiting;
    memset(waiting->slots, 0, sizeof(waiting->slots));
    world_set_clock(&testing->world, now);
}

static struct seen ask_page(struct testing *testing, enum role role, enum method method,
                            struct str path)
{
    struct str sought = str_ends(path, STR("/search")) ? STR(SOUGHT) : STR_NONE;
    struct pair pairs[] = {{STR("csrf"), testing->csrf[role]}, {STR("once"), SPENT},
                           {STR("text"), sought}, {STR("name"), sought}};
    struct pairs fields = {pairs, COUNT_OF(pairs)};
    begin_asking(testing);
    return visitor_ask(&testing->visitors[role], &(struct ask){
        .path = path, .fields = method == METHOD_POST ? &fields : NULL});
}

static struct seen ask_json(struct testing *testing, enum role role, enum method method,
                            struct str path)
{
    bool is_search = str_ends(path, STR("/search"));
    struct str body = is_search ? STR("{\"text\":\"" SOUGHT "\",\"name\":\"" SOUGHT "\"}")
                                : STR("{\"once\":\"spent\"}");
    begin_asking(testing);
    return visitor_ask(&testing->visitors[role], &(struct ask){
        .path = str_format(&testing->arena, "/api/v1%.*s", STR_ARGS(path)),
        .json = method == METHOD_POST ? body : STR_NONE});
}

typedef struct seen asking(struct testing *testing, enum role role, enum method method,
                           struct str path);
static const struct face {
    const char *name;
    asking *ask;
} faces[] = {{"page", ask_page}, {"json", ask_json}};

/* ---- what may differ between two refusals ---------------------------------------------------- */

static bool takes_token(struct str *rest, struct buf *out, struct str before)
{
    if (!str_starts(*rest, before))
        return false;
    buf_add(out, before);
    *rest = str_slice(*rest, before.size, rest->size);
    str_cut(rest, '"');
    return true;
}

/* The body without one-time tokens, and with what was asked for put out of it. */
static struct str settled(struct arena *arena, struct str body, struct str path)
{
    struct buf out = buf_make(arena, body.size + 1);
    struct str encoded = url_encoded(arena, path);
    while (body.size > 0) {
        if (takes_token(&body, &out, STR("name=\"once\" value=\"")))
            continue;
        bool is_path = str_starts(body, path), is_encoded = str_starts(body, encoded);
        if (!is_path && !is_encoded)
            buf_add_char(&out, body.at[0]);
        body = str_slice(body, is_path ? path.size : is_encoded ? encoded.size : 1, body.size);
    }
    return buf_text(&out);
}

/* ---- one route ------------------------------------------------------------------------------- */

/* A page that names no record but something of one: the handler asks for a right of its own. */
static enum right inner_right(const struct route *route)
{
    bool is_follow_up = strstr(route->pattern.pattern, "{follow_up}") != NULL;
    return is_follow_up && !has_record(route) ? RIGHT_note_write : RIGHT_NONE;
}

static bool is_allowed(const struct route *route, enum role role, enum relation relation)
{
    if (has_record(route))
        return right_allows(role, RELATION_BIT(relation), route->right);
    return right_opens(role, route->right) &&
           (inner_right(route) == RIGHT_NONE ||
            right_allows(role, RELATION_BIT(relation), inner_right(route)));
}

static void check_nobody(struct testing *testing, const struct route *route, struct str path)
{
    enum method method = route->pattern.method;
    bool is_public = route->right == RIGHT_public;
    struct seen page = ask_page(testing, ROLE_NONE, method, path);
    struct seen json = ask_json(testing, ROLE_NONE, method, path);
    bool is_led = page.status == 303 && str_starts(page.location, STR("/sign-in"));
    if (is_public ? page.status == 404 : !is_led)
        mistake(testing, "nobody, page: %d", page.status);
    if (is_public ? json.status == 404 : json.status != 401)
        mistake(testing, "nobody, json: %d", json.status);
}

static void check_refused(struct testing *testing, const struct face *face,
                          const struct route *route, enum role role,
                          const struct record_set *set, const char *how)
{
    enum method method = route->pattern.method;
    struct str path = path_of(testing, route, set);
    struct str absent = path_of(testing, route, &testing->records.absent);
    struct seen real = face->ask(testing, role, method, path);
    struct seen none = face->ask(testing, role, method, absent);
    if (real.status != 404)
        mistake(testing, "%s, %s, %s: %d instead of 404", role_name(role),
                how, face->name, real.status);
    if (none.status != 404 && has_record(route))
        mistake(testing, "%s, %s, no such record: %d instead of 404", role_name(role), face->name,
                none.status);
    if (!str_equal(settled(&testing->arena, real.body, path),
                   settled(&testing->arena, none.body, absent)))
        mistake(testing, "%s, %s, %s: what is refused looks other than what does not exist",
                role_name(role), how, face->name);
}

static void check_allowed(struct testing *testing, const struct face *face,
                          const struct route *route, enum role role, enum relation relation)
{
    struct str path = path_of(testing, route, &testing->records.sets[relation]);
    struct seen seen = face->ask(testing, role, route->pattern.method, path);
    bool is_sent_away = seen.status == 303 && str_starts(seen.location, STR("/sign-in")) &&
                        route->right != RIGHT_public && route->right != RIGHT_own_session;
    if (seen.status == 404 || seen.status == 401 || seen.status >= 500 || is_sent_away)
        mistake(testing, "%s, %s, %s: %d although right_table allows it", role_name(role),
                relation_name(relation), face->name, seen.status);
}

static void check_face(struct testing *testing, const struct face *face,
                       const struct route *route, enum role role, enum relation relation)
{
    if (is_allowed(route, role, relation))
        check_allowed(testing, face, route, role, relation);
    else
        check_refused(testing, face, route, role, &testing->records.sets[relation],
                      relation_name(relation));
}

static bool names_person(const struct route *route)
{
    return has_record(route) && strstr(route->pattern.pattern, "{house}") == NULL;
}

/* Everybody is everything to this person, in an emergency too, and kept away by a flag. */
static void check_kept_away(struct testing *testing, const struct route *route)
{
    for (int role = ROLE_NONE + 1; role < ROLE_COUNT; role++)
        for (size_t face = 0; face < COUNT_OF(faces); face++)
            check_refused(testing, &faces[face], route, (enum role)role,
                          &testing->records.flagged, "kept away by a flag");
}

/* Where no record is named every relation is alike. */
static void check_route(struct testing *testing, const struct route *route)
{
    bool is_alike = !has_record(route) && inner_right(route) == RIGHT_NONE;
    enum relation last = is_alike ? RELATION_any : RELATION_COUNT - 1;
    check_nobody(testing, route, path_of(testing, route, &testing->records.sets[RELATION_any]));
    for (int role = ROLE_NONE + 1; role < ROLE_COUNT; role++)
        for (int relation = RELATION_any; relation <= (int)last; relation++)
            for (size_t face = 0; face < COUNT_OF(faces); face++)
                check_face(testing, &faces[face], route, (enum role)role, (enum relation)relation);
    if (names_person(route))
        check_kept_away(testing, route);
    say(testing, str_c(&testing->arena, str_format(&testing->arena, "%s %s",
        route->pattern.method == METHOD_POST ? "POST" : "GET", route->pattern.pattern)));
}

/* ---- /openapi.json --------------------------------------------------------------------------- */

static bool is_called(const char *method, const char *pattern)
{
    enum method wanted = strcmp(method, "post") == 0 ? METHOD_POST : METHOD_GET;
    for (size_t i = 0; i < route_count; i++)
        if (route_table[i].pattern.method == wanted &&
            strcmp(route_table[i].pattern.pattern, pattern) == 0)
            return true;
    return false;
}

/* check_route has called every row of route_table under /api/v1; here: the description has neither
 * more nor less than those rows. */
static void check_openapi(struct testing *testing)
{
    struct seen seen = ask_page(testing, ROLE_NONE, METHOD_GET, STR("/openapi.json"));
    json_t *document = json_loadb(seen.body.at, seen.body.size, JSON_REJECT_DUPLICATES, NULL);
    json_t *paths = json_object_get(document, "paths"), *methods, *unused;
    const char *pattern, *method;
    size_t described = 0;
    json_object_foreach (paths, pattern, methods) {
        json_object_foreach (methods, method, unused) {
            if (strcmp(method, "get") != 0 && strcmp(method, "post") != 0)
                continue;
            described++;
            if (!is_called(method, pattern))
                mistake(testing, "no test calls %s %s", method, pattern);
        }
    }
    if (described != route_count)
        mistake(testing, "%zu routes are described, %zu are there", described, route_count);
    json_decref(document);
    say(testing, "every route of /openapi.json is called");
}

/* ---- lists and counts ------------------------------------------------------------------------ */

/* Lists whose rows come with the role itself, not with a tie: the desk's kept counts; the board, by
 * the house's alias, also as a file; the log, which tells references to who watches over it. And
 * who takes a call is told that there may be a record, and no more. */
static bool tells_all(const struct route *route, enum role role)
{
    static const enum right all[] = {RIGHT_desk_read, RIGHT_houses_read, RIGHT_beds_read,
                                     RIGHT_beds_export, RIGHT_audit_read, RIGHT_measures_read};
    bool is_all = route->right == RIGHT_referral_start && right_opens(role, RIGHT_people_match);
    for (size_t i = 0; i < COUNT_OF(all); i++)
        is_all |= route->right == all[i] && right_allows(role, RELATION_BIT(RELATION_any), all[i]);
    return is_all;
}

/* Searching is listing too. */
static bool is_list(const struct route *route)
{
    bool is_search = str_ends(str_of(route->pattern.pattern), STR("/search"));
    return (route->pattern.method == METHOD_GET || is_search) && !has_record(route) &&
           route->right != RIGHT_public;
}

static bool holds(struct str body, struct str part)
{
    return scan_find(body, part, 0) != SIZE_MAX;
}

static void check_tells_nothing(struct testing *testing, const struct route *route, enum role role,
                                const struct record_set *untied, struct str body)
{
    bool may_tell_ref = route->right == RIGHT_audit_read;
    if (holds(body, untied->name) || (!may_tell_ref && (holds(body, untied->person) ||
                                                        holds(body, untied->referral))) ||
        holds(body, untied->placement) || holds(body, untied->move))
        mistake(testing, "%s reads on %s of somebody not tied to any of theirs", role_name(role),
                route->pattern.pattern);
}

/* Each list of each role, before and after somebody is added: not a byte may change. */
static void check_lists(struct testing *testing)
{
    struct str *before[ROLE_COUNT][COUNT_OF(faces)];
    struct record_set untied;
    for (int pass = 0; pass < 2; pass++) {
        for (int role = ROLE_NONE + 1; role < ROLE_COUNT; role++)
            for (size_t face = 0; face < COUNT_OF(faces); face++) {
                if (pass == 0)
                    before[role][face] = ARENA_MANY(&testing->arena, struct str, route_count);
                for (size_t i = 0; i < route_count; i++) {
                    const struct route *route = &route_table[i];
                    if (!is_list(route) || !right_opens((enum role)role, route->right))
                        continue;
                    struct str path = path_of(testing, route, &testing->records.absent);
                    struct seen seen = faces[face].ask(testing, (enum role)role,
                                                       route->pattern.method, path);
                    struct str body = settled(&testing->arena, seen.body, path);
                    if (pass == 0)
                        before[role][face][i] = body;
                    else if (!tells_all(route, (enum role)role) &&
                             !str_equal(body, before[role][face][i]))
                        mistake(testing, "%s: %s changes when somebody else's person is added",
                                role_name((enum role)role), route->pattern.pattern);
                    if (pass == 1)
                        check_tells_nothing(testing, route, (enum role)role, &untied, body);
                }
            }
        world_set_clock(&testing->world, begun); /* ties end before the next question */
        if (pass == 0)
            records_add_untied(&testing->world, &untied);
    }
    say(testing, "no list, search or count tells of somebody whom the asker is not tied to");
}

/* ---- no log, no data ------------------------------------------------------------------------- */

/* The log cannot be written (its commit fails, as on a full disk), or was not signed for so long
 * that it counts as frozen. */
enum failing { LOG_WELL, LOG_FULL, LOG_FROZEN };

static struct seen ask_while(struct testing *testing, enum failing failing, const struct face *face,
                             const struct route *route, enum role role, struct str path)
{
    static struct checkpoints frozen; /* last well when the machine started */
    struct app *app = &testing->world.app;
    if (failing == LOG_FULL)
        store_inject(app->readings, INJECT_COMMIT, OK);
    app->checkpoints = failing == LOG_FROZEN ? &frozen : NULL;
    struct seen seen = face->ask(testing, role, route->pattern.method, path);
    app->checkpoints = NULL;
    return seen;
}

/* Uses up a fault that nothing met, so that the next request finds the log well. */
static enum err write_line(struct job *job, void *with)
{
    (void)with;
    job_audit(job, VERB_noted, RECORD_database, 0);
    enum err err = job_audit_commit(job);
    return err == ERR_BUSY ? OK : err;
}

static bool tells_of(const struct record_set *set, struct str body)
{
    return holds(body, set->name);
}

/* What needs a line when all is well, or names somebody, is not shown at all when there can be
 * none: 503 and not a byte of it. */
static void check_log_fails(struct testing *testing, const struct face *face,
                            const struct route *route, enum role role,
                            const struct record_set *set, int *checked)
{
    struct str path = path_of(testing, route, set);
    struct seen well = ask_while(testing, LOG_WELL, face, route, role, path);
    bool is_shown = well.status == 200 && (route->verb != VERB_NONE || tells_of(set, well.body));
    for (int failing = LOG_FULL; failing <= LOG_FROZEN && is_shown; failing++) {
        struct seen seen = ask_while(testing, (enum failing)failing, face, route, role, path);
        ++*checked;
        if (seen.status != 503 || tells_of(set, seen.body))
            mistake(testing, "%s, %s, %s: %d without a log", role_name(role), face->name,
                    route->pattern.pattern, seen.status);
        world_do(&testing->world, write_line, NULL);
    }
}

static void check_no_log_no_data(struct testing *testing)
{
    int checked = 0;
    for (size_t i = 0; i < route_count && testing->world.app.readings != NULL; i++)
        for (int role = ROLE_NONE + 1; role < ROLE_COUNT; role++) {
            int relation = RELATION_any;
            while (relation < RELATION_COUNT &&
                   !is_allowed(&route_table[i], (enum role)role, (enum relation)relation))
                relation++;
            for (size_t face = 0; face < COUNT_OF(faces) && relation < RELATION_COUNT; face++)
                check_log_fails(testing, &faces[face], &route_table[i], (enum role)role,
                                &testing->records.sets[relation], &checked);
        }
    printf("# %d answers asked for while the log was full or frozen\n", checked);
    if (testing->world.app.readings != NULL && checked < 100)
        mistake(testing, "only %d answers were tried", checked);
    say(testing, "no log, no data");
}

/* ---- beginning and ending -------------------------------------------------------------------- */

static enum err spend(struct job *job, void *with)
{
    const struct account *account = with;
    job->asker.staff = account->staff;
    job->once = SPENT;
    job->location = STR("/");
    return job_write(job, NULL, NULL);
}

static void begin(struct testing *testing, enum world_engine engine)
{
    world_make(&testing->world, engine);
    world_set_clock(&testing->world, begun);
    records_make(&testing->world, &testing->records);
    testing->visitors[ROLE_NONE] = visitor_make(&testing->world, &testing->arena, STR_NONE);
    for (int role = ROLE_NONE + 1; role < ROLE_COUNT; role++) {
        struct visitor *visitor = &testing->visitors[role];
        struct str user = str_of(world_user_of((enum role)role));
        *visitor = visitor_make(&testing->world, &testing->arena, user);
        if (!visitor_sign_in(visitor)) {
            fprintf(stderr, "%.*s cannot sign in\n", STR_ARGS(user));
            exit(1);
        }
        visitor_token(visitor);
        visitor_go(visitor, STR("/sessions"));
        if (!scan_value(&testing->arena, visitor->page, STR("csrf"), &testing->csrf[role]))
            must(false);
        struct str first = testing->csrf[role];
        testing->csrf[role] = str_trim(str_cut(&first, ','));
        const struct account *account = world_account(&testing->world, &testing->arena, user);
        world_do(&testing->world, spend, (void *)(uintptr_t)account);
    }
}

int main(int argc, char **argv)
{
    bool is_postgres = argc > 1 && strcmp(argv[1], "postgres") == 0;
    const char *reach = argc == 4 && strcmp(argv[2], "--reach") == 0 ? argv[3] : NULL;
    if (is_postgres && getenv("HAVEN_TEST_POSTGRES") == NULL) {
        puts("1..0 # SKIP HAVEN_TEST_POSTGRES names no database");
        return 0;
    }
    struct testing *testing = calloc(1, sizeof(*testing));
    must(testing != NULL);
    testing->arena = arena_make((size_t)4 << 30);
    begin(testing, is_postgres ? WORLD_POSTGRES : WORLD_FILE);
    if (reach)
        reach_start();
    printf("1..%zu\n", route_count + 3);
    for (size_t i = 0; i < route_count; i++)
        check_route(testing, &route_table[i]);
    check_openapi(testing);
    check_lists(testing);
    check_no_log_no_data(testing);
    bool is_written = reach == NULL || reach_write(reach);
    int failed = testing->failed;
    world_end(&testing->world);
    arena_free(&testing->arena);
    free(testing);
    return failed > 0 || !is_written;
}

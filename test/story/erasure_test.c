/* erasure_test [file|postgres] - nothing of an erased person's key is left in any file of the
 * database, nor of one whose record went cold; also when others erase, thaw or cut meanwhile.
 *
 * Before: her wrapped key and what was sealed under it stand in the files, or the search proves
 * nothing. After two people's words: in none, to the byte, and the name index knows her no more. */
#include <fts.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard/audit.h"
#include "guard/account.h"
#include "person_sql.h"
#include "rooms/cold/cold.h"
#include "rooms/person/person.h"
#include "rooms/referral/referral.h"
#include "retention_sql.h"
#include "rooms/retention/retention.h"
#include "sql_all.h"
#include "store/store_test.h"
#include "vault/cold_seal.h"
#include "world.h"

struct erasing {
    struct world *world;
    struct person_id person;
    struct referral_id referral, again;
    bool is_kept;
    unsigned char key[VAULT_WRAPPED_BYTES];
    size_t hits;
};

static void need(bool is_so, const char *what)
{
    static int number;
    printf("%s %d - %s\n", is_so ? "ok" : "not ok", ++number, what);
    if (!is_so)
        exit(1);
}

static void ask_as(struct job *job, struct world *world, const char *user)
{
    const struct account *account = world_account(world, &world->arena, str_of(user));
    must(account != NULL);
    job->asker = (struct asker){.staff = account->staff, .role = account->role,
                                .organisation = account->organisation,
                                .circle = account->circle};
}

static enum err start(struct job *job, void *with)
{
    struct erasing *erasing = with;
    struct person_name names[] = {{.kind = STR("given"), .text = STR("Zerihun Erasure")}};
    struct referral_new call = {
        .facts = {.kind = STR("adult"), .called = STR("Zerihun Erasure"), .born = STR("1990"),
                  .birth_state = STR("partial"), .nation = STR("E"), .names = names,
                  .name_count = 1},
        .is_tonight = true, .needed_at = job->now,
    };
    struct str ref;
    struct referral row;
    struct person_key_row key;
    ask_as(job, erasing->world, "desk");
    enum err err = referral_start(job, &call, &erasing->referral, &ref);
    if (err == OK)
        err = referral_get(job, erasing->referral, &row);
    if (err != OK)
        return err;
    erasing->person = row.person;
    err = sql_person_key(job->db, job->arena, row.person, &key);
    if (err == OK)
        memcpy(erasing->key, key.wrapped_key.at, sizeof(erasing->key));
    return err == OK ? referral_unable(job, erasing->referral, STR("no_bed_in_time")) : err;
}

static size_t count_in(const char *path, const void *needle, size_t size)
{
    enum { PIECE = 4 << 20 };
    static char text[PIECE];
    size_t hits = 0, length = 0, more;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    while ((more = fread(text + length, 1, sizeof(text) - length, file)) > 0) {
        length += more;
        for (char *at = text; (at = memmem(at, length - (size_t)(at - text), needle, size)); at++)
            hits++;
        size_t rest = length < size - 1 ? length : size - 1; /* it may end in the next piece */
        memmove(text, text + length - rest, rest);
        length = rest;
    }
    fclose(file);
    return hits;
}

/* The files of the database on PostgreSQL, once what the server has at hand is in them. */
static const char *postgres_folder(struct world *world)
{
    PGconn *handle = PQconnectdb(world->app.settings.database);
    PQclear(PQexec(handle, "checkpoint"));
    PGresult *row = PQexec(handle, "select current_setting('data_directory') || '/base/' || oid"
                           " from pg_database where datname = current_database()");
    must(PQntuples(row) == 1);
    const char *path = str_format(&world->arena, "%s", PQgetvalue(row, 0, 0)).at;
    PQclear(row);
    PQfinish(handle);
    return path;
}

static size_t count_everywhere(struct world *world, const void *needle, size_t size)
{
    bool is_postgres = world->app.settings.database[0] != 0;
    const char *folder = is_postgres ? postgres_folder(world) : world->folder;
    size_t hits = 0, files = 0;
    FTS *walk = fts_open((char *[]){(char *)folder, NULL}, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *entry; (entry = fts_read(walk));)
        if (entry->fts_info == FTS_F) {
            hits += count_in(entry->fts_path, needle, size);
            files++;
        }
    fts_close(walk);
    must(files > 0);
    return hits;
}

static enum err first_word(struct job *job, void *with)
{
    struct erasing *erasing = with;
    struct problems problems = problems_make(job->arena);
    ask_as(job, erasing->world, "guardian");
    return retention_propose(job, erasing->person, STR("asked"), &problems);
}

static enum err call_again(struct job *job, void *with)
{
    struct erasing *erasing = with;
    struct referral_new call = {.person = erasing->person, .is_tonight = true,
                                .needed_at = job->now};
    struct str ref;
    ask_as(job, erasing->world, "desk");
    return referral_start(job, &call, &erasing->again, &ref);
}

static enum err no_room(struct job *job, void *with)
{
    struct erasing *erasing = with;
    ask_as(job, erasing->world, "desk");
    return referral_unable(job, erasing->again, STR("no_bed_in_time"));
}

/* Who says the second word has looked, and before it is written she calls. A reader on PostgreSQL
 * sees that at once, one on SQLite when it is written. */
static enum err too_late_word(struct job *job, void *with)
{
    struct erasing *erasing = with;
    struct problems problems = problems_make(job->arena);
    struct retention looked;
    ask_as(job, erasing->world, "administrator");
    enum err err = retention_get(job, erasing->person, &looked);
    if (err != OK)
        return err;
    world_do(erasing->world, call_again, erasing);
    err = retention_confirm(job, erasing->person, &problems);
    erasing->is_kept = err == ERR_CONFLICT || err == ERR_INVALID;
    return OK;
}

static enum err second_word_alone(struct job *job, void *with)
{
    struct erasing *erasing = with;
    struct problems problems = problems_make(job->arena);
    ask_as(job, erasing->world, "administrator");
    return retention_confirm(job, erasing->person, &problems);
}

static enum err second_word(struct job *job, void *with)
{
    enum err err = second_word_alone(job, with);
    return err == OK ? retention_cut(job) : err;
}

static enum err search(struct job *job, void *with)
{
    struct erasing *erasing = with;
    struct name_hit hits[8];
    const struct name_query query = {.text = STR("Zerihun Erasure")};
    enum err err = person_index_refresh(job);
    return err == OK ? names_find(job->vault, &query, hits, COUNT_OF(hits), &erasing->hits) : err;
}

static char secret[BACKUP_KEY_CHARS + 1], public_key[BACKUP_KEY_CHARS + 1];
enum { LATER_DAYS = 400 }; /* more than a year later */

static enum err go_cold_alone(struct job *job, void *with)
{
    struct person_id after = {INT64_MIN};
    size_t *out_count = with;
    backup_key_make(secret, public_key);
    job->now = instant_add_ms(job->now, LATER_DAYS * MS_PER_DAY);
    return cold_put_away(job, str_of(public_key), 10, &after, out_count);
}

static enum err go_cold(struct job *job, void *with)
{
    enum err err = go_cold_alone(job, with);
    return err == OK ? retention_cut(job) : err;
}

/* Opened by two people: the key that came back stood in a row while all was sealed anew. */
static enum err thaw(struct job *job, void *with)
{
    struct erasing *erasing = with;
    struct problems problems = problems_make(job->arena);
    struct person person;
    struct person_key_row key;
    struct thaws mine;
    struct thaw is;
    struct str opened;
    bool is_open = false;
    job->now = instant_add_ms(job->now, (LATER_DAYS + 1) * MS_PER_DAY);
    ask_as(job, erasing->world, "worker");
    enum err err = person_get(job, erasing->person, &person);
    if (err == OK)
        err = cold_ask(job, person.ref, STR("claim"));
    if (err == OK)
        err = cold_mine(job, &mine);
    ask_as(job, erasing->world, "guardian");
    if (err == OK)
        err = cold_get(job, mine.at[0].thaw, &is);
    if (err == OK)
        err = cold_open_text(job->arena, str_of(secret), is.sealed, &opened);
    if (err == OK)
        err = cold_confirm(job, is.thaw, opened, &problems, &is_open);
    if (err == OK)
        err = sql_person_key(job->db, job->arena, erasing->person, &key);
    if (err != OK || !is_open)
        return err == OK ? ERR_INTERNAL : err;
    memcpy(erasing->key, key.wrapped_key.at, sizeof(erasing->key));
    return cold_end(job, is.thaw, false);
}

/* The fortnight is over: cold again. */
static enum err end_thaw_alone(struct job *job, void *with)
{
    size_t *out_count = with;
    job->now = instant_add_ms(job->now, (LATER_DAYS + 2) * MS_PER_DAY);
    return cold_end_thaws(job, str_of(public_key), 10, out_count);
}

static enum err end_thaw(struct job *job, void *with)
{
    enum err err = end_thaw_alone(job, with);
    return err == OK ? retention_cut(job) : err;
}

static bool is_key_gone(struct world *world, const unsigned char *key)
{
    enum { HEAD = 24, TAIL = 24 }; /* a page's end may cut a key in two */
    return count_everywhere(world, key, HEAD) == 0 &&
           count_everywhere(world, key + VAULT_WRAPPED_BYTES - TAIL, TAIL) == 0;
}

static enum err verify(struct job *job, void *with)
{
    (void)with;
    struct audit_break broken;
    int64_t lines;
    return audit_verify(job, &lines, &broken);
}

/* ---- while the log is cut -------------------------------------------------------------------- */

/* What others do meanwhile: at that look, and not before. */
struct meanwhile {
    struct world *world;
    struct erasing who;
    int looks, acts_at;
    void (*act)(struct meanwhile *meanwhile);
};

static void look(void *with)
{
    struct meanwhile *meanwhile = with;
    if (++meanwhile->looks == meanwhile->acts_at)
        meanwhile->act(meanwhile);
}

static enum err cut(struct job *job, void *with)
{
    (void)with;
    return retention_cut(job);
}

static void cut_meanwhile(struct meanwhile *meanwhile)
{
    store_watch_cut(look, meanwhile);
    world_do(meanwhile->world, cut, NULL);
    store_watch_cut(NULL, NULL);
    must(meanwhile->looks >= meanwhile->acts_at);
}

static enum err count_uncut(struct job *job, void *with)
{
    struct erasure_uncut_rows rows;
    enum err err = sql_erasure_uncut(job->db, job->arena, 100, &rows);
    if (err == OK)
        *(size_t *)with = rows.count;
    return err;
}

static size_t uncut(struct world *world)
{
    size_t count = 0;
    world_do(world, count_uncut, &count);
    return count;
}

/* Somebody's record is cold, and the log is still to be cut. */
static void begin_meanwhile(struct world *world, struct meanwhile *meanwhile)
{
    size_t went = 0;
    meanwhile->world = world;
    meanwhile->who.world = world;
    world_do(world, start, &meanwhile->who);
    world_do(world, go_cold_alone, &went);
    must(went == 1 && uncut(world) == 1);
}

static void thaw_and_end(struct meanwhile *meanwhile)
{
    size_t went = 0;
    world_do(meanwhile->world, thaw, &meanwhile->who);
    world_do(meanwhile->world, end_thaw_alone, &went);
    must(went == 1);
}

/* The fresh key went when the tables had been written anew already (on PostgreSQL): what is noted
 * is the key that went before. */
static void test_cold_again_meanwhile(struct world *world, bool is_postgres)
{
    struct meanwhile meanwhile = {.acts_at = is_postgres ? 2 : 1, .act = thaw_and_end};
    begin_meanwhile(world, &meanwhile);
    cut_meanwhile(&meanwhile);
    need(uncut(world) == 1, "cold again while the log was cut: it is to be cut once more");
    world_do(world, cut, NULL);
    need(uncut(world) == 0 && is_key_gone(world, meanwhile.who.key), "then her fresh key is gone");
}

static void erase(struct meanwhile *meanwhile)
{
    world_do(meanwhile->world, first_word, &meanwhile->who);
    world_do(meanwhile->world, second_word_alone, &meanwhile->who);
}

static void test_erased_meanwhile(struct world *world, bool is_postgres)
{
    struct meanwhile meanwhile = {.acts_at = is_postgres ? 2 : 1, .act = erase};
    begin_meanwhile(world, &meanwhile);
    cut_meanwhile(&meanwhile);
    need(uncut(world) == 1, "erased while the log was cut: it is to be cut once more");
    world_do(world, cut, NULL);
    need(uncut(world) == 0 && is_key_gone(world, meanwhile.who.key), "then of her key nothing is");
}

/* ---- two who cut ----------------------------------------------------------------------------- */

struct second {
    struct meanwhile meanwhile;
    struct app app; /* of the other server on PostgreSQL; of the same one on a file */
    bool is_other_server;
    pthread_t thread;
    sem_t has_seen;
    size_t seen;
    enum err result;
    struct retention is;
};

static void *cut_too(void *with)
{
    struct second *second = with;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct job job;
    must(app_job_begin(&second->app, &arena, &job) == OK);
    must(count_uncut(&job, &second->seen) == OK);
    must(sem_post(&second->has_seen) == 0);
    second->result = retention_cut(&job);
    app_job_end(&job);
    arena_free(&arena);
    return NULL;
}

/* Another server is refused at once; on the same one the second waits for the first. */
static void start_second(struct meanwhile *meanwhile)
{
    struct second *second = (struct second *)meanwhile;
    must(pthread_create(&second->thread, NULL, cut_too, second) == 0);
    must(sem_wait(&second->has_seen) == 0);
    if (second->is_other_server)
        must(pthread_join(second->thread, NULL) == 0);
}

static struct store *open_second(struct world *world)
{
    const struct store_settings settings = {.url = world->app.settings.database,
                                            .reader_limit = 2, .writer_limit = 2,
                                            .statements = sql_statements,
                                            .statement_count = sql_statement_count};
    const char *reason = "";
    struct store *store;
    must(store_open(&settings, &store, &reason) == OK);
    return store;
}

static enum err read_erasure(struct job *job, void *with)
{
    struct second *second = with;
    return retention_get(job, second->meanwhile.who.person, &second->is);
}

static struct instant cut_at(struct second *second)
{
    world_do(second->meanwhile.world, read_erasure, second);
    return second->is.cut_at;
}

/* Both have seen her, and both go through with it or are told that it is busy; one notes it. */
static void test_two_cut(struct world *world, bool is_postgres)
{
    struct second second = {.meanwhile = {.world = world, .who = {.world = world}, .acts_at = 1,
                                          .act = start_second},
                            .app = world->app, .is_other_server = is_postgres};
    second.app.clock_ahead_ms += MS_PER_HOUR; /* so that who noted it shows */
    if (is_postgres)
        second.app.store = open_second(world);
    must(sem_init(&second.has_seen, 0, 0) == 0);
    world_do(world, start, &second.meanwhile.who);
    erase(&second.meanwhile);
    cut_meanwhile(&second.meanwhile);
    struct instant first = cut_at(&second);
    if (!is_postgres)
        must(pthread_join(second.thread, NULL) == 0);
    need(second.seen == 1 && second.result == (is_postgres ? ERR_BUSY : OK),
         "two cut: the other is told that it is busy, or waits, and both are well");
    need(uncut(world) == 0 && instant_is_some(first) && cut_at(&second).ms == first.ms,
         "it is noted once");
    need(is_key_gone(world, second.meanwhile.who.key), "and of her key nothing is left");
    if (is_postgres)
        store_close(second.app.store);
    must(sem_destroy(&second.has_seen) == 0);
}

int main(int argc, char **argv)
{
    bool is_postgres = argc == 2 && strcmp(argv[1], "postgres") == 0;
    struct world world;
    struct erasing erasing = {.world = &world};
    struct erasing cold = {.world = &world};
    enum { HEAD = 24 };
    size_t went = 0;
    if (is_postgres && getenv("HAVEN_TEST_POSTGRES") == NULL) {
        puts("1..0 # SKIP HAVEN_TEST_POSTGRES names no database");
        return 0;
    }
    printf("1..%d\n", is_postgres ? 18 : 19);
    world_make(&world, is_postgres ? WORLD_POSTGRES : WORLD_FILE);
    world_do(&world, start, &erasing);
    world_do(&world, search, &erasing);
    need(erasing.hits == 1, "she is found by her name");
    need(count_everywhere(&world, erasing.key, HEAD) > 0, "her key is found in the files");
    world_do(&world, first_word, &erasing);
    world_do(&world, too_late_word, &erasing);
    need(erasing.is_kept, "who calls at this very moment is not erased");
    world_do(&world, no_room, &erasing);
    world_do(&world, second_word, &erasing);
    need(is_key_gone(&world, erasing.key),
         "erased: of her key there is nothing in database and logs");
    if (!is_postgres)
        need(count_in(str_format(&world.arena, "%s/record/haven.db-wal", world.folder).at,
                      "person", 6) == 0, "the log of writes is cut");
    world_do(&world, search, &erasing);
    need(erasing.hits == 0, "her name finds nobody");
    world_do(&world, start, &cold);
    need(count_everywhere(&world, cold.key, HEAD) > 0, "another's key is found in the files");
    world_do(&world, go_cold, &went);
    need(went == 1 && is_key_gone(&world, cold.key),
         "gone cold: of her key there is nothing in database and logs");
    world_do(&world, search, &cold);
    need(cold.hits == 0, "nor does her name find her");
    struct erasing thawed = cold;
    world_do(&world, thaw, &thawed);
    need(count_everywhere(&world, thawed.key, HEAD) > 0, "thawed: a fresh key is found");
    world_do(&world, end_thaw, &went);
    need(went == 1 && is_key_gone(&world, cold.key) && is_key_gone(&world, thawed.key),
         "cold again: neither the key that came back nor the fresh one is anywhere");
    test_cold_again_meanwhile(&world, is_postgres);
    test_erased_meanwhile(&world, is_postgres);
    test_two_cut(&world, is_postgres);
    world_do(&world, verify, NULL);
    need(true, "the log of who did what verifies");
    world_end(&world);
    return 0;
}

#include "vault/client.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* The vault answers within milliseconds. One that was stopped must not keep everybody waiting. */
enum { ANSWER_SECONDS = 20 };

/* Of all processes this one ever asked: no two have the same number. */
static atomic_int generations;

struct vault {
    pthread_mutex_t mutex;
    pthread_cond_t freed;
    struct link links[VAULT_CONNECTIONS];
    struct link *free[VAULT_CONNECTIONS]; /* the last was used last: its memory is warm */
    size_t free_count;
    size_t live_count; /* connections that are open, free or not */
    int generation;
    int process; /* -1: somebody else's child */
    pthread_mutex_t signing; /* held while the signer's connection is at work */
    struct link signer;
};

static void set_limits(int file)
{
    struct timeval limit = {.tv_sec = ANSWER_SECONDS};
    must(setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0);
    must(setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) == 0);
}

static void make_link(struct vault *vault, struct link *link)
{
    *link = (struct link){.file = -1, .vault = vault};
    link->buffer = malloc(MESSAGE_HEAD + MESSAGE_LIMIT);
    must(link->buffer != NULL);
}

struct vault *vault_join(const int files[VAULT_FILES])
{
    struct vault *vault = calloc(1, sizeof(*vault));
    must(vault != NULL);
    must(pthread_mutex_init(&vault->mutex, NULL) == 0);
    must(pthread_cond_init(&vault->freed, NULL) == 0);
    must(pthread_mutex_init(&vault->signing, NULL) == 0);
    vault->process = -1;
    make_link(vault, &vault->signer);
    for (size_t i = 0; i < VAULT_CONNECTIONS; i++) {
        make_link(vault, &vault->links[i]);
        vault->free[vault->free_count++] = &vault->links[i];
    }
    vault_rejoin(vault, files);
    return vault;
}

void client_own_process(struct vault *vault, int process)
{
    vault->process = process;
}

static void drop_file(struct link *link)
{
    if (link->file < 0)
        return;
    close(link->file);
    link->file = -1;
    if (link != &link->vault->signer)
        link->vault->live_count--;
}

/* Who is at work there finds out that it is gone; a call takes no longer than a flush. */
static void rejoin_signer(struct vault *vault, int file)
{
    pthread_mutex_lock(&vault->mutex);
    if (vault->signer.file >= 0)
        shutdown(vault->signer.file, SHUT_RDWR);
    pthread_mutex_unlock(&vault->mutex);
    pthread_mutex_lock(&vault->signing);
    pthread_mutex_lock(&vault->mutex);
    drop_file(&vault->signer);
    set_limits(file);
    vault->signer.file = file;
    pthread_mutex_unlock(&vault->mutex);
    pthread_mutex_unlock(&vault->signing);
}

/* Whoever is at work on a connection of the process that ended finds that out by itself, and gives
 * back a link without one: it is joined then (client_release). */
void vault_rejoin(struct vault *vault, const int files[VAULT_FILES])
{
    rejoin_signer(vault, files[VAULT_CONNECTIONS]);
    pthread_mutex_lock(&vault->mutex);
    while (vault->free_count < VAULT_CONNECTIONS) { /* all fail at once: it is gone */
        for (size_t i = 0; i < VAULT_CONNECTIONS; i++)
            if (vault->links[i].file >= 0)
                shutdown(vault->links[i].file, SHUT_RDWR);
        pthread_cond_wait(&vault->freed, &vault->mutex);
    }
    vault->generation = atomic_fetch_add(&generations, 1) + 1;
    for (size_t i = 0; i < VAULT_CONNECTIONS; i++) {
        drop_file(&vault->links[i]);
        set_limits(files[i]);
        vault->links[i].file = files[i];
        vault->links[i].generation = vault->generation;
        vault->live_count++;
    }
    pthread_cond_broadcast(&vault->freed);
    pthread_mutex_unlock(&vault->mutex);
}

int vault_generation(struct vault *vault)
{
    pthread_mutex_lock(&vault->mutex);
    int generation = vault->generation;
    pthread_mutex_unlock(&vault->mutex);
    return generation;
}

void vault_close(struct vault *vault)
{
    if (vault == NULL)
        return;
    must(vault->free_count == VAULT_CONNECTIONS);
    for (size_t i = 0; i < VAULT_CONNECTIONS; i++) {
        drop_file(&vault->links[i]);
        free(vault->links[i].buffer);
    }
    drop_file(&vault->signer);
    free(vault->signer.buffer);
    pthread_mutex_destroy(&vault->signing);
    if (vault->process > 0)
        waitpid(vault->process, NULL, 0);
    mac_memory_forget(vault);
    pthread_cond_destroy(&vault->freed);
    pthread_mutex_destroy(&vault->mutex);
    free(vault);
}

/* The last free link that has a connection, or NULL. */
static struct link *take_free(struct vault *vault)
{
    for (size_t i = vault->free_count; i-- > 0;) {
        struct link *link = vault->free[i];
        if (link->file < 0)
            continue;
        vault->free[i] = vault->free[--vault->free_count];
        return link;
    }
    return NULL;
}

void client_begin(struct link *link, enum asked asked)
{
    link->out = (struct writer){link->buffer + MESSAGE_HEAD, 0, MESSAGE_LIMIT, false};
    write_byte(&link->out, (uint8_t)asked);
}

struct link *client_claim(struct vault *vault, enum asked asked)
{
    pthread_mutex_lock(&vault->mutex);
    struct link *link;
    while ((link = take_free(vault)) == NULL && vault->live_count > 0)
        pthread_cond_wait(&vault->freed, &vault->mutex);
    pthread_mutex_unlock(&vault->mutex);
    if (link != NULL) {
        link->used = 0;
        client_begin(link, asked);
    }
    return link;
}

struct link *client_claim_signer(struct vault *vault, enum asked asked)
{
    pthread_mutex_lock(&vault->signing);
    vault->signer.used = 0;
    client_begin(&vault->signer, asked);
    return &vault->signer;
}

static void note_used(struct link *link, size_t size)
{
    if (MESSAGE_HEAD + size > link->used)
        link->used = MESSAGE_HEAD + size;
}

enum err client_ask(struct link *link)
{
    size_t size;
    note_used(link, link->out.size);
    if (link->out.is_full)
        return ERR_TOO_LARGE;
    if (link->file >= 0 && message_send(link->file, link->buffer, link->out.size) &&
        message_receive(link->file, link->buffer, &size)) {
        note_used(link, size);
        link->in = (struct reader){link->buffer + MESSAGE_HEAD, size, false};
        uint8_t err = read_byte(&link->in);
        /* it takes for no message what this side wrote: one of us is broken */
        must(err <= ERR_INTERNAL && err != ERR_MALFORMED);
        return (enum err)err;
    }
    struct vault *vault = link->vault;
    pthread_mutex_lock(&vault->mutex);
    drop_file(link);
    pthread_mutex_unlock(&vault->mutex);
    return ERR_BUSY;
}

void client_release(struct link *link)
{
    struct vault *vault = link->vault;
    explicit_bzero(link->buffer, link->used);
    if (link == &vault->signer) {
        pthread_mutex_unlock(&vault->signing);
        return;
    }
    pthread_mutex_lock(&vault->mutex);
    vault->free[vault->free_count++] = link;
    /* nobody may wait for a connection when the last one is gone */
    if (vault->live_count == 0 || vault->free_count == VAULT_CONNECTIONS)
        pthread_cond_broadcast(&vault->freed);
    else
        pthread_cond_signal(&vault->freed);
    pthread_mutex_unlock(&vault->mutex);
}

void vault_random(void *out_bytes, size_t size)
{
    char *at = out_bytes;
    while (size > 0) {
        ssize_t got = getrandom(at, size, 0);
        must(got > 0 || errno == EINTR);
        if (got > 0) {
            at += got;
            size -= (size_t)got;
        }
    }
}

/* ---- writing what only this side writes ------------------------------------------------------ */

void write_long(struct writer *writer, struct str bytes)
{
    must(bytes.size <= UINT32_MAX);
    write_size(writer, (uint32_t)bytes.size);
    write_bytes(writer, bytes);
}

void write_word(struct writer *writer, const char *word)
{
    size_t size = strlen(word);
    must(size <= 255);
    write_byte(writer, (uint8_t)size);
    write_bytes(writer, (struct str){word, size + 1});
}

void write_item(struct writer *writer, const struct vault_item *item,
                const struct vault_item *before)
{
    uint8_t flags = 0;
    if (before != NULL && is_same_key(item, before))
        flags |= ITEM_SAME_KEY;
    if (before != NULL && strcmp(item->place.table, before->place.table) == 0)
        flags |= ITEM_SAME_TABLE;
    if (item->wrapper_key.size > 0)
        flags |= ITEM_HAS_WRAPPER;
    write_byte(writer, flags);
    if (!(flags & ITEM_SAME_KEY)) {
        write_byte(writer, (uint8_t)item->kind);
        write_number(writer, item->owner);
        write_long(writer, item->wrapped_key);
        if (flags & ITEM_HAS_WRAPPER)
            write_long(writer, item->wrapper_key);
    }
    if (!(flags & ITEM_SAME_TABLE))
        write_word(writer, item->place.table);
    write_word(writer, item->place.column);
    write_number(writer, item->place.row);
    write_long(writer, item->in);
}

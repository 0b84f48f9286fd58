#include "store/pool.h"

#include <semaphore.h>

struct waiter {
    struct waiter *next;
    struct db *given; /* before it is woken; NULL: the room for a new one */
    sem_t woken;
};

void pool_make(struct pool *pool, int limit)
{
    *pool = (struct pool){.limit = limit, .waiters_end = &pool->waiters};
    must(pthread_mutex_init(&pool->mutex, NULL) == 0);
}

/* The mutex is held, and given back. */
static struct db *wait_for_one(struct pool *pool)
{
    struct waiter waiter = {.next = NULL};
    must(sem_init(&waiter.woken, 0, 0) == 0);
    *pool->waiters_end = &waiter;
    pool->waiters_end = &waiter.next;
    must(pthread_mutex_unlock(&pool->mutex) == 0);
    while (sem_wait(&waiter.woken) != 0)
        continue;
    sem_destroy(&waiter.woken);
    return waiter.given;
}

struct db *pool_take(struct pool *pool)
{
    must(pthread_mutex_lock(&pool->mutex) == 0);
    struct db *taken = pool->free;
    if (!taken && pool->count >= pool->limit)
        return wait_for_one(pool);
    if (taken)
        pool->free = taken->next_free;
    else
        pool->count++;
    must(pthread_mutex_unlock(&pool->mutex) == 0);
    return taken;
}

void pool_give(struct pool *pool, struct db *lent)
{
    must(pthread_mutex_lock(&pool->mutex) == 0);
    struct waiter *waiter = pool->waiters;
    if (waiter) {
        pool->waiters = waiter->next;
        if (!pool->waiters)
            pool->waiters_end = &pool->waiters;
        waiter->given = lent;
    } else if (lent) {
        lent->next_free = pool->free;
        pool->free = lent;
    } else {
        pool->count--;
    }
    must(pthread_mutex_unlock(&pool->mutex) == 0);
    if (waiter) /* after it: who is woken goes on at once, and the waiter is gone */
        must(sem_post(&waiter->woken) == 0);
}

struct db *pool_end(struct pool *pool)
{
    struct db *last = pool->free;
    if (last) {
        pool->free = last->next_free;
        pool->count--;
        return last;
    }
    must(pool->count == 0);
    pthread_mutex_destroy(&pool->mutex);
    return NULL;
}

/* pool.h - connections that are lent, of which there are only so many. Inside store/ only.
 *
 * Who finds none free waits in a queue: first come, first served, because a connection that just
 * anybody could take would leave some waiting for very long.
 */
#ifndef STORE_POOL_H
#define STORE_POOL_H

#include <pthread.h>

#include "store/store_inner.h"

/* A thread that waits, on its stack. */
struct waiter;

struct pool {
    pthread_mutex_t mutex; /* guards all but the limit */
    struct db *free;
    int count; /* connections there are, lent or free, and those being opened */
    int limit;
    struct waiter *waiters, **waiters_end; /* in the order they came */
};

void pool_make(struct pool *pool, int limit);

/* The connection that was used last, whose statements are prepared and whose pages are at hand.
 * NULL: there is room for a new one, which is counted: the caller opens it, and gives NULL back
 * where it cannot be opened. */
struct db *pool_take(struct pool *pool);

/* Hands the connection, or where it is NULL the room for one, to the first who waits. */
void pool_give(struct pool *pool, struct db *lent);

/* Each of the connections once, to be closed: nobody has one any more, nor wants one. NULL: that
 * was all, and the pool is at its end. */
struct db *pool_end(struct pool *pool);

#endif

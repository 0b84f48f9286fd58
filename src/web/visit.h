/* visit.h - who is connected, and how long each may take. Inner header of http.c.
 *
 * libmicrohttpd's own time-out starts anew with every byte, so a client that sends one byte now and
 * then would keep its thread for ever. Here head, body and the taking of the answer each have their
 * time in all; one thread (the reaper) looks five times a second and shuts the socket of whoever is
 * over it. The thread of that connection wakes and cleans up after itself.
 */
#ifndef WEB_VISIT_H
#define WEB_VISIT_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/base.h"

enum phase {
    PHASE_IDLE,   /* between two requests */
    PHASE_HEAD,
    PHASE_BODY,
    PHASE_ANSWER, /* the program works: no limit */
    PHASE_SEND
};

/* One connection. Its own thread writes it, the reaper reads it. */
struct visit {
    struct visit *before, *next;
    int socket;
    _Atomic enum phase phase;
    _Atomic int64_t since_ms;
    _Atomic size_t receiving; /* bytes of the body, as declared */
    _Atomic size_t sending; /* bytes of the answer */
};

struct visits {
    int64_t head_ms, body_ms;
    _Atomic int64_t closing_since_ms; /* 0: not closing */
    pthread_t reaper;
    pthread_mutex_t mutex; /* of all below */
    pthread_cond_t changed;
    struct visit *first;
    size_t count;
    bool has_reaper_to_end;
};

void visits_start(struct visits *visits, int head_seconds, int body_seconds);
void visits_stop(struct visits *visits);

void visits_add(struct visits *visits, struct visit *visit);
void visits_drop(struct visits *visits, struct visit *visit);

/* The phase begins this moment. */
void visit_enter(struct visit *visit, enum phase phase);

/* From now on who stays idle for another second is sent away, for the next request may be on its
 * way already; visits_wait waits until all have gone, at most a minute. */
void visits_close(struct visits *visits);
bool visits_are_closing(const struct visits *visits);
void visits_wait(struct visits *visits);

#endif

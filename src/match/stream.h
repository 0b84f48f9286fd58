/* stream.h - random numbers of a seed: the same seed gives the same numbers on every machine.
 *
 * For simulations only; nothing secret is ever made from them. The generator is splitmix64: one
 * addition and a few shifts a number, any seed is a good one, and streams of neighbouring seeds do
 * not resemble each other.
 */
#ifndef MATCH_STREAM_H
#define MATCH_STREAM_H

#include "base/base.h"

struct stream {
    uint64_t state;
};

static inline struct stream stream_of(uint64_t seed)
{
    return (struct stream){seed * UINT64_C(0xd1342543de82ef95) + 1};
}

static inline uint64_t stream_next(struct stream *stream)
{
    uint64_t mixed = stream->state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

/* 0 to below - 1, each as likely; below is at least 1. */
static inline uint32_t stream_below(struct stream *stream, uint32_t below)
{
    return (uint32_t)((stream_next(stream) >> 32) * below >> 32);
}

/* True in so many of a thousand cases. */
static inline bool stream_chance(struct stream *stream, int32_t permille)
{
    return (int32_t)stream_below(stream, 1000) < permille;
}

#endif

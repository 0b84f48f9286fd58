/* stack.h - what functions leave on a thread's stack.
 *
 * A thread that has answered waits for the next request with the remains of the last one below its
 * stack's end: a name that was folded, a piece of an address. They are wiped with the arena.
 */
#ifndef BASE_STACK_H
#define BASE_STACK_H

/* Wipes the part of this thread's stack that nobody uses any more: 32 KiB, twice as deep as the
 * deepest request goes. Called from near the thread's beginning. */
void stack_wipe(void);

#endif

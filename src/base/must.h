/* must.h - what can only be false through a bug ends the process, loudly.
 *
 * A bug in a system of care must not go on half alive: the supervisor restarts the process, the
 * open transaction rolls back. must() is always on, also in release builds. It is never used for
 * what a person typed or a disk refused: those are results (result.h).
 */
#ifndef BASE_MUST_H
#define BASE_MUST_H

#define must(condition) \
    ((condition) ? (void)0 : must_fail(#condition, __FILE__, __LINE__))

/* Writes the condition and the place (no data) to standard error and aborts. */
_Noreturn void must_fail(const char *condition, const char *file, int line);

#endif

/* alarm.h - what whoever watches the server is told at once, on standard error.
 *
 * A line "haven: alarm NAME". It names no person and no record: those stand in the log, and on the
 * pages of the guardian. doc/operator/alarms.md says what each means (test/doc holds it whole).
 */
#ifndef GUARD_ALARM_H
#define GUARD_ALARM_H

void alarm_raise(const char *name);

#endif

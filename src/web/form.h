/* form.h - fields as text in, a typed struct out, every problem collected.
 *
 * A form is declared once in a room's .view file; tool/viewc makes the struct and its shape. What
 * cannot be read as its type, is missing, too long, out of bounds or not on its code list becomes
 * a problem with a sentence that says how to mend it; the other fields are still read.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/problem.h"
#include "base/shape.h"
#include "web/request.h"

/* Reads fields into out_form (a struct of that shape), which is filled as far as it can be; what
 * was not sent is the empty text, INTEGER_NONE, false, DATE_NONE, INSTANT_NONE, id 0, no codes.
 * Dates are read from one field "name" (2026-11-24) or three: "name-day", "name-month",
 * "name-year". Instants: "name" in UTC (2026-11-24T02:10Z), or London's wall clock, from "name"
 * (2026-11-24T02:10) or the three fields of the date and "name-time" (02:10). Of the hour that
 * comes twice in October the first is meant; the hour that March leaves out is a problem.
 * Fields the form does not have are ignored. The words are form_* in words/en.po. */
void form_read(const struct shape *shape, struct pairs fields, struct problems *problems,
               void *out_form);

#endif

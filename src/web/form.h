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

/* Reads fields into out_form (a struct of that shape), which is filled as far as it can be.
 * Dates are read from one field "name" (2026-11-24) or three: "name-day", "name-month",
 * "name-year". Unknown fields are ignored except csrf and once, which are guard's. */
void form_read(const struct shape *shape, struct pairs fields, struct problems *problems,
               void *out_form);

#endif

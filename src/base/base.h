/* base.h - the few words every file of Haven speaks.
 *
 * Floor 0: knows nothing of the world, no database, no HTTP, no law. Including this header gives
 * strings (str.h), memory of one request (arena.h), results (result.h), dates (date.h), growing
 * text (buf.h) and assertions (must.h).
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/must.h"
#include "base/str.h"
#include "base/arena.h"
#include "base/result.h"
#include "base/date.h"
#include "base/buf.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif

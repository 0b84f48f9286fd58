/* html.h - HTML made plain, so that two pieces can be compared. */
#ifndef TEST_WEB_HTML_H
#define TEST_WEB_HTML_H

#include "base/base.h"

/* One tag or text a line; attributes and classes sorted; white space collapsed. The input must be
 * well-formed: attributes with double quotes or without value, no "<" in text. */
struct str html_plain(struct arena *arena, struct str html);

#endif

/* openapi_sample.h - a small table of routes that uses everything a description can hold.
 */
#ifndef TEST_WEB_OPENAPI_SAMPLE_H
#define TEST_WEB_OPENAPI_SAMPLE_H

#include "web/openapi.h"

enum { SAMPLE_ROUTES = 7 };
extern const struct openapi_route sample_routes[SAMPLE_ROUTES];

const char *sample_about(struct str path_name);

#endif

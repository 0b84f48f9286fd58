/* The names of job.h's lists, made from the lists themselves. */
#include "guard/job.h"

#define LISTED(name) [PURPOSE_##name] = #name,
static const char *const purpose_names[PURPOSE_COUNT] = {[PURPOSE_NONE] = "none",
                                                         PURPOSE_LIST(LISTED)};
#undef LISTED
#define LISTED(name) [VERB_##name] = #name,
static const char *const verb_names[VERB_COUNT] = {[VERB_NONE] = "none", VERB_LIST(LISTED)};
#undef LISTED
#define LISTED(name) [RECORD_##name] = #name,
static const char *const record_kind_names[RECORD_COUNT] = {[RECORD_NONE] = "none",
                                                            RECORD_LIST(LISTED)};
#undef LISTED

const char *purpose_name(enum purpose purpose)
{
    must(purpose >= 0 && purpose < PURPOSE_COUNT);
    return purpose_names[purpose];
}

enum purpose purpose_parse(struct str name)
{
    for (int purpose = PURPOSE_NONE + 1; purpose < PURPOSE_COUNT; purpose++)
        if (str_equal_c(name, purpose_names[purpose]))
            return (enum purpose)purpose;
    return PURPOSE_NONE;
}

const char *verb_name(enum verb verb)
{
    must(verb >= 0 && verb < VERB_COUNT);
    return verb_names[verb];
}

const char *record_kind_name(enum record_kind kind)
{
    must(kind >= 0 && kind < RECORD_COUNT);
    return record_kind_names[kind];
}

/* scenario.h - what is assumed when it is asked how many rooms would be enough.
 *
 * A scenario is a table of facts, each with its source and a grade (A: from a source as it stands;
 * B: worked out from sources; C: assumed). The program carries one (capacity.csv, from the seeds);
 * a file of the same form changes what differs. doc/capacity.md tells every fact.
 *
 * Numbers are whole: shares in thousandths, times in days. A household is one row of the count of
 * referrals, whatever its size: rooms are counted by households, bed spaces by what the rooms hold.
 */
#ifndef MATCH_SCENARIO_H
#define MATCH_SCENARIO_H

#include "match/law_of_days.h"

/* Kinds of household, and of the rooms that suit them. */
enum capacity_kind {
    CAPACITY_WOMEN_SINGLE,
    CAPACITY_WOMEN_TWO_BEDS,
    CAPACITY_WOMEN_THREE_BEDS,
    CAPACITY_WOMEN_FOUR_BEDS,
    CAPACITY_MEN_SINGLE,
    CAPACITY_MIXED, /* in a self-contained room of a mixed house */
    CAPACITY_KINDS
};

/* "women_single". */
const char *capacity_kind_name(enum capacity_kind kind);

enum capacity_law { CAPACITY_LOGNORMAL, CAPACITY_FIXED, CAPACITY_EXPONENTIAL, CAPACITY_COUNTED };

enum { QUANTILES_MOST = 101 };

struct scenario {
    int32_t referrals_a_year;
    int32_t housed_permille;      /* of the referrals, to be housed */
    int32_t spaces_now;           /* bed spaces there are */
    int32_t share_permille[CAPACITY_KINDS]; /* of households; taken in proportion to their sum */
    int32_t beds[CAPACITY_KINDS]; /* bed spaces in a room of that kind */
    int32_t raid_permille;        /* of the households, come in groups on one day */
    int32_t raid_mean;            /* households in a group, on average; all of one kind */
    int32_t raid_share_permille[CAPACITY_KINDS]; /* of the groups' households */
    int32_t minimum_days;         /* nobody leaves earlier */
    int32_t decision_law;         /* enum capacity_law: the wait for the last decision */
    int32_t decision_days;        /* median; the mean for CAPACITY_EXPONENTIAL */
    int32_t decision_spread_permille;
    int32_t move_on_days;         /* from the decision until somewhere to move to is found, mean */
    int32_t void_days;            /* until the room can be used again, mean */
    int32_t flexible_permille;    /* of the rooms, usable by any kind */
    int32_t flexible_beds;        /* bed spaces in such a room */
    int32_t house_rooms;          /* rooms in a house */
    int32_t night_permille;       /* of households, arrive when only night cover receives them */
    int32_t night_cover_permille; /* of the houses, have it */
    int32_t night_admissions;     /* of a covered house, in one night */
    int32_t complex_permille;     /* of households */
    int32_t complex_places;       /* of a house */
    int32_t refusal_permille;     /* of offers */
    int32_t closures_a_year_permille; /* of each house */
    int32_t closure_days;         /* mean */
    int32_t target_permille;      /* of days on which everybody has a room of their own */
    int32_t runs, years, house_years;
    int32_t seed;
    int32_t quantile_percent[QUANTILES_MOST], quantile_days[QUANTILES_MOST];
    int32_t quantile_count;       /* of CAPACITY_COUNTED */
};

/* One row as it stands in a file, for showing. */
struct assumption {
    struct str fact, of, value, grade, source;
};

struct assumptions {
    struct assumption *at;
    size_t count;
};

/* Why a file cannot be used. line from 1; column: its name in the header, NULL for the whole line;
 * what: English, whole words. */
struct scenario_fault {
    size_t line;
    const char *column;
    struct str what;
};

/* The scenario that the program carries, with its rows. */
void scenario_built_in(struct arena *arena, struct scenario *out_scenario,
                       struct assumptions *out_rows);

/* Changes *scenario by the rows of a CSV file with the header fact,of,value,grade,source.
 * ERR_INVALID with the first fault, *scenario untouched. Bounds that join several facts (work to be
 * done, shares that are all 0, an empty counted law) are faults of line 0. */
CHECKED enum err scenario_read(struct arena *arena, struct str csv, struct scenario *scenario,
                               struct scenario_fault *out_fault);

/* Arrivals of households to be housed, a day, in millionths. */
int64_t scenario_arrivals_a_day_millionths(const struct scenario *scenario);

/* How long a decision, then a move, then a void lasts; for drawing one after the other. */
struct stay_laws {
    struct law_of_days recovery; /* the wait for the decision, at least minimum_days */
    struct law_of_days move_on, turnaround;
};
void scenario_laws(const struct scenario *scenario, struct stay_laws *out_laws);

#endif

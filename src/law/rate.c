#include "law/rate.h"

enum {
    DAYS_A_WEEK = 7,
    SPANS_AT_FIRST = 8,
    /* the maternity grant's window (P26; clocks.csv PREG-GRANT) */
    MATERNITY_DAYS_BEFORE = 56,
    MATERNITY_DAYS_AFTER = 42,
    PREGNANCY_DAYS = 280
};

void rate_add_child(struct rate_case *of, struct date born_on)
{
    must(of->child_count < RATE_CHILDREN_MAX);
    size_t place = of->child_count++;
    while (place > 0 && date_is_some(born_on) &&
           (!date_is_some(of->children[place - 1]) ||
            date_compare(of->children[place - 1], born_on) > 0)) {
        of->children[place] = of->children[place - 1];
        place--;
    }
    of->children[place] = born_on;
}

/* ---- one day --------------------------------------------------------------------------------- */

/* What is looked for in the rows. */
struct asked {
    const struct law_rates *rates;
    const struct rate_case *of;
    struct date on, seen_on;
};

static bool fits(const struct law_rate *rate, const struct asked *asked)
{
    const struct rate_case *of = asked->of;
    return (rate->nations & NATION_BIT(of->nation)) != 0 &&
           date_is_within(asked->on, rate->from, rate->to) &&
           (rate->accommodations & RATE_BIT(of->accommodation)) != 0 &&
           (rate->catered & RATE_BIT(of->is_catered)) != 0 &&
           (rate->asylum_support & RATE_BIT(of->is_asylum_supported)) != 0 &&
           (rate->decisions & RATE_BIT(of->decision)) != 0;
}

/* Whether a day lies after one birthday and not after another: the birthday that ends a band still
 * belongs to it. */
static bool is_of_age(const struct law_rate *rate, struct date born_on, struct date on)
{
    if (!date_is_some(born_on) || date_compare(on, born_on) < 0)
        return false;
    struct date from = date_add_months(born_on, 12 * rate->age_from_years);
    struct date until = date_add_months(born_on, 12 * rate->age_until_years);
    bool is_after = rate->age_from_years == 0 || date_compare(on, from) > 0;
    return is_after && date_compare(on, until) <= 0;
}

/* The row that pays somebody under a scheme on the day, as it is seen. A row that was struck down
 * later took the place of the one that stood beside it. NULL: none. */
static const struct law_rate *find(const struct asked *asked, enum rate_scheme scheme,
                                   enum rate_who who, struct date born_on)
{
    const struct law_rate *found = NULL;
    for (size_t i = 0; i < asked->rates->count; i++) {
        const struct law_rate *rate = &asked->rates->at[i];
        bool is_struck = date_is_some(rate->struck_down_on);
        if (rate->scheme != scheme || (rate->who & RATE_BIT(who)) == 0 || !fits(rate, asked) ||
            (who == RATE_YOUNG_CHILD && !is_of_age(rate, born_on, asked->on)) ||
            (is_struck && date_compare(asked->seen_on, rate->struck_down_on) >= 0))
            continue;
        if (found == NULL || is_struck)
            found = rate;
    }
    return found;
}

static void add(struct rate_entitlement *entitlement, const struct rate_line *line)
{
    bool is_verified = rate_is_verified(line->rate);
    entitlement->lines[entitlement->count++] = *line;
    if (line->rate->is_once)
        *(is_verified ? &entitlement->once_pence : &entitlement->once_unverified_pence) +=
            line->pence;
    else
        *(is_verified ? &entitlement->week_pence : &entitlement->week_unverified_pence) +=
            line->pence;
}

/* What asylum support pays to the same person; a total of both is brought down by it. */
static int64_t asylum_pence(const struct asked *asked, enum rate_who who, struct date born_on)
{
    const struct law_rate *rate = find(asked, RATE_ASYLUM_SUPPORT, who, born_on);
    return rate == NULL ? 0 : rate->amount_pence;
}

static void pay(const struct asked *asked, enum rate_scheme scheme, enum rate_who who, size_t child,
                struct rate_entitlement *entitlement)
{
    struct date born_on = child == 0 ? DATE_NONE : asked->of->children[child - 1];
    const struct law_rate *rate = find(asked, scheme, who, born_on);
    if (rate == NULL)
        return;
    struct rate_line line = {rate, who, child, rate->amount_pence, 0};
    if (rate->counts == RATE_WITH_ASYLUM_SUPPORT) {
        line.off_pence = asylum_pence(asked, who, born_on);
        line.pence = line.off_pence < line.pence ? line.pence - line.off_pence : 0;
    }
    add(entitlement, &line);
}

/* Before the fortieth week before the birth nobody was pregnant yet: past days are computed too. */
static bool is_pregnant_on(const struct rate_case *of, struct date on)
{
    return of->is_pregnant &&
           (!date_is_some(of->birth_due_on) || of->birth_due_on.days - on.days <= PREGNANCY_DAYS);
}

/* Eight weeks before a birth is due, or while a child is under six weeks. */
static bool is_near_birth(const struct rate_case *of, struct date on)
{
    if (of->is_pregnant && date_is_some(of->birth_due_on) &&
        of->birth_due_on.days - on.days <= MATERNITY_DAYS_BEFORE)
        return true;
    for (size_t i = 0; i < of->child_count; i++) {
        struct date born_on = of->children[i];
        if (date_is_some(born_on) && on.days >= born_on.days &&
            on.days - born_on.days < MATERNITY_DAYS_AFTER)
            return true;
    }
    return false;
}

static bool is_born(const struct rate_case *of, size_t child, struct date on)
{
    struct date born_on = of->children[child - 1];
    return !date_is_some(born_on) || date_compare(born_on, on) <= 0;
}

void rate_entitle(const struct law_rates *rates, const struct rate_case *of, struct date on,
                  struct date seen_on, struct rate_entitlement *out_entitlement)
{
    struct asked asked = {rates, of, on, seen_on};
    must(of->child_count <= RATE_CHILDREN_MAX);
    *out_entitlement = (struct rate_entitlement){.count = 0};
    for (int scheme = 0; scheme < RATE_SCHEMES; scheme++) {
        size_t born = 0;
        pay(&asked, scheme, RATE_MAIN, 0, out_entitlement);
        for (size_t child = 1; child <= of->child_count; child++) {
            if (!is_born(of, child, on))
                continue;
            enum rate_who who = born++ == 0 ? RATE_FIRST_CHILD : RATE_NEXT_CHILD;
            pay(&asked, scheme, who, child, out_entitlement);
            pay(&asked, scheme, RATE_YOUNG_CHILD, child, out_entitlement);
        }
        if (is_pregnant_on(of, on))
            pay(&asked, scheme, RATE_PREGNANT, 0, out_entitlement);
        if (is_near_birth(of, on))
            pay(&asked, scheme, RATE_MATERNITY, 0, out_entitlement);
    }
}

/* ---- many days ------------------------------------------------------------------------------- */

static struct rate_span span_on(const struct law_rates *rates, const struct rate_case *of,
                                struct date on, struct date seen_on)
{
    struct rate_entitlement applied, due;
    rate_entitle(rates, of, on, on, &applied);
    rate_entitle(rates, of, on, seen_on, &due);
    return (struct rate_span){
        .from = on,
        .to = on,
        .applied_pence = applied.week_pence,
        .due_pence = due.week_pence,
        .due_unverified_pence = due.week_unverified_pence,
    };
}

static bool is_same(const struct rate_span *a, const struct rate_span *b)
{
    return a->applied_pence == b->applied_pence && a->due_pence == b->due_pence &&
           a->due_unverified_pence == b->due_unverified_pence;
}

/* Twice the room: few amounts change, whatever the days. */
static void grow(struct arena *arena, struct rate_spans *spans, size_t *room)
{
    *room = *room == 0 ? SPANS_AT_FIRST : 2 * *room;
    struct rate_span *wider = ARENA_MANY(arena, struct rate_span, *room);
    for (size_t i = 0; i < spans->count; i++)
        wider[i] = spans->at[i];
    spans->at = wider;
}

enum err rate_over(struct arena *arena, const struct law_rates *rates, const struct rate_case *of,
                   struct date from, struct date to, struct date seen_on,
                   struct rate_spans *out_spans)
{
    int64_t days = (int64_t)to.days - from.days + 1;
    if (days > RATE_SPAN_DAYS)
        return ERR_TOO_LARGE;
    struct rate_spans spans = {NULL, 0};
    size_t room = 0;
    for (struct date on = from; date_compare(on, to) <= 0; on = date_add_days(on, 1)) {
        struct rate_span span = span_on(rates, of, on, seen_on);
        if (spans.count > 0 && is_same(&spans.at[spans.count - 1], &span)) {
            spans.at[spans.count - 1].to = on;
            continue;
        }
        if (spans.count == room)
            grow(arena, &spans, &room);
        spans.at[spans.count++] = span;
    }
    *out_spans = spans;
    return OK;
}

int64_t rate_span_days(const struct rate_span *span)
{
    return (int64_t)span->to.days - span->from.days + 1;
}

int64_t rate_pence_of_sevenths(int64_t sevenths)
{
    int64_t up = sevenths > 0 ? DAYS_A_WEEK - 1 : 0;
    return (sevenths + up) / DAYS_A_WEEK;
}

int64_t rate_back_pay_pence(const struct rate_spans *spans)
{
    int64_t sevenths = 0;
    for (size_t i = 0; i < spans->count; i++)
        sevenths +=
            (spans->at[i].due_pence - spans->at[i].applied_pence) * rate_span_days(&spans->at[i]);
    return rate_pence_of_sevenths(sevenths);
}

bool rate_is_verified(const struct law_rate *rate)
{
    return rate->grade != 'C';
}

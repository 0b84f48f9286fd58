/* Prints how fast the law is computed, one line of JSON: due dates a second of a rule in calendar
 * days and of one in working days, a loop that adds as many integers, and the seconds in which all
 * clocks of 100,000 cases are computed again. One core, nothing kept from one date to the next.
 *
 *     build/test/law/law_bench
 */
#include <stdio.h>
#include <time.h>

#include "law/clock.h"
#include "law/edition.h"

enum { DUE_DATES = 10000000, ADDITIONS = 200000000, CASES = 100000, DAYS = 8192 };

static double seconds(void)
{
    struct timespec time;
    must(clock_gettime(CLOCK_MONOTONIC, &time) == 0);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static const struct law_rule *rule_of(const char *name)
{
    const struct law_rule *rule = law_rule_find(law_book_built_in(), str_of(name));
    must(rule != NULL);
    return rule;
}

static int64_t sum; /* what was computed is used, so it is computed */

/* Every integer is added for itself: the compiler may not fold the loop. */
static double additions_a_second(void)
{
    int64_t added = 0;
    double began = seconds();
    for (int64_t i = 0; i < ADDITIONS; i++) {
        added += i;
        __asm__ volatile("" : "+r"(added));
    }
    double took = seconds() - began;
    sum += added;
    return ADDITIONS / took;
}

/* Triggers from 2009 to 2031, in an order that no branch can foresee. */
static double due_dates_a_second(const char *name, const char *from)
{
    const struct law_rule *rule = rule_of(name);
    struct date first;
    must(date_parse(str_of(from), &first) == OK);
    double began = seconds();
    for (uint32_t i = 0; i < DUE_DATES; i++) {
        struct law_facts facts = law_facts_of(
            NATION_ENGLAND, date_add_days(first, (int32_t)(i * 2654435761u % DAYS)));
        sum += law_due(rule, &facts).due_on.days;
    }
    return DUE_DATES / (seconds() - began);
}

/* A case as it stands after a year: the call, the house, both decisions, a refusal reconsidered,
 * the leave, the move-on; 14 facts. */
static size_t make_case(uint32_t number, struct law_fact *facts)
{
    static const struct {
        const char *event;
        int after_days;
    } events[] = {
        {"referral_received", 0}, {"need_identified", 0}, {"arrived", 0}, {"entered_support", 0},
        {"journey_plan_agreed", 4}, {"positive_reasonable_grounds", 6}, {"risk_reviewed", 30},
        {"asylum_claim_lodged", 40}, {"negative_conclusive_grounds", 120},
        {"reconsideration_asked", 140}, {"positive_conclusive_grounds", 200},
        {"asylum_granted", 260}, {"discontinuation_letter", 270}, {"likely_homeless", 280},
    };
    struct date began = {(int32_t)(14245 + number * 2654435761u % 6500)}; /* 2009 to 2026 */
    for (size_t i = 0; i < COUNT_OF(events); i++) {
        struct date on = date_add_days(began, events[i].after_days);
        facts[i] = law_fact_at(str_of(events[i].event), london_midnight(on));
    }
    facts[8].superseded_by = 10;
    return COUNT_OF(events);
}

static double cases_in_seconds(size_t *out_clocks)
{
    struct arena arena = arena_make((size_t)1 << 20);
    double took = 0;
    *out_clocks = 0;
    for (uint32_t i = 0; i < CASES; i++) {
        struct law_fact facts[16];
        struct law_case of = {.nation = (enum law_nation)(i % NATION_COUNT), .facts = facts};
        of.count = make_case(i, facts);
        double began = seconds();
        struct law_clocks clocks = law_clocks(&arena, law_book_built_in(), &of);
        took += seconds() - began;
        *out_clocks += clocks.count;
        arena_reset(&arena);
    }
    return took;
}

int main(void)
{
    size_t clocks;
    (void)law_book_built_in();
    double additions = additions_a_second();
    double calendar = due_dates_a_second("RECON-30", "2025-01-16");
    double working = due_dates_a_second("RG-TARGET", "2009-04-01");
    double cases = cases_in_seconds(&clocks);
    printf("{\"additions\": %.0f, \"calendar\": %.0f, \"working\": %.0f, \"cases\": %d, "
           "\"clocks\": %zu, \"seconds\": %.3f}\n",
           additions, calendar, working, CASES, clocks, cases);
    return sum == 0;
}

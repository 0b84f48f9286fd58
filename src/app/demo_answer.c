/* demo_answer.c - who the people are and what was said at the call. */
#include "app/demo_name.h"
#include "app/demo_run.h"
#include "app/demo_text.h"
#include "law/area.h"

enum { ANSWERS_MOST = 64 };
enum { ADULT_YEARS_LEAST = 18 };

struct calling {
    struct arena *arena;
    const struct demo_plan *plan;
    const struct demo_home *home;
    const struct demo_country *country;
    const struct demo_room *room;   /* NULL: none was found */
    const struct demo_house *house;
    const struct area *area;        /* where the house is, or where the person is now */
    struct demo_draw draw;
    struct demo_name name;
    struct str born;
    bool is_safe;
    struct referral_answer *answers;
    size_t answer_count;
};

/* ---- people ---------------------------------------------------------------------------------- */

/* Ages as in the pilot: 15 of 68 under 25, 51 under 45, 2 older (rulebook.md A22). */
static int draw_age(struct demo_draw *draw)
{
    static const int shares[] = {15, 51, 2};
    static const int least[] = {ADULT_YEARS_LEAST, 25, 45}, most[] = {24, 44, 63};
    size_t share = demo_weigh(draw, shares, COUNT_OF(shares));
    return (int)demo_between(draw, least[share], most[share]);
}

static struct str born_months_ago(struct calling *calling, int months)
{
    struct date day = date_in_london((struct instant){calling->home->referred_ms});
    day = date_add_days(date_add_months(day, -months),
                        -(int32_t)demo_between(&calling->draw, 1, 27));
    return date_text(calling->arena, day);
}

/* Of some only the year, or the year and the month, is known. */
static struct str draw_born(struct calling *calling)
{
    static const int shares[] = {84, 6, 10};
    static const size_t sizes[] = {10, 7, 4};
    int years = draw_age(&calling->draw);
    int months = 12 * years + (int)demo_between(&calling->draw, 0, 11);
    struct str born = born_months_ago(calling, months);
    return str_slice(born, 0, sizes[demo_weigh(&calling->draw, shares, COUNT_OF(shares))]);
}

static const struct person_name *names_of(struct arena *arena, const struct demo_name *name,
                                          size_t *out_count)
{
    struct person_name *names = ARENA_MANY(arena, struct person_name, 2);
    names[0] = (struct person_name){.kind = STR("given"), .text = name->whole};
    names[1] = (struct person_name){.kind = STR("spelling"), .text = name->latin};
    *out_count = name->latin.size > 0 ? 2 : 1;
    return names;
}

static const struct person_phone *draw_phone(struct calling *calling, size_t *out_count)
{
    *out_count = demo_chance(&calling->draw, 60);
    struct person_phone *phone = ARENA_NEW(calling->arena, struct person_phone);
    *phone = (struct person_phone){
        .number = demo_phone(calling->arena, &calling->draw),
        .may_call = demo_chance(&calling->draw, 70),
        .may_text = true,
        .may_leave_voicemail = demo_chance(&calling->draw, 20),
        .note = demo_chance(&calling->draw, 40) ? STR("Between ten and four. Say it is the shop.")
                                                : STR_NONE,
    };
    return phone;
}

static const char *houses_felt_safe(const struct calling *calling)
{
    if (calling->house != NULL && calling->house->kind == DEMO_MIXED)
        return calling->home->is_woman ? "women,mixed" : "men,mixed";
    return calling->home->is_woman ? "women" : "men,mixed";
}

static struct person_facts adult_facts(struct calling *calling)
{
    struct person_facts facts = {
        .kind = STR("adult"),
        .called = calling->name.given,
        .born = calling->born,
        .birth_state = calling->born.size == 10 ? STR("known") : STR("partial"),
        .gender = calling->home->is_woman ? STR("female") : STR("male"),
        .nationality = str_of(calling->country->code),
        .languages = str_of(calling->country->languages),
        .feels_safe = calling->home->is_woman ? STR("women_only,woman_worker") : STR("mixed"),
        .helps = demo_chance(&calling->draw, 30) ? STR("A quiet room, tea. Not to be asked twice.")
                                                 : STR_NONE,
        .nation = calling->area->nation,
    };
    facts.names = names_of(calling->arena, &calling->name, &facts.name_count);
    facts.phones = draw_phone(calling, &facts.phone_count);
    return facts;
}

static struct person_facts child_facts(struct calling *calling, const struct demo_child *child)
{
    struct demo_name name = demo_name_draw(calling->arena, &calling->draw, calling->country,
                                           child->is_girl, calling->name.family_parts);
    struct person_facts facts = {
        .kind = STR("child"),
        .called = name.given,
        .born = born_months_ago(calling, child->age_months),
        .birth_state = STR("known"),
        .gender = child->is_girl ? STR("female") : STR("male"),
        .nationality = str_of(calling->country->code),
        .languages = str_of(calling->country->languages),
        .nation = calling->area->nation,
    };
    facts.names = names_of(calling->arena, &name, &facts.name_count);
    return facts;
}

static struct person_facts unborn_facts(struct calling *calling, const struct demo_child *child)
{
    struct str due = born_months_ago(calling, -child->age_months);
    return (struct person_facts){
        .kind = STR("unborn"),
        .born = str_slice(due, 0, 7),
        .birth_state = STR("partial"),
        .nation = calling->area->nation,
    };
}

/* ---- answers --------------------------------------------------------------------------------- */

static void say(struct calling *calling, const char *question, struct str value)
{
    must(calling->answer_count < ANSWERS_MOST);
    calling->answers[calling->answer_count++] = (struct referral_answer){
        .question = str_of(question),
        .value = value,
    };
}

static void say_code(struct calling *calling, const char *question, const char *code)
{
    say(calling, question, str_of(code));
}

static void say_whether(struct calling *calling, const char *question, bool is_so)
{
    say_code(calling, question, is_so ? "yes" : "no");
}

static void say_safety(struct calling *calling)
{
    calling->is_safe = demo_chance(&calling->draw, 55);
    say_whether(calling, "safe-now", calling->is_safe);
    if (!calling->is_safe)
        say_code(calling, "danger-now", "They may know where this place is.");
    say_code(calling, "safe-ways", "call,text");
}

static void say_consent(struct calling *calling)
{
    say_code(calling, "pv-under-age", "no");
    say_whether(calling, "pv-under-age-at-time-of-exploitation", demo_chance(&calling->draw, 15));
    say_code(calling, "consent-explained-by", "The referrer, with an interpreter by phone");
    say_code(calling, "pv-want-to-submit-nrm", "yes");
    say_code(calling, "does-pv-need-support", "yes");
}

static void say_people(struct calling *calling)
{
    const struct demo_home *home = calling->home;
    say_code(calling, "comes-with", home->child_count > 0 ? "with-others" : "alone");
    say(calling, "pv-name-first-name", calling->name.given);
    say(calling, "pv-name-last-name", calling->name.family);
    if (calling->born.size == 10)
        say(calling, "pv-dob", calling->born);
    say_code(calling, "pv-gender", home->is_woman ? "female" : "male");
    say_whether(calling, "does-pv-have-children", home->has_children);
    if (home->has_children && home->child_count == 0)
        say_code(calling, "children-elsewhere", "With the grandmother.");
    say_whether(calling, "pregnant", home->is_pregnant);
    say_code(calling, "pv-nationality", calling->country->code);
    if (str_equal_c(str_of(calling->country->code), "GB"))
        say_code(calling, "asylum-claim", "no");
    else
        say_whether(calling, "asylum-claim", demo_chance(&calling->draw, 51));
}

static void say_where(struct calling *calling)
{
    static const char *const places[] = {"police-station", "hospital", "friends",
                                         "asylum-accommodation", "street", "council",
                                         "place-of-exploitation"};
    const struct demo_home *home = calling->home;
    struct areas areas = area_all();
    bool is_avoiding = home->is_difficult || demo_chance(&calling->draw, 30);
    size_t avoided = demo_pick(&calling->draw, areas.count);
    is_avoiding &= &areas.at[avoided] != calling->area;
    say_code(calling, "where-now", DEMO_ONE_OF(&calling->draw, places));
    say(calling, "current-pv-location-uk-city", calling->area->name);
    say(calling, "regions-allowed", calling->room != NULL && demo_chance(&calling->draw, 40)
                                        ? calling->area->region
                                        : STR("anywhere"));
    say_whether(calling, "avoid-any", is_avoiding);
    if (is_avoiding)
        say(calling, "avoid-areas", areas.at[avoided].code);
    say_whether(calling, "night-admission", home->comes_at_night);
    say_code(calling, "transport", demo_chance(&calling->draw, 60) ? "driver" : "police");
}

/* Where they would like to live and what they have there already; drawn by itself. */
static void say_wishes(struct calling *calling)
{
    struct demo_draw draw = demo_draw_of(calling->home->seed, 9);
    struct areas areas = area_all();
    bool is_near = demo_chance(&draw, 60);
    struct str other = areas.at[demo_pick(&draw, areas.count)].code;
    struct str area = is_near ? calling->area->code : other;
    if (demo_chance(&draw, 50))
        say(calling, "wish-areas", area);
    if (calling->home->child_count > 0 && demo_chance(&draw, 40))
        say(calling, "near-school", area);
    if (demo_chance(&draw, 15))
        say(calling, "near-solicitor", area);
    if (demo_chance(&draw, 15))
        say(calling, "near-treatment", area);
    if (demo_chance(&draw, 20))
        say(calling, "near-community", area);
}

static void say_needs(struct calling *calling)
{
    static const char *const kinds[] = {"mental_health", "legal", "young_adult", "disability",
                                        "substances"};
    const struct demo_home *home = calling->home;
    bool has_medication = demo_chance(&calling->draw, 25);
    say_code(calling, "medical-now", "no");
    say_whether(calling, "medication-tonight", has_medication);
    if (has_medication)
        say_code(calling, "medication-details", "Tablets for the night; has enough for a week.");
    say_code(calling, "feels-safe-houses", houses_felt_safe(calling));
    say_code(calling, "worker-gender", home->is_woman ? "woman" : "no-preference");
    say_whether(calling, "step-free", home->needs_step_free);
    say_whether(calling, "complex-needs", home->has_complex_needs);
    if (home->has_complex_needs)
        say_code(calling, "complex-needs-details", "Needs somebody awake at night.");
    if (home->is_pregnant)
        say_code(calling, "support-kinds", "pregnancy");
    else if (demo_chance(&calling->draw, 50))
        say_code(calling, "support-kinds", DEMO_ONE_OF(&calling->draw, kinds));
}

static void say_risks(struct calling *calling)
{
    static const char *const risks[] = {"risk-to-person", "risk-self", "risk-to-others",
                                        "risk-to-children"};
    static const char *const known[] = {"no", "no", "not-known"};
    for (size_t i = 0; i < COUNT_OF(risks); i++)
        say_code(calling, risks[i], DEMO_ONE_OF(&calling->draw, known));
    say_code(calling, "conflict-any", "no");
}

static void say_language_and_referrer(struct calling *calling)
{
    static const char *const organisations[] = {"Police", "Local council", "Border Force",
                                                "National Health Service", "Outreach charity"};
    const char *language = calling->country->language;
    bool has_english = str_equal_c(str_of(language), "en");
    say_whether(calling, "pv-interpreter-requirements", !has_english);
    if (!has_english)
        say_code(calling, "pv-interpreter-requirements-language", language);
    say_code(calling, "user-organisation", DEMO_ONE_OF(&calling->draw, organisations));
    say(calling, "fr-details-last-name", demo_worker_name(calling->arena, &calling->draw));
    say(calling, "fr-details-phone", demo_phone(calling->arena, &calling->draw));
}

/* Kinds of exploitation in the proportions of the pilot: sexual 39, domestic servitude 20, labour
 * 6, criminal 2 of 67 (rulebook.md A22). */
static void say_exploitation(struct calling *calling)
{
    static const int shares[] = {39, 20, 6, 2};
    static const char *const kinds[] = {
        "types-of-exploitation-prostitution", "types-of-exploitation-unpaid-household-work",
        "types-of-exploitation-forced-to-work", "types-of-exploitation-forced-to-commit-crime"};
    say_code(calling, kinds[demo_weigh(&calling->draw, shares, COUNT_OF(shares))], "true");
    say_code(calling, "safe-house-explained", "yes");
    say_code(calling, "safe-house-offered", "yes");
}

static void say_wish(struct calling *calling)
{
    bool is_other = calling->home->is_wanting_other;
    say_code(calling, "accommodation-wanted", is_other ? "friends" : "safe-house");
    if (!is_other)
        return;
    say_code(calling, "no-safe-house-reason", "own-wish");
    say_code(calling, "no-safe-house-details", "Wants to stay with a cousin; the place was seen.");
}

/* Who waits by day, and is safe where she is, needs the room only in some days: the queue's second
 * tier. */
static bool say_whether_later(struct calling *calling)
{
    const struct demo_home *home = calling->home;
    struct demo_draw draw = demo_draw_of(home->seed, 8);
    if (home->end != DEMO_UNPLACED || !calling->is_safe || home->comes_at_night)
        return false;
    struct date today = date_in_london(calling->plan->size->now);
    struct date from = date_add_days(today, (int32_t)demo_between(&draw, 1, 6));
    say(calling, "needed-from", date_text(calling->arena, from));
    return true;
}

/* ---- the call -------------------------------------------------------------------------------- */

static struct calling begin(struct arena *arena, const struct demo_plan *plan,
                            const struct demo_home *home)
{
    struct calling calling = {
        .arena = arena,
        .plan = plan,
        .home = home,
        .country = &demo_countries[home->country],
        .draw = demo_draw_of(home->seed, 3),
        .answers = ARENA_MANY(arena, struct referral_answer, ANSWERS_MOST),
    };
    struct areas areas = area_all();
    size_t area = demo_pick(&calling.draw, areas.count);
    if (home->room != DEMO_NO_ROOM) {
        calling.room = &plan->houses.rooms[home->room];
        calling.house = &plan->houses.houses[calling.room->house];
        area = calling.house->area;
    }
    calling.area = &areas.at[area];
    calling.name =
        demo_name_draw(arena, &calling.draw, calling.country, home->is_woman, STR_NONE);
    calling.born = draw_born(&calling);
    return calling;
}

void demo_call_make(struct arena *arena, const struct demo_plan *plan,
                    const struct demo_home *home, struct demo_call *out_call)
{
    struct calling calling = begin(arena, plan, home);
    struct person_facts facts = adult_facts(&calling);
    say_safety(&calling);
    say_consent(&calling);
    say_people(&calling);
    say_where(&calling);
    say_wishes(&calling);
    say_needs(&calling);
    say_risks(&calling);
    say_language_and_referrer(&calling);
    say_exploitation(&calling);
    say_wish(&calling);
    bool is_waiting = home->end != DEMO_LIVES && home->end != DEMO_DEPARTED;
    bool is_later = say_whether_later(&calling);
    out_call->referral = (struct referral_new){
        .facts = facts,
        .is_tonight = (is_waiting && !is_later) || home->comes_at_night,
        .answers = calling.answers,
        .answer_count = calling.answer_count,
    };
    for (size_t i = 0; i < home->child_count; i++) {
        const struct demo_child *child = &home->children[i];
        out_call->children[i] = child->is_unborn ? unborn_facts(&calling, child)
                                                 : child_facts(&calling, child);
        out_call->additions[i] = (struct referral_addition){
            .facts = &out_call->children[i],
            .relation = child->is_unborn ? STR("unborn") : STR("child"),
            .sleeping = child->is_unborn ? STR_NONE : child->is_in_cot ? STR("cot") : STR("bed"),
        };
    }
}

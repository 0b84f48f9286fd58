#include "app/demo_text.h"

static const struct demo_note about_adult[] = {
    {"phone", "Rang to ask how the first night was. She slept a little and has eaten."},
    {"visit", "Went through the house rules together with an interpreter. No questions left open."},
    {"visit", "Registered with the GP. First appointment is on Thursday morning."},
    {"phone", "Solicitor rang back. They can take the case; papers will be sent by post."},
    {"meeting", "Journey plan looked at together. English classes and dentist come first."},
    {"message", "Sent a reminder of tomorrow's appointment. Answered that it is understood."},
    {"visit", "Said that nights are hard. Offered counselling; wants to think about it."},
    {"visit", "Counselling begins next week, with a woman interpreter as asked for."},
    {"phone", "Weekly payment has not come. Rang the contractor; it will be paid on Friday."},
    {"event", "Payment has arrived."},
    {"meeting", "Met with the police officer and an interpreter. A break was taken twice."},
    {"visit", "Talked about what to do if somebody from before makes contact. Safety plan new."},
    {"phone", "Could not be reached in the morning. Rang again at two: all is well."},
    {"visit", "Wants to cook for the house on Saturday. Agreed with the others."},
    {"video", "Weekly session by video. Feels safer than a month ago."},
    {"visit", "Heating in the room does not work. Reported; repair promised for tomorrow."},
    {"event", "Heating repaired. A woman engineer came, as asked for."},
    {"meeting", "College: place in the English class from Monday. Bus pass applied for."},
    {"message", "Asked by message to move Tuesday's visit. Moved to Wednesday at eleven."},
    {"visit", "Looked at the letter together. What it says and what comes next is understood."},
    {"phone", "Bank account has been opened."},
    {"visit", "Talked about wishes for a home later: a quiet street, near the college."},
    {"visit", "Went to the food bank and the clothes store together."},
    {"phone", "Dentist rang: appointment brought forward to Monday."},
    {"meeting", "Risk looked at again. No change since last month."},
    {"visit", "Would like to go to prayers. Found a place of worship outside the area to avoid."},
    {"video", "Interpreter spoke another dialect. Session ended early, new one booked."},
    {"event", "New glasses were collected."},
};

static const struct demo_note about_child[] = {
    {"visit", "Plays with the other children in the garden. Sleeps through most nights."},
    {"meeting", "School place found. Starts on Monday; uniform has been paid for."},
    {"phone", "Health visitor will come on Tuesday."},
    {"visit", "Vaccinations looked at with the nurse. Two are missing; appointment made."},
    {"event", "First day at school went well."},
    {"visit", "Asked for a night light. It is there now."},
    {"meeting", "Talked with the class teacher. A quiet place in the break helps."},
    {"visit", "Toys and books were chosen in the playroom."},
    {"phone", "School rang: a cold, was collected at noon."},
    {"visit", "Drew a picture of the house with everybody in it."},
    {"meeting", "Social worker visited. No concerns; comes again in six weeks."},
    {"message", "Nursery has confirmed three mornings a week."},
};

static const struct demo_note about_unborn[] = {
    {"visit", "Midwife visited. All is well."},
    {"phone", "Scan booked for next week; an interpreter comes too."},
    {"event", "Scan done. All is as it should be."},
    {"meeting", "Birth plan written together with the midwife."},
    {"visit", "Cot, nappies and clothes are ready."},
    {"phone", "Hospital bag is packed; who drives at night is agreed."},
};

struct demo_note demo_note_draw(struct demo_draw *draw, enum demo_about about)
{
    if (about == DEMO_ABOUT_CHILD)
        return DEMO_ONE_OF(draw, about_child);
    if (about == DEMO_ABOUT_UNBORN)
        return DEMO_ONE_OF(draw, about_unborn);
    return DEMO_ONE_OF(draw, about_adult);
}

struct str demo_alias(struct arena *arena, size_t number)
{
    static const char *const first[] = {
        "Amber", "Autumn", "Blue", "Bright", "Calm", "Clear", "Copper", "Coral", "Dawn", "Early",
        "Evening", "Fern", "Gentle", "Golden", "Green", "Harvest", "Indigo", "Ivory", "Jade",
        "Lilac", "Linen", "Maple", "Meadow", "Misty", "Morning", "Quiet", "River", "Rose", "Russet",
        "Silver", "Spring", "Summer", "Velvet", "Violet", "Warm", "White", "Winter",
    };
    static const char *const second[] = {
        "Alder", "Anchor", "Arbour", "Aspen", "Beacon", "Birch", "Bramble", "Bridge", "Brook",
        "Cedar", "Clover", "Compass", "Dove", "Elder", "Finch", "Harbour", "Hawthorn", "Heather",
        "Heron", "Juniper", "Lantern", "Lark", "Linden", "Mill", "Oak", "Orchard", "Otter", "Pine",
        "Plover", "Robin", "Rowan", "Sparrow", "Thistle", "Thrush", "Willow", "Wren", "Yew",
        "Kestrel", "Laurel", "Maple", "Teasel",
    };
    size_t all = COUNT_OF(first) * COUNT_OF(second); /* 37 and 41: no pair before all others */
    struct str pair = str_format(arena, "%s %s", first[number % COUNT_OF(first)],
                                 second[number % COUNT_OF(second)]);
    return number < all ? pair
                        : str_format(arena, "%.*s %zu", STR_ARGS(pair), number / all + 1);
}

struct str demo_address(struct arena *arena, struct demo_draw *draw)
{
    static const char *const streets[] = {"Example Lane", "Sample Street", "Invented Road",
                                          "Pretend Close", "Made-up Avenue", "Nowhere Terrace"};
    int number = (int)demo_between(draw, 1, 180), district = (int)demo_between(draw, 1, 40);
    int place = (int)demo_between(draw, 1, 9);
    return str_format(arena, "%d %s, Demonstration, ZZ%d %dZZ", number, DEMO_ONE_OF(draw, streets),
                      district, place);
}

struct str demo_phone(struct arena *arena, struct demo_draw *draw)
{
    return str_format(arena, "07700 900%03d", (int)demo_between(draw, 0, 999));
}

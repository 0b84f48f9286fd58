#include "rooms/release/release_template.h"

#define F(name) (UINT32_C(1) << RELEASE_##name)
#define C(name) (UINT32_C(1) << CLASS_##name)

/* Read it by row: what goes to whom, and why. */
const struct release_template release_templates[] = {
    /* Modern Slavery Act 2015 s52 and the National Referral Mechanism: the first responder's own
     * form, field by field as the Home Office takes it, by its own route (referral_payload.c). */
    {"home_office_referral", RECIPIENT_home_office, PURPOSE_referral, "consent", 0,
     C(OPERATIONAL) | C(IDENTITY) | C(CASE) | C(IMMIGRATION), true},

    /* Homelessness Reduction Act 2017 s10, Housing Act 1996 s213B: with consent, to the council
     * that she chooses: who, how to reach her, why. */
    {"duty_to_refer", RECIPIENT_council, PURPOSE_housing, "consent",
     F(reference) | F(names) | F(born) | F(languages) | F(household) | F(phones) | F(statement),
     C(OPERATIONAL) | C(IDENTITY) | C(CASE) | C(WHEREABOUTS), false},

    {"letter_doctor", RECIPIENT_doctor, PURPOSE_health, NULL,
     F(reference) | F(names) | F(born) | F(gender) | F(languages) | F(helps) | F(statement),
     C(OPERATIONAL) | C(IDENTITY) | C(CASE) | C(HEALTH), false},

    {"letter_school", RECIPIENT_school, PURPOSE_schooling, NULL,
     F(reference) | F(names) | F(born) | F(languages) | F(statement),
     C(OPERATIONAL) | C(IDENTITY) | C(CASE), false},

    {"letter_solicitor", RECIPIENT_solicitor, PURPOSE_advice, "consent",
     F(reference) | F(names) | F(born) | F(nationality) | F(languages) | F(decisions) | F(clocks) |
         F(statement),
     C(OPERATIONAL) | C(IDENTITY) | C(CASE) | C(IMMIGRATION), false},

    /* UK GDPR article 15: everything of hers; other people's names and every address of a house
     * are taken out by the gate. */
    {"own_copy", RECIPIENT_herself, PURPOSE_own_copy, "her_right",
     F(reference) | F(names) | F(called) | F(born) | F(gender) | F(nationality) | F(languages) |
         F(household) | F(phones) | F(helps) | F(decisions) | F(clocks) | F(councils) |
         F(payments) | F(answers) | F(contacts) | F(documents),
     C(OPERATIONAL) | C(IDENTITY) | C(CASE) | C(HEALTH) | C(IMMIGRATION) | C(WHEREABOUTS), false},
};
const size_t release_template_count = COUNT_OF(release_templates);

#define LISTED(name, class) {#name, CLASS_##class},
static const struct {
    const char *name;
    enum release_class class;
} fields[RELEASE_FIELDS] = {RELEASE_FIELD_LIST(LISTED)};
#undef LISTED
#define LISTED(name) #name,
static const char *const recipients[RECIPIENTS] = {RELEASE_RECIPIENT_LIST(LISTED)};
#undef LISTED

const struct release_template *release_template_named(struct str name)
{
    for (size_t i = 0; i < release_template_count; i++)
        if (str_equal_c(name, release_templates[i].name) && !release_templates[i].is_within_care)
            return &release_templates[i];
    return NULL;
}

/* A field of a class that the template may not hold is a mistake in the table above. */
bool release_has_field(const struct release_template *template, enum release_field field)
{
    bool has = (template->fields >> field & 1) != 0;
    must(!has || (template->classes >> fields[field].class & 1) != 0);
    return has;
}

const char *release_field_name(enum release_field field)
{
    must(field >= 0 && field < RELEASE_FIELDS);
    return fields[field].name;
}

enum release_class release_field_class(enum release_field field)
{
    must(field >= 0 && field < RELEASE_FIELDS);
    return fields[field].class;
}

const char *release_recipient_name(enum release_recipient recipient)
{
    must(recipient >= 0 && recipient < RECIPIENTS);
    return recipients[recipient];
}

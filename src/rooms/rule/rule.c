#include "rooms/rule/rule.h"

/* The longer beginning stands first. */
static const struct family {
    const char *beginning, *subject;
} families[] = {
    {"RG-TARGET", "decisions"},
    {"RG-CHILD", "decisions"},
    {"RGTEST-", "decisions"},
    {"CG-MIN", "decisions"},
    {"CG-BACKLOG", "decisions"},
    {"MAAP", "decisions"},
    {"SCA", "decisions"},
    {"IECA", "decisions"},
    {"POD-", "decisions"},
    {"DTN", "first_help"},
    {"AGE-", "first_help"},
    {"POS", "first_help"},
    {"EMERG-", "first_help"},
    {"CONSENT-", "first_help"},
    {"REC-EW-", "recovery"},
    {"REC-S-", "recovery"},
    {"REC-N-", "recovery"},
    {"NHS-", "recovery"},
    {"MOV-EW-", "moving_on"},
    {"MOV-N-", "moving_on"},
    {"MOV-COVID", "moving_on"},
    {"NCG-", "moving_on"},
    {"NRG-", "moving_on"},
    {"REACHIN", "moving_on"},
    {"DROPIN", "moving_on"},
    {"RNA-FIRST", "moving_on"},
    {"RNA-ASK", "moving_on"},
    {"STEP-SUPPORT", "moving_on"},
    {"RECON-", "reconsideration"},
    {"VTS-RECON-", "permission"},
    {"VTS-MAX", "permission"},
    {"VTS-PAUSE", "permission"},
    {"DL-", "permission"},
    {"REFUGEE-", "permission"},
    {"ASY-GRANT-", "asylum"},
    {"ASY-REFUSED-", "asylum"},
    {"ASY-APPEAL", "asylum"},
    {"ASY-NTQ", "asylum"},
    {"ASY-DUTY", "asylum"},
    {"ASY-S4", "asylum"},
    {"ASAP-", "asylum"},
    {"WORK-", "asylum"},
    {"HRA-NOTICE", "housing"},
    {"HRA-RELIEF", "housing"},
    {"HRA-REFER", "housing"},
    {"HRA-", "housing"},
    {"HA-REVIEW", "housing"},
    {"LOCAL-CONN", "housing"},
    {"HWA-", "housing"},
    {"HSA-", "housing"},
    {"HNI-", "housing"},
    {"PILOT-LA", "housing"},
    {"UC-FIRST", "money"},
    {"UC-REASSESS", "money"},
    {"PREG-", "money"},
    {"CHILD-STEP", "money"},
    {"CICA-2Y", "claims"},
    {"CICA-REVIEW", "claims"},
    {"CICA-APPEAL", "claims"},
    {"CIVIL-", "claims"},
    {"ET-", "claims"},
    {"ACAS-", "claims"},
    {"JR-", "claims"},
    {"KPI-HOUSE-", "service"},
    {"KPI-JP-", "service"},
    {"MS-INITIAL-", "service"},
    {"MS-REVIEW-", "service"},
    {"ASO-", "service"},
    {"CQC-", "service"},
    {"MSSIG-", "service"},
    {"MSEF", "service"},
    {"GDPR-SAR", "records"},
    {"GDPR-BREACH", "records"},
    {"GAS-", "buildings"},
    {"EICR-", "buildings"},
    {"FIRE-", "buildings"},
};

static const struct family *family_of(const struct law_rule *rule)
{
    for (size_t i = 0; i < COUNT_OF(families); i++)
        if (str_starts(rule->rule, str_of(families[i].beginning)))
            return &families[i];
    return NULL;
}

struct str rule_subject(const struct law_rule *rule)
{
    const struct family *family = family_of(rule);
    return family ? str_of(family->subject) : STR("other");
}

bool rule_is_version_of(const struct law_rule *one, const struct law_rule *other)
{
    const struct family *family = family_of(one);
    return one == other || (family != NULL && family == family_of(other));
}

struct str rule_standing(const struct law_rule *rule, struct date on)
{
    if (rule->is_proposal)
        return STR("proposal");
    if (rule->is_future)
        return STR("future");
    if (date_is_some(rule->from) && date_compare(on, rule->from) < 0)
        return STR("coming");
    if (date_is_some(rule->to) && date_compare(on, rule->to) > 0)
        return STR("past");
    return STR("in_force");
}

/* release_template.h - what may leave, as data: named templates of named fields to a named kind of
 * recipient, for a purpose.
 *
 * There is no template "full file" but the person's own copy (threats.md S4; a survivor's whole
 * file was once asked for by the department that she was in court with). Immigration enforcement
 * is no recipient and no purpose. Each field has a class (threats.md 4.4); a template says which
 * classes it may hold, and a table that gives it a field of another class does not start.
 * Privileged notes and legal advice are no field, so no template can hold them. Documents are those
 * that were handed in of her, and go to nobody but herself (release_look.h).
 */
#ifndef ROOMS_RELEASE_RELEASE_TEMPLATE_H
#define ROOMS_RELEASE_RELEASE_TEMPLATE_H

#include "guard/job.h"

enum release_class {
    CLASS_OPERATIONAL, CLASS_IDENTITY, CLASS_CASE, CLASS_HEALTH, CLASS_LEGAL, CLASS_IMMIGRATION,
    CLASS_WHEREABOUTS, CLASS_SEALED
};

/* In the order in which a document shows them. */
#define RELEASE_FIELD_LIST(FIELD)                                                                \
    FIELD(reference, OPERATIONAL) FIELD(names, IDENTITY) FIELD(called, IDENTITY)                  \
    FIELD(born, IDENTITY) FIELD(gender, IDENTITY) FIELD(nationality, IMMIGRATION)                 \
    FIELD(languages, OPERATIONAL) FIELD(household, OPERATIONAL) FIELD(phones, WHEREABOUTS)        \
    FIELD(helps, CASE) FIELD(decisions, CASE) FIELD(clocks, CASE) FIELD(councils, WHEREABOUTS)    \
    FIELD(payments, CASE) FIELD(answers, CASE) FIELD(contacts, CASE) FIELD(documents, CASE)       \
    FIELD(statement, CASE)
#define LISTED(name, class) RELEASE_##name,
enum release_field { RELEASE_FIELD_LIST(LISTED) RELEASE_FIELDS };
#undef LISTED

#define RELEASE_RECIPIENT_LIST(RECIPIENT)                                                        \
    RECIPIENT(home_office) RECIPIENT(council) RECIPIENT(doctor) RECIPIENT(school)                 \
    RECIPIENT(solicitor) RECIPIENT(herself)
#define LISTED(name) RECIPIENT_##name,
enum release_recipient { RELEASE_RECIPIENT_LIST(LISTED) RECIPIENTS };
#undef LISTED

struct release_template {
    const char *name; /* codes release_template */
    enum release_recipient recipient;
    enum purpose purpose;
    const char *basis;  /* the only lawful basis, codes release_basis; NULL: the asker says which */
    uint32_t fields;    /* bit n: field n */
    uint32_t classes;   /* bit n: may hold fields of class n */
    bool is_within_care; /* goes by its own route to one recipient, without approvers */
};
extern const struct release_template release_templates[];
extern const size_t release_template_count;

/* NULL: there is none of that name, or it is not for asking (is_within_care). */
const struct release_template *release_template_named(struct str name);

bool release_has_field(const struct release_template *template, enum release_field field);
const char *release_field_name(enum release_field field);
enum release_class release_field_class(enum release_field field);
const char *release_recipient_name(enum release_recipient recipient);

#endif

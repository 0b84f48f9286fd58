/* id.h - every kind of id, one line each, so that mixing two up does not compile.
 *
 * An id is 64 random bits. In URLs people, referrals and houses go by their speakable reference;
 * everything else by id_text(). tool/sqlc and tool/viewc read this list.
 */
#ifndef GUARD_ID_H
#define GUARD_ID_H

#include <stdint.h>

#define ID_TYPE(name) struct name { int64_t value; }

ID_TYPE(record_id);       /* what rights are tied to: a person, referral, house, organisation */
ID_TYPE(circle_id);       /* of care: a worker's, a house's, an organisation's, the desk's */
ID_TYPE(staff_id);
ID_TYPE(organisation_id);
ID_TYPE(session_id);
ID_TYPE(house_id);
ID_TYPE(room_id);
ID_TYPE(bed_id);
ID_TYPE(void_id);         /* a room out of order, from when to when */
ID_TYPE(person_id);
ID_TYPE(name_id);
ID_TYPE(household_id);
ID_TYPE(contact_id);
ID_TYPE(risk_id);
ID_TYPE(consent_id);
ID_TYPE(decision_id);
ID_TYPE(clock_id);
ID_TYPE(referral_id);
ID_TYPE(placement_id);
ID_TYPE(task_id);
ID_TYPE(document_id);
ID_TYPE(payment_id);
ID_TYPE(council_referral_id);
ID_TYPE(release_id);
ID_TYPE(emergency_id);    /* a record opened in an emergency */
ID_TYPE(conflict_id);     /* a flag that keeps a worker from a person */

#endif

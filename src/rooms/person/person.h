/* person.h - one record a person: adult, child, or a child not yet born.
 *
 * What identifies is sealed under the person's own key and opened only for who may see it. A person
 * has several names (given, alias, as on documents, other spellings) and a name she likes to be
 * called. A date of birth may be known, partial or disputed; in doubt the person is presumed a
 * child (Modern Slavery Act 2015 s51). Children and unborn children are people of their own
 * (seeds/002: their needs and risks are poorly recorded elsewhere).
 *
 * Sealing is slow work and happens before the transaction: x_prepare outside, x_store inside
 * job_write; person_add does both.
 */
#ifndef ROOMS_PERSON_PERSON_H
#define ROOMS_PERSON_PERSON_H

#include "guard/opening.h"

enum person_kind { PERSON_ADULT, PERSON_CHILD, PERSON_UNBORN };

struct person_name {
    struct str kind; /* codes name_kind: given, alias, document, spelling */
    struct str text;
    struct name_id name; /* where it stands; 0: nowhere yet */
};

struct person_phone {
    struct str number;
    bool may_call, may_text, may_leave_voicemail;
    struct str note; /* safe hours, who else uses it, code word */
    struct record_id phone; /* where it stands; 0: nowhere yet */
};

/* Everything that can be written down about who somebody is. Empty text: not recorded. */
struct person_facts {
    struct str kind;        /* 'adult', 'child', 'unborn' */
    struct str called;
    struct str born;        /* '1998-04-12', '1998-04', '1998'; of an unborn child the due date */
    struct str birth_state; /* 'known', 'partial', 'disputed', 'not_known' */
    struct str gender;      /* codes gender */
    struct str nationality; /* ISO 3166 alpha-2, separated by commas */
    struct str languages;   /* 'ti:speaks+reads,am:speaks': ISO 639, first is preferred */
    struct str feels_safe;  /* codes feels_safe with commas: kinds of house, gender of worker */
    struct str helps;
    struct str nation;      /* 'E', 'W', 'S', 'N': whose law and whose working days */
    const struct person_name *names;
    size_t name_count;
    const struct person_phone *phones;
    size_t phone_count;
};

struct person {
    struct person_id person;
    struct str ref;          /* 'SR-4821' */
    struct person_facts facts;
    bool is_presumed_child;
    int64_t version;
    struct instant created_at, changed_at;
};

/* Seals the facts of a person to be; draws id, reference and key. Outside a transaction. */
struct person_prepared;
CHECKED enum err person_prepare(struct job *job, const struct person_facts *facts,
                                struct person_prepared **out_prepared);
struct person_id person_prepared_id(const struct person_prepared *prepared);
/* Writes it under a fresh reference, and tells the name index. Inside job_write. Ties are the
 * caller's. */
CHECKED enum err person_store(struct job *job, const struct person_prepared *prepared,
                              struct str *out_ref);
CHECKED enum err person_add(struct job *job, const struct person_facts *facts,
                            struct person_id *out_person);

/* Replaces the facts. What is STR_UNREADABLE among them stays as it stands, name and number where
 * they stand; and while a birth is, so does whether she is presumed a child. ERR_CONFLICT: version
 * is not the one that was shown (a stale form). */
CHECKED enum err person_change(struct job *job, struct person_id person, int64_t version,
                               const struct person_facts *facts);

/* The same in two steps: sealed outside a transaction, written inside job_write, so that what she
 * said can be kept together with what it was said in. */
struct person_change;
CHECKED enum err person_change_prepare(struct job *job, struct person_id person, int64_t version,
                                       const struct person_facts *facts,
                                       const struct person_change **out_change);
CHECKED enum err person_change_store(struct job *job, const struct person_change *change);

/* How much of a person is read and opened: no more than will be shown. Each includes what stands
 * before it; what was not asked for is empty. Only of PERSON_WHOLE there is a version and
 * when it was written. */
enum person_amount {
    PERSON_BORN,   /* only the birth, beside what is not sealed (kind, nation, birth_state) */
    PERSON_CALLED, /* what person_called needs: called, and the names of whom has no such name */
    PERSON_CARE,   /* languages, feels_safe, helps */
    PERSON_WHOLE   /* gender, nationality, every name and phone */
};

/* Opens one person whole, or several in one call of the vault. The caller has checked the right. */
CHECKED enum err person_get(struct job *job, struct person_id person, struct person *out_person);
CHECKED enum err person_get_many(struct job *job, enum person_amount amount,
                                 const struct person_id *people, size_t count,
                                 struct person *out_people);

/* The same for who reads them or mends them: what does not open is STR_UNREADABLE. Nothing is
 * decided by it: guard/opening.h. */
CHECKED enum err person_get_readable(struct job *job, struct person_id person,
                                     struct person *out_person);
CHECKED enum err person_get_many_readable(struct job *job, enum person_amount amount,
                                          const struct person_id *people, size_t count,
                                          struct person *out_people);

/* The same for a page that opens more than people, in the one call of guard/opening.h: what is not
 * sealed is there at once, and out_people, which must not move meanwhile, is whole after
 * opening_open. */
CHECKED enum err person_ask(struct opening *opening, enum person_amount amount,
                            const struct person_id *people, size_t count,
                            struct person *out_people);

/* What other rooms keep of her is sealed under her key, outside of transactions. place: where the
 * sealed text will stand. */
CHECKED enum err person_seal_text(struct job *job, struct person_id person,
                                  struct vault_place place, struct str text,
                                  struct str *out_sealed);

/* The same for many, in one call of the vault. */
struct sealed_text {
    struct vault_place place;
    struct str plain, sealed; /* sealed is filled by the call */
};
CHECKED enum err person_seal_texts(struct job *job, struct person_id person,
                                   struct sealed_text *texts, size_t count);

/* Puts such a text down to be opened; *out_text is there after opening_open. place: where the
 * sealed text stands. Her key is read unless something of hers was put down before. */
CHECKED enum err person_ask_text(struct opening *opening, struct person_id person,
                                 struct vault_place place, struct str sealed,
                                 struct str *out_text);

/* By speakable reference. ERR_NOT_FOUND. For the dispatcher, which then asks guard. */
CHECKED enum err person_find_ref(struct db *db, struct arena *arena, struct str ref,
                                 struct person_id *out_person);

/* Age on a day, from what is known of the birth: the least and the most it can be; -1 unknown. */
void person_age(struct str born, struct date on, int *out_least, int *out_most);

/* Is it a whole date, a month or a year? */
bool person_birth_is_readable(struct str born);

/* What somebody typed of a birth, as the record keeps it: "27 3 2022", "27/3/2022", "3 2022",
 * "2022" or the record's own form. False when it is none of them. */
bool person_birth_read(struct arena *arena, struct str typed, struct str *out_born);

/* The other way: "27 3 2022", "3 2022", "2022". */
struct str person_birth_typed(struct arena *arena, struct str born);

/* What the person is called in a sentence: the name she likes to be called, else a given name that
 * can be read; STR_UNREADABLE: there is one, and none can. */
struct str person_called(const struct person *person);

/* ---- finding people ------------------------------------------------------------------------ */

struct person_query {
    struct str text;  /* names in any script, or a reference */
    struct str phone;
    int birth_year;   /* 0: not asked */
};
struct person_match {
    struct person_id person;
    int score; /* 0-1000, vault.h */
};
/* Best first, only whom the asker has RIGHT_person_read to. out_hidden: is there a strong match
 * that the asker may not see? (RIGHT_people_match only; false for everybody else.) */
CHECKED enum err person_search(struct job *job, const struct person_query *query,
                               struct person_match *out_matches, size_t limit, size_t *out_count,
                               bool *out_has_hidden);

/* Reads whom a search found, as far as is wanted and can be read, each with a line "matched" in the
 * log. */
CHECKED enum err person_read_matches(struct job *job, enum person_amount amount,
                                     const struct person_match *matches, size_t count,
                                     struct person *out_people);

/* Reads what changed since the last call into the vault's index; all of it at start. Cheap when
 * nothing changed. Called before each search, so that several processes agree. */
CHECKED enum err person_index_refresh(struct job *job);

#endif

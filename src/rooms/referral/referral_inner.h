/* referral_inner.h - what the files of this room share: sealing a batch of answers, and storing it.
 */
#ifndef ROOMS_REFERRAL_REFERRAL_INNER_H
#define ROOMS_REFERRAL_REFERRAL_INNER_H

#include "rooms/referral/referral.h"

/* Longest answer in bytes that the vault takes. A longer one cannot even be kept as a draft. */
enum { ANSWER_LIMIT = VAULT_PLAIN_LIMIT };

/* Where a referral's key comes from: its row, or vault_key_make for one that is being made. */
struct referral_key_pair {
    struct referral_id referral;
    struct str wrapped_key;
};

/* Seals values, one out for each answer. Outside a transaction. */
CHECKED enum err answers_seal(struct job *job, const struct referral_key_pair *key,
                              const struct referral_answer *answers, size_t count,
                              struct str **out_sealed);

/* Writes or takes back one answer. Inside job_write. */
CHECKED enum err answer_store(struct job *job, struct referral_id referral,
                              const struct referral_answer *answer, struct str sealed);

/* Keeps the answers that name nobody but whom the asker may read, or who stood there before, in
 * order, at the front; of the others a problem says so, the same whether somebody has that
 * reference or nobody. */
CHECKED enum err answers_keep_named(struct job *job, const struct referral_answers *before,
                                    struct referral_answer *answers, size_t *count,
                                    struct problems *problems);

/* What an answer changes in the referral's own row: reason, urgency, when needed. Inside
 * job_write. */
CHECKED enum err answer_follow(struct job *job, struct referral_id referral, bool is_tonight,
                               const struct referral_answer *answer);

/* Who the person is, as far as the answers say. */
struct person_facts facts_of_answers(struct arena *arena, const struct referral_answers *answers);

/* What the answers say of her now and did not say before: sealed outside a transaction, and written
 * to her record in the one that writes the answers. *out_learnt NULL: nothing. */
struct learnt;
CHECKED enum err person_learn(struct job *job, struct person_id person,
                              const struct referral_answers *before,
                              const struct referral_answers *after,
                              const struct learnt **out_learnt);
CHECKED enum err person_learn_store(struct job *job, const struct learnt *learnt);

/* A referral to be made: everything slow is done. */
struct referral_prepared {
    struct person_prepared *person; /* NULL: the person is there already */
    struct person_id person_id;
    struct referral_key_pair key;
    struct str refs[20];            /* taken in turn while one is used already */
    bool is_tonight;
    struct instant needed_at;
    const struct referral_answer *answers;
    const struct str *sealed;
    size_t answer_count;
};
CHECKED enum err referral_prepare(struct job *job, const struct referral_new *referral,
                                  struct referral_prepared *out_prepared);
/* Inside job_write. */
CHECKED enum err referral_store(struct job *job, const struct referral_prepared *prepared,
                                struct str *out_ref);

#endif

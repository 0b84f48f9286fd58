/* Checkpoints, and what they find that the chain alone does not. */
#include "guard_fixture.h"
#include "guard_tests.h"

#include <stdlib.h>
#include <string.h>

#include "guard/audit_line.h"
#include "guard/audit_proof.h"

static struct audit_trees trees;

static void write_some(struct fixture *fixture, int count)
{
    struct job *job = fixture_as(fixture, ROLE_night_desk, 7);
    for (int i = 0; i < count; i++)
        job_audit(job, VERB_read, RECORD_person, 100 + i);
    assert_int_equal(job_audit_commit(job), OK);
    fixture_later(fixture, MS_PER_SECOND);
}

/* The notes that were signed, for a witness. */
static enum err sign(struct fixture *fixture, struct buf *witness, struct audit_break *out_break)
{
    struct job *job = fixture_later(fixture, MS_PER_SECOND);
    struct audit_signed_list made = {0};
    bool is_more;
    enum err err = audit_sign(job, &trees, &made, &is_more, out_break);
    for (size_t i = 0; i < made.count && witness != NULL; i++) {
        buf_add(witness, made.at[i].note);
        buf_add_char(witness, '\n');
    }
    fixture_later(fixture, 0);
    return err;
}

static void sign_well(struct fixture *fixture, struct buf *witness)
{
    struct audit_break broken;
    assert_int_equal(sign(fixture, witness, &broken), OK);
}

static struct audit_findings verify(struct fixture *fixture, struct str witness)
{
    struct audit_findings found;
    enum err err = audit_verify_against(fixture_later(fixture, 0), witness, &found);
    assert_int_equal(err, found.broken.fault ? ERR_INVALID : OK);
    return found;
}

static void start_over(struct fixture *fixture)
{
    static const struct store_statement all[] = {
        RAW("delete from audit"), RAW("delete from audit_chain"), RAW("delete from audit_tile"),
        RAW("delete from audit_checkpoint"), RAW("delete from audit_detail")};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        fixture_run(fixture, &all[i]);
    trees = (struct audit_trees){0};
    fixture_forget_in_vault(fixture);
}

static int64_t writer_of(struct fixture *fixture)
{
    struct audit_break broken = {0};
    static const struct store_statement spoil = RAW("update audit set at = at + 1");
    static const struct store_statement mend = RAW("update audit set at = at - 1");
    int64_t lines;
    fixture_run(fixture, &spoil);
    assert_int_equal(audit_verify(fixture_later(fixture, 0), &lines, &broken), ERR_INVALID);
    fixture_run(fixture, &mend);
    fixture_later(fixture, 0);
    return broken.writer;
}

void test_checkpoints_are_made_when_something_was_written(void **state)
{
    struct fixture *fixture = *state;
    struct buf witness = buf_make(&fixture->arena, 4096);
    start_over(fixture);
    sign_well(fixture, &witness);
    assert_int_equal(witness.size, 0);
    write_some(fixture, 3);
    assert_int_equal(verify(fixture, STR_NONE).unsigned_lines, 3);
    sign_well(fixture, &witness);
    size_t one = witness.size;
    assert_true(one > 0);
    sign_well(fixture, &witness);
    assert_int_equal(witness.size, one);
    write_some(fixture, 2);
    sign_well(fixture, &witness);
    struct audit_findings found = verify(fixture, buf_text(&witness));
    assert_int_equal(found.lines, 5);
    assert_int_equal(found.checkpoints, 1); /* of this hour the last */
    assert_int_equal(found.witnessed, 2);
    assert_int_equal(found.unsigned_lines, 0);
}

/* A database from before there were trees, and a server that starts again, make the same tree. */
void test_tree_is_made_again_from_what_is_stored(void **state)
{
    struct fixture *fixture = *state;
    struct buf witness = buf_make(&fixture->arena, 4096);
    start_over(fixture);
    for (int i = 0; i < 5; i++) {
        write_some(fixture, 700);
        sign_well(fixture, &witness);
        if (i % 2)
            trees = (struct audit_trees){0};
    }
    struct audit_findings found = verify(fixture, buf_text(&witness));
    assert_int_equal(found.lines, 3500);
    assert_int_equal(found.witnessed, 5);
    static const struct store_statement no_tiles = RAW("delete from audit_tile");
    fixture_run(fixture, &no_tiles);
    trees = (struct audit_trees){0};
    write_some(fixture, 1);
    sign_well(fixture, &witness);
    assert_int_equal(verify(fixture, buf_text(&witness)).witnessed, 6);
}

/* Who can write to the database computes every hash of the chain anew. */
static void write_anew(struct fixture *fixture, int count)
{
    static const struct store_statement all[] = {RAW("delete from audit"),
                                                 RAW("delete from audit_chain"),
                                                 RAW("delete from audit_tile")};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        fixture_run(fixture, &all[i]);
    struct job *job = fixture_as(fixture, ROLE_night_desk, 7);
    for (int i = 0; i < count; i++)
        job_audit(job, VERB_read, RECORD_house, 500 + i);
    assert_int_equal(job_audit_commit(job), OK);
    fixture_later(fixture, 0);
}

void test_log_written_anew_is_found(void **state)
{
    struct fixture *fixture = *state;
    struct buf witness = buf_make(&fixture->arena, 4096);
    start_over(fixture);
    write_some(fixture, 6);
    sign_well(fixture, &witness);
    write_anew(fixture, 6);
    assert_int_equal(verify(fixture, STR_NONE).broken.fault, AUDIT_FAULT_CHECKPOINT);
    write_anew(fixture, 4);
    assert_int_equal(verify(fixture, STR_NONE).broken.fault, AUDIT_FAULT_MISSING);
    /* the server's own eye, with what it has at hand and after a start */
    struct audit_break broken;
    write_anew(fixture, 9);
    assert_int_equal(sign(fixture, NULL, &broken), ERR_INVALID);
    trees = (struct audit_trees){0};
    assert_int_equal(sign(fixture, NULL, &broken), ERR_INVALID);
}

static const struct store_statement unsign = RAW("delete from audit_checkpoint");

/* Who writes the log anew and takes away every checkpoint, as one who has taken over the web
 * process can, gets no signature for it, and is found without a witness. */
void test_no_second_history_is_signed(void **state)
{
    struct fixture *fixture = *state;
    struct audit_break broken;
    static const int lengths[] = {4, 6, 9, 0};
    start_over(fixture);
    write_some(fixture, 6);
    sign_well(fixture, NULL);
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        fixture_run(fixture, &unsign);
        trees = (struct audit_trees){0};
        write_anew(fixture, lengths[i]);
        broken = (struct audit_break){0};
        assert_int_equal(sign(fixture, NULL, &broken), ERR_INVALID);
        assert_int_equal(broken.fault, lengths[i] < 6 ? AUDIT_FAULT_MISSING : AUDIT_FAULT_HISTORY);
        assert_int_equal(verify(fixture, STR_NONE).broken.fault, AUDIT_FAULT_HISTORY);
    }
}

/* What the vault has signed and the database has no checkpoint of, because the write failed or
 * another server made it, is no break: it goes on from there. */
void test_signing_goes_on_from_what_the_vault_knows(void **state)
{
    struct fixture *fixture = *state;
    struct buf witness = buf_make(&fixture->arena, 4096);
    start_over(fixture);
    for (int i = 0; i < 40; i++) {
        write_some(fixture, i % 7 == 0 ? 1500 : i);
        sign_well(fixture, &witness);
        if (i % 3 == 0)
            fixture_run(fixture, &unsign);
        if (i % 4 == 0)
            trees = (struct audit_trees){0};
    }
    assert_int_equal(verify(fixture, buf_text(&witness)).broken.fault, AUDIT_FAULT_NONE);
}

/* Who also takes away what the vault remembers has the new log signed: then only a witness knows
 * better. */
void test_fork_and_rollback_are_found_by_a_witness(void **state)
{
    struct fixture *fixture = *state;
    struct buf witness = buf_make(&fixture->arena, 4096);
    start_over(fixture);
    write_some(fixture, 6);
    sign_well(fixture, &witness);
    static const int lengths[] = {4, 6, 9};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        fixture_run(fixture, &unsign);
        trees = (struct audit_trees){0};
        write_anew(fixture, lengths[i]);
        fixture_forget_in_vault(fixture);
        sign_well(fixture, NULL);
        assert_int_equal(verify(fixture, STR_NONE).broken.fault, AUDIT_FAULT_NONE);
        assert_int_equal(verify(fixture, buf_text(&witness)).broken.fault,
                         lengths[i] < 6 ? AUDIT_FAULT_WITNESS_LONGER : AUDIT_FAULT_WITNESS);
    }
}

void test_checkpoint_of_another_key_is_found(void **state)
{
    static const struct store_statement older = RAW("update audit_checkpoint set tree_size = 2");
    static const struct store_statement forged = RAW(
        "update audit_checkpoint set tree_size = 3, "
        "note = replace(note, 'time 2026', 'time 2025')");
    struct fixture *fixture = *state;
    start_over(fixture);
    write_some(fixture, 3);
    sign_well(fixture, NULL);
    fixture_run(fixture, &older);
    assert_int_equal(verify(fixture, STR_NONE).broken.fault, AUDIT_FAULT_SIGNATURE);
    fixture_run(fixture, &forged);
    assert_int_equal(verify(fixture, STR_NONE).broken.fault, AUDIT_FAULT_SIGNATURE);
}

/* ---- every byte ------------------------------------------------------------------------------ */

struct texts {
    struct buf all;
    size_t count;
    size_t starts[10001];
};

static void take_text(void *with, struct str piece)
{
    struct texts *texts = with;
    texts->starts[texts->count++] = texts->all.size;
    buf_add(&texts->all, piece);
}

static struct tree_hash root_over(const struct tree_hash *leaves, size_t from, size_t to,
                                  struct tree tree)
{
    for (size_t i = from; i < to; i++)
        tree_add(&tree, leaves[i]);
    return tree_root(&tree);
}

/* Each byte of each entry as exported, changed to another: its leaf is no longer the one under the
 * root that was signed. Every five hundredth entry's changed leaf is also carried up the proof that
 * the database gives of it. Without HAVEN_LONG every entry has one byte changed, in turn; with it
 * every byte of every entry. */
void test_any_byte_of_ten_thousand_entries(void **state)
{
    enum { ENTRIES = 10000 };
    struct fixture *fixture = *state;
    bool is_long = getenv("HAVEN_LONG") != NULL;
    struct texts *texts = calloc(1, sizeof(*texts));
    struct tree_hash *leaves = calloc(ENTRIES, sizeof(*leaves));
    struct arena arena = arena_make((size_t)64 << 20);
    start_over(fixture);
    write_some(fixture, ENTRIES);
    sign_well(fixture, NULL);
    int64_t writer = writer_of(fixture);
    texts->all = buf_make(&arena, 1 << 20);
    assert_int_equal(audit_export(fixture_later(fixture, 0), take_text, texts), OK);
    assert_int_equal(texts->count, ENTRIES);
    texts->starts[ENTRIES] = texts->all.size;
    for (size_t i = 0; i < ENTRIES; i++)
        leaves[i] = tree_leaf(str_slice(buf_text(&texts->all), texts->starts[i],
                                        texts->starts[i + 1] - texts->starts[i]));
    struct audit_signed newest;
    assert_int_equal(audit_newest(fixture_later(fixture, 0), writer, &newest), OK);
    struct tree_hash whole = root_over(leaves, 0, ENTRIES, (struct tree){0});
    assert_true(tree_hash_equal(&whole, &newest.checkpoint.mark.root));
    long changes = 0;
    for (size_t i = 0; i < ENTRIES; i++) {
        struct tree_proof proof;
        struct str text;
        size_t size = texts->starts[i + 1] - texts->starts[i];
        if (i % 500 == 0) { /* the database's own proof; the others differ by their place */
            assert_int_equal(audit_prove_line(fixture_later(fixture, 0), writer, (int64_t)i + 1,
                                              ENTRIES, &proof, &text), OK);
            assert_true(str_equal(text, str_slice(buf_text(&texts->all), texts->starts[i], size)));
            assert_true(tree_has_entry(&proof, (int64_t)i, ENTRIES, &leaves[i], &whole));
        }
        for (size_t at = is_long ? 0 : i % size; at < size; at += is_long ? 1 : size) {
            char *byte = texts->all.at + texts->starts[i] + at;
            char kept = *byte;
            *byte = (char)(kept ^ (1 << (i + at) % 8));
            struct tree_hash leaf =
                tree_leaf((struct str){texts->all.at + texts->starts[i], size});
            assert_false(tree_hash_equal(&leaf, &leaves[i]));
            if (i % 500 == 0)
                assert_false(tree_has_entry(&proof, (int64_t)i, ENTRIES, &leaf, &whole));
            *byte = kept;
            changes++;
        }
    }
    assert_true(changes >= ENTRIES);
    arena_free(&arena);
    free(leaves);
    free(texts);
}

/* ---- details --------------------------------------------------------------------------------- */

enum { ABOUT = 9 };

/* A line about somebody, with words, written and signed; her key. */
static struct audit_owner tell_in_words(struct fixture *fixture, struct str words)
{
    struct job *job = fixture_as(fixture, ROLE_night_desk, 7);
    struct audit_owner owner = {.kind = VAULT_PERSON, .id = ABOUT};
    const struct audit_detail *detail;
    assert_int_equal(vault_key_make(job->vault, job->arena, VAULT_PERSON, ABOUT,
                                    &owner.wrapped_key), OK);
    assert_int_equal(job_audit_seal(job, &owner, words, &detail), OK);
    job_audit_detail(job, VERB_read, RECORD_person, ABOUT, PURPOSE_care, detail);
    assert_int_equal(job_audit_commit(job), OK);
    sign_well(fixture, NULL);
    return owner;
}

static enum err forget_words(struct job *job, void *with)
{
    (void)with;
    return audit_forget(job, VAULT_PERSON, ABOUT);
}

void test_details_are_sealed_and_erased(void **state)
{
    static const struct store_statement spoil = RAW("update audit_detail set owner = owner, sealed "
                                                    "= (select hash from audit where number = 1)");
    static const struct store_statement uncommit =
        RAW("update audit set commitment = null where number = 1");
    struct fixture *fixture = *state;
    start_over(fixture);
    const struct audit_owner owner = tell_in_words(fixture, STR("Police asked at the door"));
    assert_int_equal(verify(fixture, STR_NONE).lines, 1);
    struct audit_words_list list;
    assert_int_equal(audit_words(fixture_later(fixture, 0), &owner, &list), OK);
    assert_int_equal(list.count, 1);
    assert_string_equal(str_c(fixture->job.arena, list.at[0].verb), verb_name(VERB_read));
    assert_string_equal(str_c(fixture->job.arena, list.at[0].words), "Police asked at the door");
    fixture_run(fixture, &uncommit);
    assert_int_equal(verify(fixture, STR_NONE).broken.fault, AUDIT_FAULT_LINE);
    start_over(fixture);
    tell_in_words(fixture, STR("Police"));
    fixture_run(fixture, &spoil);
    assert_int_equal(verify(fixture, STR_NONE).broken.fault, AUDIT_FAULT_DETAIL);
    assert_int_equal(job_write(fixture_later(fixture, 0), forget_words, NULL), OK);
    assert_int_equal(audit_words(fixture_later(fixture, 0), &owner, &list), OK);
    assert_int_equal(list.count, 0);
    struct audit_findings found = verify(fixture, STR_NONE);
    assert_int_equal(found.broken.fault, AUDIT_FAULT_NONE);
    assert_int_equal(found.lines, 1);
    assert_int_equal(found.checkpoints, 1);
}

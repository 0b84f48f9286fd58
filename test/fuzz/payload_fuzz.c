/* A file of referrals to import: whatever it holds, it is counted whole or refused with what is
 * wrong in which row.
 * sources: src/rooms/referral/referral_payload.c
 * libraries: haven
 */
#include "guard/job.h"
#include "rooms/referral/referral.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct job job = {.arena = &arena, .now = {INT64_C(1795486200000)}};
    struct problems problems = problems_make(&arena);
    int64_t count = -1;
    enum err err = referral_import(&job, (struct str){(const char *)bytes, size}, true, &problems,
                                   &count);
    must(err == OK || err == ERR_INVALID);
    must((err == OK) == (problems.count == 0) && (err == OK) == (count >= 0));
    for (size_t i = 0; i < problems.count; i++)
        must(str_is_utf8(problems.items[i].field) && str_is_utf8(problems.items[i].detail));
    arena_free(&arena);
    return 0;
}

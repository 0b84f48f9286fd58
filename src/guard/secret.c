#include "guard/secret.h"

#include "guard/totp.h"

static struct vault_item item_of(struct staff_id staff, struct str wrapped_key, struct str in)
{
    return (struct vault_item){
        .kind = VAULT_STAFF,
        .owner = staff.value,
        .wrapped_key = wrapped_key,
        .place = {"account", "totp_sealed", staff.value},
        .in = in,
    };
}

struct str secret_draw(struct arena *arena)
{
    char *drawn = ARENA_MANY(arena, char, TOTP_SECRET_BYTES);
    vault_random(drawn, TOTP_SECRET_BYTES);
    return (struct str){drawn, TOTP_SECRET_BYTES};
}

enum err secret_seal(struct job *job, struct staff_id staff, struct str wrapped_key,
                     struct str secret, struct str *out_sealed)
{
    struct vault_item item = item_of(staff, wrapped_key, secret);
    enum err err = vault_seal(job->vault, job->arena, &item, 1);
    if (err == OK)
        err = item.result;
    if (err == OK)
        *out_sealed = item.out;
    return err;
}

enum err secret_open(struct job *job, struct staff_id staff, struct str wrapped_key,
                     struct str sealed, struct str *out_secret)
{
    struct vault_item item = item_of(staff, wrapped_key, sealed);
    enum err err = vault_open_all(job->vault, job->arena, &item, 1);
    if (err == OK && item.result != OK)
        err = ERR_INTERNAL;
    if (err == OK)
        *out_secret = item.out;
    return err;
}

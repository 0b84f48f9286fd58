/* key_commands.c - `haven key passphrase`: the root key's file sealed with a passphrase. */
#include "app/commands.h"
#include "app/folder.h"

int key_passphrase_command(struct call *call)
{
    if (folder_carry_over(call->settings) != OK)
        return EXIT_REFUSED;
    struct arena arena = arena_make(1 << 16);
    const struct vault_wish wish = {.has_begun = true};
    struct vault_settings settings = app_vault_settings(&arena, call->settings, &wish);
    const char *reason = "";
    enum err err = vault_seal_key(&settings, &reason);
    if (err == OK)
        fprintf(call->out, "haven: %s is sealed with the passphrase. Without it nothing in the "
                "database can be read: keep it where the key's safe copy is not.\n",
                settings.key_path);
    else
        fprintf(call->complaints, "haven: %s stays as it is: %s\n", settings.key_path, reason);
    arena_free(&arena);
    return err == OK ? EXIT_DONE : EXIT_REFUSED;
}

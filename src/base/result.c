#include "base/result.h"

const char *err_name(enum err err)
{
    switch (err) {
    case OK: return "ok";
    case ERR_NOT_FOUND: return "not_found";
    case ERR_DENIED: return "denied";
    case ERR_INVALID: return "invalid";
    case ERR_MALFORMED: return "malformed";
    case ERR_TOO_LARGE: return "too_large";
    case ERR_CONFLICT: return "conflict";
    case ERR_REPEATED: return "repeated";
    case ERR_BUSY: return "busy";
    case ERR_LOCKED: return "locked";
    case ERR_TOO_MANY: return "too_many";
    case ERR_INTERNAL: return "internal";
    }
    return "unknown";
}

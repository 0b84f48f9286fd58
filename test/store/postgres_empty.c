#include "postgres_empty.h"

#include <libpq-fe.h>

bool postgres_empty(const char *url)
{
    PGconn *handle = PQconnectdb(url);
    PGresult *result = PQexec(handle, "set client_min_messages = warning; "
                                      "drop schema public cascade; create schema public");
    bool is_empty = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    PQfinish(handle);
    return is_empty;
}

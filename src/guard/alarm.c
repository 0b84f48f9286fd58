#include "guard/alarm.h"

#include <stdio.h>

void alarm_raise(const char *name)
{
    fprintf(stderr, "haven: alarm %s\n", name);
}

#include "held_reading.h"

#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "made_pdf.h"

enum { PAGE_MEMORY = 32 << 20, LINES = 40000 };

static bool is_child(pid_t process)
{
    char path[64];
    int parent = 0;
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)process);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    int read = fscanf(file, "%*d (%*[^)]) %*c %d", &parent);
    fclose(file);
    return read == 1 && parent == (int)getpid();
}

static bool is_cleaner(pid_t process)
{
    char path[64], word[32] = "";
    snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)process);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    size_t size = fread(word, 1, sizeof(word) - 1, file);
    fclose(file);
    return size > 0 && strcmp(word, "haven-cleaner") == 0;
}

size_t held_processes(pid_t *out_processes, size_t most)
{
    size_t count = 0;
    DIR *all = opendir("/proc");
    must(all != NULL);
    for (struct dirent *entry; count < most && (entry = readdir(all)) != NULL;) {
        pid_t process = (pid_t)strtol(entry->d_name, NULL, 10);
        if (process > 0 && is_child(process) && is_cleaner(process))
            out_processes[count++] = process;
    }
    closedir(all);
    return count;
}

struct str held_page(struct arena *arena)
{
    struct buf page = buf_make(arena, 1 << 20);
    buf_add_c(&page, "BT /F 9 Tf (Rose Lane) Tj ");
    for (int i = LINES; i > 0; i--)
        buf_format(&page, "1 0 0 1 %d %d Tm (word) Tj\n", i % 7 * 50, i);
    return sample_page(arena, &(struct page_sample){.draws = str_c(arena, buf_text(&page))});
}

static void *read_page(void *with)
{
    struct held_reading *reading = with;
    struct arena arena = arena_make(PAGE_MEMORY);
    struct document_text text;
    reading->err = cleaner_read(&arena, reading->page, &text);
    if (reading->err == OK && text.text.size == 0)
        reading->err = ERR_INVALID;
    arena_free(&arena);
    return NULL;
}

void held_readings_begin(struct held_readings *held)
{
    held->arena = arena_make(PAGE_MEMORY);
    struct str page = held_page(&held->arena);
    for (size_t i = 0; i < CLEANER_READS_AT_ONCE; i++) {
        held->at[i].page = page;
        must(pthread_create(&held->at[i].thread, NULL, read_page, &held->at[i]) == 0);
    }
    while (held_processes(held->processes, CLEANER_READS_AT_ONCE) < CLEANER_READS_AT_ONCE)
        sched_yield();
    for (size_t i = 0; i < CLEANER_READS_AT_ONCE; i++)
        must(kill(held->processes[i], SIGSTOP) == 0);
}

void held_readings_end(struct held_readings *held)
{
    for (size_t i = 0; i < CLEANER_READS_AT_ONCE; i++)
        must(kill(held->processes[i], SIGCONT) == 0);
    for (size_t i = 0; i < CLEANER_READS_AT_ONCE; i++) {
        must(pthread_join(held->at[i].thread, NULL) == 0);
        must(held->at[i].err == OK);
    }
    arena_free(&held->arena);
}

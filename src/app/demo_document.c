/* demo_document.c - what was handed in: a letter as text and one as PDF, of two households each, so
 * that there is something to open. They pass the cleaner as everybody's do. */
#include "app/demo_run.h"
#include "rooms/document/document.h"

/* As short as a PDF can be written by hand; the cleaner makes a whole one of it. */
#define PAGE(line)                                                                               \
    "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"                                 \
    "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"                                     \
    "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources"          \
    "<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>\nendobj\n"                 \
    "4 0 obj\n<<>>\nstream\nBT /F 14 Tf 72 760 Td (" line ") Tj ET\nendstream\nendobj\n"         \
    "trailer\n<</Root 1 0 R/Size 5>>\n%%EOF\n"

static const struct {
    const char *kind, *title, *bytes;
} handed_in[] = {
    {"decision", "Reasonable grounds letter",
     PAGE("An invented letter: there are reasonable grounds to believe ...")},
    {"medical", "Letter of the surgery",
     "Sampleton Surgery\n\nDear colleague,\n\nthe next appointment is on Tuesday at ten. Please "
     "book an interpreter, and let the patient choose who is in the room.\n\nDr Amal Sample\n"},
};

static enum err hand_in(struct demo_run *run, const struct demo_home *home, size_t which)
{
    struct job job;
    struct document_id document;
    enum err err = demo_job(run, &run->workers[home->worker], run->plan->size->now.ms, &job);
    if (err != OK)
        return err;
    struct problems problems = problems_make(job.arena);
    err = document_add(&job, &(struct document_new){
        .person = home->people[0],
        .kind = str_of(handed_in[which].kind),
        .title = str_of(handed_in[which].title),
        .bytes = str_of(handed_in[which].bytes),
    }, &problems, &document);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

enum err demo_hand_in_of(struct demo_run *run, const struct demo_home *home)
{
    enum err err = OK;
    for (size_t which = 0; err == OK && which < COUNT_OF(handed_in); which++)
        err = hand_in(run, home, which);
    return err;
}

enum err demo_hand_in(struct demo_run *run)
{
    const struct demo_plan *plan = run->plan;
    enum err err = OK;
    size_t homes = 0;
    for (size_t i = 0; err == OK && i < plan->home_count && homes < 2; i++) {
        const struct demo_home *home = &plan->homes[i];
        if (home->end != DEMO_LIVES || home->arrived_ms > plan->size->now.ms)
            continue;
        homes++;
        err = demo_hand_in_of(run, home);
    }
    return err;
}

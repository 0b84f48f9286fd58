#include "release_stopped_page.h"
#include "rooms/release/release_gate.h"
#include "rooms/release/release_web.h"

static size_t add_hits(struct gate_hit_view *hits, size_t count, uint32_t kinds, const char *part)
{
    for (int kind = 0; kind < PROTECTED_KINDS; kind++)
        if (kinds >> kind & 1)
            hits[count++] = (struct gate_hit_view){
                str_of(protected_name((enum protected_kind)kind)), str_of(part)};
    return count;
}

enum err release_gate_pass(struct job *job, struct reply *reply)
{
    struct release_gate gate;
    enum err err = release_gate_make(job, &gate);
    if (err != OK)
        return err;
    const struct str parts[] = {reply->body, reply->file_name};
    uint32_t found[COUNT_OF(parts)];
    err = release_gate_check(job, &gate, parts, COUNT_OF(parts), found);
    if (err != OK || (found[0] == 0 && found[1] == 0))
        return err;
    struct release_stopped_view *view = ARENA_NEW(job->arena, struct release_stopped_view);
    struct gate_hit_view *hits = ARENA_MANY(job->arena, struct gate_hit_view, 2 * PROTECTED_KINDS);
    view->hits.count = add_hits(hits, 0, found[0], "text");
    view->hits.count = add_hits(hits, view->hits.count, found[1], "file_name");
    view->hits.at = hits;
    job_audit(job, VERB_stopped, job->target.kind, job->target.record.value);
    *reply = (struct reply){.result = ERR_CONFLICT};
    reply_page(reply, &page_release_stopped, view);
    reply->result = ERR_CONFLICT;
    return OK;
}

#include "rooms/sheet/sheet_web.h"

#include "rooms/sheet/sheet.h"
#include "sheet_page.h"
#include "sheet_view.h"
#include "web/words.h"

static void fill_people(struct job *job, const struct sheet_stay *stay, const char *language,
                        struct sheet_stay_view *view)
{
    struct sheet_person_view *people =
        ARENA_MANY(job->arena, struct sheet_person_view, stay->people_count);
    for (size_t i = 0; i < stay->people_count; i++) {
        const struct sheet_person *person = &stay->people[i];
        people[i] = (struct sheet_person_view){
            .called = person->called,
            .ref = person->ref,
            .language = sheet_languages(job->arena, person->languages, language),
            .helps = person->helps,
            .is_child = person->is_child,
        };
        job_audit(job, VERB_exported, RECORD_person, person->person.value);
    }
    view->people.at = people;
    view->people.count = stay->people_count;
}

enum err sheet_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct sheet sheet;
    enum err err = sheet_load(job, &sheet);
    if (err != OK)
        return err;
    const char *language = words_choose_code(request->languages);
    struct sheet_view *view = ARENA_NEW(job->arena, struct sheet_view);
    struct sheet_stay_view *stays = ARENA_MANY(job->arena, struct sheet_stay_view, sheet.count);
    for (size_t i = 0; i < sheet.count; i++) {
        const struct sheet_stay *stay = &sheet.stays[i];
        stays[i] = (struct sheet_stay_view){
            .alias = stay->alias,
            .area = stay->area,
            .is_first = i == 0 || !str_equal(stay->alias, sheet.stays[i - 1].alias),
            .room_name = stay->room_name,
            .is_expected = stay->is_expected,
            .expected_at = stay->expected_at,
            .persons = stay->persons,
            .others = stay->persons - (int64_t)stay->people_count,
        };
        fill_people(job, stay, language, &stays[i]);
        view->persons += stay->persons;
    }
    view->made_at = sheet.made_at;
    view->stays.at = stays;
    view->stays.count = sheet.count;
    reply_sheet(reply, view);
    return OK;
}

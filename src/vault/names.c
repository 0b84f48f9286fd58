/* Keeping the index: words, people, phones. Finding is in names_find.c. */
#include "vault/names.h"

#include <stdlib.h>
#include <string.h>

#include "vault/pages.h"

enum { FIRST_ROOM = 1024 };

/* ---- places and hashes -------------------------------------------------------------------- */

static void places_start(struct places *places)
{
    *places = (struct places){.room = FIRST_ROOM, .free_first = NONE};
}

static void hash_size(struct hash *hash, uint32_t size)
{
    free(hash->heads);
    hash->size = size;
    hash->heads = malloc(size * sizeof(*hash->heads));
    must(hash->heads != NULL);
    memset(hash->heads, 0xFF, size * sizeof(*hash->heads));
}

static uint32_t *head_of(const struct hash *hash, uint32_t value)
{
    return &hash->heads[value & (hash->size - 1)];
}

static uint32_t hash_letters(const char *letters)
{
    uint32_t value = 2166136261u; /* FNV-1a */
    for (; *letters; letters++)
        value = (value ^ (unsigned char)*letters) * 16777619u;
    return value ^ value >> 15;
}

static uint32_t hash_id(int64_t id)
{
    return (uint32_t)(((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) >> 32);
}

uint32_t phone_hash(uint64_t number)
{
    return hash_id((int64_t)(number % 10000000));
}

/* ---- words -------------------------------------------------------------------------------- */

uint32_t names_word(const struct names *names, const char *letters)
{
    uint32_t at = *head_of(&names->word_hash, hash_letters(letters));
    while (at != NONE && strcmp(names->words[at].letters, letters) != 0)
        at = names->words[at].next;
    return at;
}

static void chain_words(struct names *names)
{
    for (uint32_t i = 0; i < names->word_places.used; i++) {
        struct word *word = &names->words[i];
        if (word->size == 0)
            continue;
        uint32_t *head = head_of(&names->word_hash, hash_letters(word->letters));
        word->next = *head;
        *head = i;
    }
}

static void grow_words(struct names *names)
{
    size_t old = names->word_places.room, room = old + old / 2;
    names->words = pages_grow(names->words, old * sizeof(struct word), room * sizeof(struct word));
    names->marks =
        pages_grow(names->marks, old * sizeof(struct marks), room * sizeof(struct marks));
    names->word_places.room = (uint32_t)room;
    if (room > names->word_hash.size) {
        hash_size(&names->word_hash, names->word_hash.size * 2);
        chain_words(names);
    }
}

static uint32_t take_word_place(struct names *names)
{
    struct places *places = &names->word_places;
    uint32_t at = places->free_first;
    places->live++;
    if (at != NONE) {
        places->free_first = names->words[at].next;
        return at;
    }
    if (places->used == places->room)
        grow_words(names);
    return places->used++;
}

static uint32_t put_word(struct names *names, const struct fold_word *folded)
{
    uint32_t at = names_word(names, folded->letters);
    if (at != NONE) {
        /* written with its vowels by one person and without by another: keep the kinder reading */
        names->words[at].sound.is_abjad |= folded->is_abjad;
        names->marks[at].is_unsure |= folded->is_abjad;
        return at;
    }
    struct word_sound sound;
    sound_of(folded->letters, folded->is_abjad, &sound);
    at = take_word_place(names);
    uint32_t *head = head_of(&names->word_hash, hash_letters(folded->letters));
    struct word *word = &names->words[at];
    *word = (struct word){.sound = sound.sound, .size = folded->size, .next = *head};
    memcpy(word->letters, folded->letters, sizeof(word->letters));
    word->is_particle = fold_is_particle(folded->letters);
    names->marks[at] = sound.marks;
    *head = at;
    return at;
}

static void drop_word(struct names *names, uint32_t at)
{
    struct word *word = &names->words[at];
    uint32_t *link = head_of(&names->word_hash, hash_letters(word->letters));
    while (*link != at)
        link = &names->words[*link].next;
    *link = word->next;
    free(word->people);
    explicit_bzero(word, sizeof(*word));
    names->marks[at] = (struct marks){0};
    word->next = names->word_places.free_first;
    names->word_places.free_first = at;
    names->word_places.live--;
}

static void add_bearer(struct word *word, uint32_t person)
{
    if (word->person_count > 0 && word->people[word->person_count - 1] == person)
        return; /* twice in the names of one person: people are added one after the other */
    if (word->person_count == word->person_room) {
        word->person_room += word->person_room / 2 + 2;
        word->people = realloc(word->people, word->person_room * sizeof(*word->people));
        must(word->people != NULL);
    }
    word->people[word->person_count++] = person;
}

/* Where the word does not name the person (it stood twice in the names), nothing. */
static void remove_bearer(struct names *names, uint32_t at, uint32_t person)
{
    struct word *word = &names->words[at];
    for (uint32_t i = 0; i < word->person_count; i++) {
        if (word->people[i] == person) {
            word->people[i] = word->people[--word->person_count];
            break;
        }
    }
    if (word->person_count == 0 && word->size > 0)
        drop_word(names, at);
}

/* ---- phones ------------------------------------------------------------------------------- */

uint64_t phone_number(struct str typed)
{
    uint64_t number = 0;
    int digits = 0;
    for (size_t i = 0; i < typed.size; i++) {
        char c = typed.at[i];
        if (c == '(' && i + 2 < typed.size && typed.at[i + 1] == '0' && typed.at[i + 2] == ')') {
            i += 2;
            continue;
        }
        if (c < '0' || c > '9' || (c == '0' && number == 0))
            continue;
        if (++digits > 15) /* E.164 */
            return 0;
        number = number * 10 + (uint64_t)(c - '0');
    }
    return digits < 7 ? 0 : number;
}

bool is_same_phone(uint64_t a, uint64_t b)
{
    uint64_t shorter = a < b ? a : b, longer = a < b ? b : a, scale = 1;
    while (scale <= shorter)
        scale *= 10;
    return longer % scale == shorter;
}

static void grow_phones(struct names *names)
{
    size_t old = names->phone_places.room, room = old + old / 2;
    names->phones =
        pages_grow(names->phones, old * sizeof(struct phone), room * sizeof(struct phone));
    names->phone_places.room = (uint32_t)room;
    if (room <= names->phone_hash.size)
        return;
    hash_size(&names->phone_hash, names->phone_hash.size * 2);
    for (uint32_t i = 0; i < names->phone_places.used; i++) {
        if (names->phones[i].number == 0)
            continue;
        uint32_t *head = head_of(&names->phone_hash, phone_hash(names->phones[i].number));
        names->phones[i].next = *head;
        *head = i;
    }
}

static uint32_t put_phone(struct names *names, uint64_t number, uint32_t person)
{
    struct places *places = &names->phone_places;
    uint32_t at = places->free_first;
    if (at != NONE) {
        places->free_first = names->phones[at].next;
    } else {
        if (places->used == places->room)
            grow_phones(names);
        at = places->used++;
    }
    uint32_t *head = head_of(&names->phone_hash, phone_hash(number));
    names->phones[at] = (struct phone){.number = number, .person = person, .next = *head};
    *head = at;
    return at;
}

static void drop_phone(struct names *names, uint32_t at)
{
    uint32_t *link = head_of(&names->phone_hash, phone_hash(names->phones[at].number));
    while (*link != at)
        link = &names->phones[*link].next;
    *link = names->phones[at].next;
    names->phones[at] = (struct phone){.next = names->phone_places.free_first};
    names->phone_places.free_first = at;
}

static void put_phones(struct names *names, uint32_t place, const struct name_entry *entry)
{
    struct person *person = &names->people[place];
    uint32_t taken[PERSON_PHONES];
    for (size_t i = 0; i < entry->phone_count && person->phone_count < PERSON_PHONES; i++) {
        uint64_t number = phone_number(entry->phones[i]);
        if (number != 0)
            taken[person->phone_count++] = put_phone(names, number, place);
    }
    if (person->phone_count == 0)
        return;
    person->phones = malloc(person->phone_count * sizeof(*taken));
    must(person->phones != NULL);
    memcpy(person->phones, taken, person->phone_count * sizeof(*taken));
}

/* ---- people ------------------------------------------------------------------------------- */

uint32_t names_person(const struct names *names, int64_t id)
{
    uint32_t at = *head_of(&names->person_hash, hash_id(id));
    while (at != NONE && names->people[at].id != id)
        at = names->people[at].next;
    return at;
}

static void grow_people(struct names *names)
{
    size_t old = names->person_places.room, room = old + old / 2;
    names->people =
        pages_grow(names->people, old * sizeof(struct person), room * sizeof(struct person));
    names->person_places.room = (uint32_t)room;
    if (room <= names->person_hash.size)
        return;
    hash_size(&names->person_hash, names->person_hash.size * 2);
    for (uint32_t i = 0; i < names->person_places.used; i++) {
        if (names->people[i].name_count == 0)
            continue;
        uint32_t *head = head_of(&names->person_hash, hash_id(names->people[i].id));
        names->people[i].next = *head;
        *head = i;
    }
}

static uint32_t take_person_place(struct names *names, int64_t id)
{
    struct places *places = &names->person_places;
    uint32_t at = places->free_first;
    places->live++;
    if (at != NONE) {
        places->free_first = names->people[at].next;
    } else {
        if (places->used == places->room)
            grow_people(names);
        at = places->used++;
    }
    uint32_t *head = head_of(&names->person_hash, hash_id(id));
    names->people[at] = (struct person){.id = id, .next = *head};
    *head = at;
    return at;
}

static void take_out(struct names *names, uint32_t at)
{
    struct person *person = &names->people[at];
    const uint32_t *name = person->names;
    for (size_t i = 0; i < person->name_count; i++) {
        for (uint32_t j = 1; j <= name[0]; j++)
            remove_bearer(names, name[j], at);
        name += name[0] + 1;
    }
    for (size_t i = 0; i < person->phone_count; i++)
        drop_phone(names, person->phones[i]);
    free(person->names);
    free(person->phones);
    uint32_t *link = head_of(&names->person_hash, hash_id(person->id));
    while (*link != at)
        link = &names->people[*link].next;
    *link = person->next;
    *person = (struct person){.next = names->person_places.free_first};
    names->person_places.free_first = at;
    names->person_places.live--;
}

/* Names as folded before the lock is taken. */
struct draft {
    struct folded names[PERSON_NAMES];
    size_t name_count;
    size_t word_count;
};

static void fold_names(const struct name_entry *entry, struct draft *draft)
{
    draft->name_count = draft->word_count = 0;
    for (size_t i = 0; i < entry->name_count && draft->name_count < PERSON_NAMES; i++) {
        struct folded *folded = &draft->names[draft->name_count];
        fold_name(entry->names[i], folded);
        draft->word_count += folded->count;
        draft->name_count += folded->count > 0;
    }
}

static void put_names(struct names *names, uint32_t place, const struct draft *draft)
{
    uint32_t *at = malloc((draft->name_count + draft->word_count) * sizeof(*at));
    must(at != NULL);
    names->people[place].names = at;
    names->people[place].name_count = (uint8_t)draft->name_count;
    for (size_t i = 0; i < draft->name_count; i++) {
        const struct folded *folded = &draft->names[i];
        *at++ = (uint32_t)folded->count;
        for (size_t j = 0; j < folded->count; j++) {
            uint32_t word = put_word(names, &folded->words[j]);
            add_bearer(&names->words[word], place);
            *at++ = word;
        }
    }
}

void index_put(struct names *names, const struct name_entry *entry)
{
    struct draft draft;
    fold_names(entry, &draft);
    must(pthread_rwlock_wrlock(&names->lock) == 0);
    uint32_t before = names_person(names, entry->person);
    if (before != NONE)
        take_out(names, before);
    if (draft.name_count > 0) {
        uint32_t place = take_person_place(names, entry->person);
        bool is_year = entry->birth_year > 0 && entry->birth_year <= INT16_MAX;
        names->people[place].birth_year = (int16_t)(is_year ? entry->birth_year : 0);
        put_names(names, place, &draft);
        put_phones(names, place, entry);
    }
    pthread_rwlock_unlock(&names->lock);
    explicit_bzero(&draft, sizeof(draft));
}

size_t index_count(struct names *names)
{
    must(pthread_rwlock_rdlock(&names->lock) == 0);
    size_t count = names->person_places.live;
    pthread_rwlock_unlock(&names->lock);
    return count;
}

/* ---- life --------------------------------------------------------------------------------- */

struct names *names_make(void)
{
    struct names *names = calloc(1, sizeof(*names));
    must(names != NULL);
    must(pthread_rwlock_init(&names->lock, NULL) == 0);
    sound_prepare();
    places_start(&names->word_places);
    places_start(&names->person_places);
    places_start(&names->phone_places);
    names->words = pages_grow(NULL, 0, FIRST_ROOM * sizeof(struct word));
    names->marks = pages_grow(NULL, 0, FIRST_ROOM * sizeof(struct marks));
    names->people = pages_grow(NULL, 0, FIRST_ROOM * sizeof(struct person));
    names->phones = pages_grow(NULL, 0, FIRST_ROOM * sizeof(struct phone));
    hash_size(&names->word_hash, FIRST_ROOM);
    hash_size(&names->person_hash, FIRST_ROOM);
    hash_size(&names->phone_hash, FIRST_ROOM);
    return names;
}

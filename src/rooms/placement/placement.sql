-- ---- which rooms: every house, or one of them ----------------------------------------------
-- house_from and house_to name a range of ids: all houses for a list, one house twice for the check
-- inside the transaction, so that both see the same facts.

--: placement_world_houses(house_from house_id, house_to house_id) many
--> house house_id, ref text, alias text, organisation organisation_id, nation text, region text,
--> area text, takes_women flag, takes_men flag, takes_mixed flag, takes_families flag,
--> is_large_shared flag, night_cover text, step_free text, catered flag, licence_persons integer,
--> complex_places integer, movable_cots integer, turnaround_days integer, languages text,
--> specialisms text, is_open flag, workers text?
select h.house, h.ref, h.alias, h.organisation, h.nation, h.region, h.area, h.takes_women,
       h.takes_men, h.takes_mixed, h.takes_families, h.is_large_shared, h.night_cover, h.step_free,
       h.catered, h.licence_persons, h.complex_places, h.movable_cots, h.turnaround_days,
       h.languages, h.specialisms, h.is_open, w.workers
  from house h
  left join house_workers w on w.house = h.house
 where h.house between $1 and $2
 order by h.house;

--: placement_world_rooms(house_from house_id, house_to house_id) many
--> room room_id, house house_id, name text, beds integer, cots integer, step_free text,
--> self_contained flag, departed_at instant?
-- With the last departure, from which the room is made ready.
select r.room, r.house, r.name, r.beds, r.cots, r.step_free, r.self_contained,
       (select max(p.departed_at) from placement p where p.room = r.room) as departed_at
  from room r
 where r.house between $1 and $2
 order by r.house, r.room;

--: placement_world_live(house_from house_id, house_to house_id, now instant) many
--> placement placement_id, room room_id, house house_id, household household_id, state text,
--> persons integer, beds integer, cots integer, complex_places integer, modes integer,
--> held_until_at instant?, planned_until_on date?
-- An expired hold is none, whether or not its row has been ended.
select placement, room, house, household, state, persons, beds, cots, complex_places, modes,
       held_until_at, planned_until_on
  from placement
 where is_live = 1 and house between $1 and $2 and (held_until_at is null or held_until_at > $3)
 order by house, placement;

--: placement_world_residents(house_from house_id, house_to house_id, now instant) many
--> house house_id, household household_id, state text, person person_id
select p.house, p.household, p.state, m.person
  from placement p
  join household_member m on m.household = p.household
 where p.is_live = 1 and p.house between $1 and $2
   and (p.held_until_at is null or p.held_until_at > $3) and m.until_at is null
 order by p.house, m.person;

--: placement_world_voids(house_from house_id, house_to house_id, until_on date) many
--> room room_id, house house_id, from_on date, expected_until_on date
-- Out of order by that day; one that was expected to end and has not is still on.
select v.room, r.house, v.from_on, v.expected_until_on
  from room_void v
  join room r on r.room = v.room
 where r.house between $1 and $2 and v.ended_on is null and v.from_on <= $3
 order by v.room, v.from_on;

--: placement_world_bookings(house_from house_id, house_to house_id) many
--> room room_id, house house_id, household household_id, from_on date, until_on date,
--> persons integer, cots integer, complex_places integer, modes integer, is_same_house flag
-- What a planned move will take of the house, as the stay that it ends takes it elsewhere.
select b.room, r.house, p.household, b.from_on, b.until_on, p.persons, p.cots, p.complex_places,
       p.modes, case when p.house = r.house then 1 else 0 end as is_same_house
  from booking b
  join room r on r.room = b.room
  join placement p on p.placement = b.moves
 where b.is_live = 1 and r.house between $1 and $2
 order by r.house, b.room;

--: placement_world_apart(household household_id, now instant, is_living flag) many
--> person person_id
-- Everybody in a household that must not live with somebody of this one: the other side of the
-- conflict, which the household's own answers cannot tell. is_living: only of those who live there.
select distinct other.person
  from household_member mine
  join placement_apart a on a.person = mine.person
  join placement p on p.placement = a.placement
  join household_member other on other.household = p.household
 where mine.household = $1 and mine.until_at is null and other.until_at is null
   and p.is_live = 1 and p.household <> $1 and (p.held_until_at is null or p.held_until_at > $2)
   and ($3 = 0 or p.state = 'arrived')
 order by other.person;

--: placement_world_provider(household household_id) one
--> organisation organisation_id
-- Who supports the household already: the provider of its latest stay.
select h.organisation
  from placement p
  join house h on h.house = p.house
 where p.household = $1 and p.arrived_at is not null
 order by p.arrived_at desc
 limit 1;

-- ---- taking a room -------------------------------------------------------------------------

--: placement_lock_house(house house_id) one
--> house house_id
-- The licence, the kinds of house and the people to stay apart are the house's: whoever changes who
-- lives there waits here for the one before.
select house from house where house = $1 @FOR_UPDATE@;

--: placement_lock_room(room room_id) one
--> room room_id, house house_id
select room, house from room where room = $1 @FOR_UPDATE@;

--: placement_house_of_room(room room_id) one
--> house house_id
select house from room where room = $1;

--: placement_expired_of(room room_id, household household_id, now instant) many
--> placement placement_id
-- Holds whose time is over, in this room or of this household.
select placement
  from placement
 where is_live = 1 and held_until_at <= $3 and room = $1
 union
select placement
  from placement
 where is_live = 1 and held_until_at <= $3 and household = $2
 order by placement;

--: placement_expired(now instant, limit_ integer) many
--> placement placement_id
select placement from placement where is_live = 1 and held_until_at <= $1
 order by held_until_at, placement
 limit $2;

--: placement_live_of_room(room room_id) one
--> placement placement_id, household household_id, state text, planned_until_on date?
select placement, household, state, planned_until_on
  from placement
 where room = $1 and is_live = 1;

--: placement_live_of_household(household household_id, now instant) one
--> placement placement_id
select placement from placement
 where household = $1 and is_live = 1 and (held_until_at is null or held_until_at > $2);

--: placement_insert(placement placement_id, referral referral_id, household household_id,
--:     room room_id, house house_id, state text, persons integer, beds integer, cots integer,
--:     complex_places integer, modes integer, now instant, staff staff_id, held_until_at instant?,
--:     explanation text) exec fallible
-- Fallible: the two unique indexes have the last word.
insert into placement (placement, referral, household, room, house, state, is_live, persons, beds,
                       cots, complex_places, modes, held_at, held_by, held_until_at, explanation,
                       version)
values ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1);

--: placement_apart_insert(placement placement_id, person person_id) exec
insert into placement_apart (placement, person) values ($1, $2)
on conflict (placement, person) do nothing;

-- ---- one placement -------------------------------------------------------------------------

--: placement_row(placement placement_id) one
--> placement placement_id, referral referral_id, household household_id, room room_id,
--> house house_id, state text, is_live flag, held_by staff_id?, held_until_at instant?,
--> offered_at instant?, answered_at instant?, decline_reason text?, wish_answer text?,
--> wish_told text?, wish_at instant?, expected_at instant?, arrived_at instant?,
--> arrival_checks text?, key_worker staff_id?, planned_until_on date?, departed_at instant?,
--> end_reason text?, destination text?, moved_from placement_id?, explanation text,
--> version integer
select placement, referral, household, room, house, state, is_live, held_by, held_until_at,
       offered_at, answered_at, decline_reason, wish_answer, wish_told, wish_at, expected_at,
       arrived_at, arrival_checks, key_worker, planned_until_on, departed_at, end_reason,
       destination, moved_from, explanation, version
  from placement
 where placement = $1;

--: placement_of_referral(referral referral_id) many
--> placement placement_id, state text, held_at instant, house_alias text, room_name text
-- Newest first.
select p.placement, p.state, p.held_at, h.alias as house_alias, r.name as room_name
  from placement p
  join house h on h.house = p.house
  join room r on r.room = p.room
 where p.referral = $1
 order by p.held_at desc, p.placement;

--: placement_referral_of(placement placement_id) one
--> referral referral_id
select referral from placement where placement = $1;

--: placement_circles(house house_id) one
--> circle circle_id, organisation_circle circle_id
select h.circle, o.circle as organisation_circle
  from house h
  join organisation o on o.organisation = h.organisation
 where h.house = $1;

--: placement_ties_elsewhere(record record_id, house house_id, now instant, provider integer,
--:     caseload integer) many
--> circle circle_id, relation integer
-- Providers other than the house's, and workers of theirs, that a record is still tied to.
select t.circle, t.relation
  from tie t
  join house h on h.house = $2
  join organisation o on o.organisation = h.organisation
 where t.record = $1 and t.until_at > $3
   and (t.relation = $4 and t.circle <> o.circle
        or t.relation = $5 and exists (select 1 from account a
                                        where a.circle = t.circle
                                          and a.organisation <> h.organisation))
 order by t.relation, t.circle;

--: placement_shape(placement placement_id) one
--> persons integer, beds integer, cots integer, complex_places integer, modes integer
select persons, beds, cots, complex_places, modes from placement where placement = $1;

--: placement_shape_set(placement placement_id, persons integer, beds integer, cots integer,
--:     complex_places integer, modes integer, explanation text) exec
update placement set persons = $2, beds = $3, cots = $4, complex_places = $5, modes = $6,
       explanation = $7
 where placement = $1;

--: placement_state_set(placement placement_id, state text, is_live flag, version integer) exec
--:     changed
-- Whoever changed the row in between wins.
update placement set state = $2, is_live = $3, version = version + 1
 where placement = $1 and version = $4;

--: placement_held_set(placement placement_id, held_until_at instant?) exec
update placement set held_until_at = $2 where placement = $1;

--: placement_offered_set(placement placement_id, now instant, expected_at instant) exec
update placement set offered_at = $2, expected_at = $3 where placement = $1;

--: placement_answered_set(placement placement_id, now instant, decline_reason text?) exec
update placement set answered_at = $2, decline_reason = $3 where placement = $1;

--: placement_wish_set(placement placement_id, answer text, told text?, now instant, words blob?)
--:     exec
update placement set wish_answer = $2, wish_told = $3, wish_at = $4, wish_sealed = $5
 where placement = $1;

--: placement_wish_of(placement placement_id) one
--> referral referral_id, wrapped_key blob, wish_sealed blob?
select p.referral, f.wrapped_key, p.wish_sealed
  from placement p
  join referral f on f.referral = p.referral
 where p.placement = $1;

--: placement_arrival_set(placement placement_id, arrived_at instant, checks text?,
--:     key_worker staff_id?, planned_until_on date?) exec
update placement set arrived_at = $2, arrival_checks = $3, key_worker = $4, planned_until_on = $5
 where placement = $1;

--: placement_end_set(placement placement_id, end_reason text?) exec
update placement set end_reason = $2 where placement = $1;

--: placement_planned_set(placement placement_id, until_on date) exec
update placement set planned_until_on = $2 where placement = $1;

--: placement_departure_set(placement placement_id, departed_at instant, destination text) exec
update placement set departed_at = $2, destination = $3 where placement = $1;

--: placement_moved_set(placement placement_id, moved_from placement_id) exec
update placement set moved_from = $2 where placement = $1;

--: placement_accepted_in(house house_id) one
--> number integer
-- How many are on their way there: while there is one, the desk may open the address.
select count(*) as number from placement
 where house = $1 and is_live = 1 and state = 'accepted';

--: placement_key_worker(staff staff_id, house house_id, now instant) one
--> circle circle_id
-- A support worker of the house's provider; nobody else gets a caseload from here.
select a.circle
  from house h
  join account a on a.organisation = h.organisation
 where h.house = $2 and a.staff = $1 and a.until_at > $3 and a.role = 'support_worker';

--: placement_key_workers(house house_id, now instant) many
--> staff staff_id, display_name text
-- Who can be chosen: support workers of the provider.
select a.staff, a.display_name
  from house h
  join account a on a.organisation = h.organisation
 where h.house = $1 and a.role = 'support_worker' and a.until_at > $2
 order by a.display_name, a.staff;

-- ---- planned moves -------------------------------------------------------------------------

--: placement_booking_insert(booking task_id, room room_id, referral referral_id,
--:     moves placement_id, from_on date, until_on date) exec fallible
insert into booking (booking, room, referral, moves, from_on, until_on, is_live)
values ($1, $2, $3, $4, $5, $6, 1);

--: placement_booking_overlap(room room_id, from_on date, until_on date) one
--> number integer
select count(*) as number from booking
 where room = $1 and is_live = 1 and from_on < $3 and until_on > $2;

--: placement_booking_of(placement placement_id) one
--> room room_id, room_name text, house house_id, house_alias text, from_on date, until_on date,
--> is_asked flag, answered_at instant?
-- is_asked: it is a house of another provider.
select b.room, r.name as room_name, r.house, h.alias as house_alias, b.from_on, b.until_on,
       case when h.organisation = own.organisation then 0 else 1 end as is_asked, a.answered_at
  from booking b
  join room r on r.room = b.room
  join house h on h.house = r.house
  join placement p on p.placement = b.moves
  join house own on own.house = p.house
  left join booking_answer a on a.booking = b.booking
 where b.moves = $1 and b.is_live = 1;

--: placement_booking_end(placement placement_id) exec changed
update booking set is_live = 0 where moves = $1 and is_live = 1;

-- ---- pages ---------------------------------------------------------------------------------

--: placement_head(placement placement_id) one
--> referral_ref text, house_ref text, house_alias text, area text, room_name text, held_by text?,
--> key_worker text?
select f.ref as referral_ref, h.ref as house_ref, h.alias as house_alias, h.area,
       r.name as room_name, held.display_name as held_by, worker.display_name as key_worker
  from placement p
  join referral f on f.referral = p.referral
  join house h on h.house = p.house
  join room r on r.room = p.room
  left join account held on held.staff = p.held_by
  left join account worker on worker.staff = p.key_worker
 where p.placement = $1;

--: placement_arrivals(relations integer, staff staff_id, now instant, until_at instant) many
--> placement placement_id, referral referral_id, referral_ref text, house_alias text,
--> room_name text, persons integer, state text, expected_at instant?, arrived_at instant?,
--> wish_answer text?
-- Offers that wait for the house's answer, who is expected until a moment, and who arrived in the
-- day before now; only what the asker is tied to (guard/right.h).
select p.placement, p.referral, f.ref as referral_ref, h.alias as house_alias,
       r.name as room_name, p.persons, p.state, p.expected_at, p.arrived_at, p.wish_answer
  from placement p
  join referral f on f.referral = p.referral
  join house h on h.house = p.house
  join room r on r.room = p.room
 where p.is_live = 1
   and (p.state = 'offered' and p.held_until_at > $3
        or p.state = 'accepted' and p.expected_at < $4
        or p.state = 'arrived' and p.arrived_at > $3 - 86400000)
   and (($1 & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = p.referral and t.until_at > $3 and (t.relation & $1) <> 0
                      and t.staff = $2))
 order by p.expected_at, p.placement;

-- ---- rooms out of order ---------------------------------------------------------------------

--: placement_in_void(void_id void_id, now instant, today date) many
--> placement placement_id
-- Who has the room on a day on which it would be out of order: without an agreed end for good, when
-- overdue through today.
select p.placement
  from room_void v
  join placement p on p.room = v.room
 where v.void = $1 and p.is_live = 1 and (p.held_until_at is null or p.held_until_at > $2)
   and (p.planned_until_on is null or p.planned_until_on > v.from_on or v.from_on <= $3);

--: placement_booked_in_void(void_id void_id) many
--> booking placement_id
select b.booking
  from room_void v
  join booking b on b.room = v.room
 where v.void = $1 and b.is_live = 1 and b.from_on < v.expected_until_on and b.until_on > v.from_on;

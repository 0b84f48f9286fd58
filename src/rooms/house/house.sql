-- ---- houses -----------------------------------------------------------------------------------

--: house_insert(house house_id, ref text, alias text, organisation organisation_id, circle
--:     circle_id, nation text, region text, area text, takes_women flag, takes_men flag,
--:     takes_mixed flag, takes_families flag, is_large_shared flag, night_cover text, step_free
--:     text, is_catered flag, licence_persons integer, complex_places integer, movable_cots
--:     integer, turnaround_days integer, languages text, specialisms text, wrapped_key blob,
--:     address_sealed blob, is_open flag) exec fallible
-- Fallible: a reference that is taken already is drawn again.
insert into house (house, ref, alias, organisation, circle, nation, region, area, takes_women,
                   takes_men, takes_mixed, takes_families, is_large_shared, night_cover, step_free,
                   catered, licence_persons, complex_places, movable_cots, turnaround_days,
                   languages, specialisms, wrapped_key, address_sealed, is_open, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22, $23, $24, $25, 1);

--: house_update(house house_id, version integer, takes_women flag, takes_men flag, takes_mixed
--:     flag, takes_families flag, is_large_shared flag, night_cover text, step_free text,
--:     is_catered flag, licence_persons integer, complex_places integer, movable_cots integer,
--:     turnaround_days integer, languages text, specialisms text, is_open flag) exec changed
-- Changes nothing when the version is not the one that was shown.
update house
   set takes_women = $3, takes_men = $4, takes_mixed = $5, takes_families = $6,
       is_large_shared = $7, night_cover = $8, step_free = $9, catered = $10,
       licence_persons = $11, complex_places = $12, movable_cots = $13, turnaround_days = $14,
       languages = $15, specialisms = $16, is_open = $17, version = version + 1
 where house = $1 and version = $2;

--: house_row(house house_id) one
--> house house_id, ref text, alias text, organisation organisation_id, organisation_name text,
-->     nation text, region text, area text, takes_women flag, takes_men flag, takes_mixed flag,
-->     takes_families flag, is_large_shared flag, night_cover text, step_free text, is_catered
-->     flag, licence_persons integer, complex_places integer, movable_cots integer,
-->     turnaround_days integer, languages text, specialisms text, is_open flag, version integer
select h.house, h.ref, h.alias, h.organisation, o.name as organisation_name, h.nation, h.region,
       h.area, h.takes_women, h.takes_men, h.takes_mixed, h.takes_families, h.is_large_shared,
       h.night_cover, h.step_free, h.catered as is_catered, h.licence_persons, h.complex_places,
       h.movable_cots, h.turnaround_days, h.languages, h.specialisms, h.is_open, h.version
  from house h
  join organisation o on o.organisation = h.organisation
 where h.house = $1;

--: house_of_ref(ref text) one
--> house house_id
select house from house where ref = $1;

--: house_of_alias(alias text) one
--> house house_id
select house from house where alias = $1;

--: house_circle(house house_id) one
--> circle circle_id
select circle from house where house = $1;

--: house_address(house house_id) one
--> wrapped_key blob, address_sealed blob
select wrapped_key, address_sealed from house where house = $1;

-- ---- rooms ------------------------------------------------------------------------------------

--: room_insert(room room_id, house house_id, name text, beds integer, cots integer, step_free
--:     text, is_self_contained flag) exec
insert into room (room, house, name, beds, cots, step_free, self_contained)
values ($1, $2, $3, $4, $5, $6, $7);

--: house_room_list(house house_id) many
--> room room_id, name text, beds integer, cots integer, step_free text, is_self_contained flag
-- '2' before '10', and both before 'garden'.
select room, name, beds, cots, step_free, self_contained as is_self_contained
  from room
 where house = $1
 order by name >= 'A', length(name), name;

--: room_lock(room room_id) one
--> house house_id
-- What is checked and then written for one room is done by one worker at a time.
select house from room where room = $1 @FOR_UPDATE@;

-- ---- rooms out of order -----------------------------------------------------------------------

--: void_insert(void_id void_id, room room_id, from_on date, expected_until_on date, reason text,
--:     now instant, staff staff_id) exec
insert into room_void (void, room, from_on, expected_until_on, ended_on, reason, recorded_at,
                       recorded_by)
values ($1, $2, $3, $4, null, $5, $6, $7);

--: void_overlaps(room room_id, from_on date, until_on date, today date) many
--> void_id void_id
-- One that is overdue is still on today.
select void as void_id
  from room_void
 where room = $1 and from_on < $3
   and coalesce(ended_on,
                case when expected_until_on > $4 then expected_until_on else $4 + 1 end) > $2;

--: void_row(void_id void_id) one
--> void_id void_id, house house_id, room room_id, room_name text, reason text, from_on date,
-->     expected_until_on date, ended_on date?
select v.void as void_id, r.house, v.room, r.name as room_name, v.reason, v.from_on,
       v.expected_until_on, v.ended_on
  from room_void v
  join room r on r.room = v.room
 where v.void = $1;

--: void_list(house house_id) many
--> void_id void_id, house house_id, room room_id, room_name text, reason text, from_on date,
-->     expected_until_on date, ended_on date?
select v.void as void_id, r.house, v.room, r.name as room_name, v.reason, v.from_on,
       v.expected_until_on, v.ended_on
  from room_void v
  join room r on r.room = v.room
 where r.house = $1 and v.ended_on is null
 order by v.from_on, r.name;

--: void_close(void_id void_id, ended_on date) exec changed
update room_void set ended_on = $2 where void = $1 and ended_on is null;

--: sheet_stays(relations integer, staff staff_id, now instant) many
--> placement placement_id, alias text, area text, room_name text, state text,
-->     expected_at instant?, person person_id, kind text, ref text
-- A line for each person who lives in a house or whom it has accepted. $1 the relations under which
-- the role has the right, $2 who asks. Who may not be read is counted all the same, whyever: a room
-- that is missing from one worker's sheet alone tells whose it is.
select p.placement, h.alias, h.area, r.name as room_name, p.state, p.expected_at,
       m.person, w.kind, w.ref
  from placement p
  join room r on r.room = p.room
  join house h on h.house = p.house
  join household_member m on m.household = p.household and m.until_at is null
  join person w on w.person = m.person
 where p.is_live = 1 and p.state in ('accepted', 'arrived') and w.kind <> 'unborn'
   and ((cast($1 as @INTEGER@) & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = h.house and t.until_at > $3
                      and (t.relation & cast($1 as @INTEGER@)) <> 0 and t.staff = $2))
 order by h.alias, r.name >= 'A', length(r.name), r.name, p.placement, m.relation <> 'head',
          m.person;

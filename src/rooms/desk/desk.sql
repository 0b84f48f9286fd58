-- One page of the queue is three statements, whatever the number of referrals: which ones, what
-- stands in their lines, and the sealed answers that those show.

--: desk_counts(arrived_after instant, staff staff_id) many
--> state text, number integer
-- Kept by the referral room. Of those who are placed the desk lists who arrived lately, and its
-- number says as many: a look at who lives in a room now, never at all who ever did. Calls that a
-- conflict flag hides from the asker are in no number.
select n.state, n.number - (select count(*) from (select distinct c.record from conflict c
                                                   where c.staff = $2) hidden
                             where (select f.state from referral f
                                     where f.referral = hidden.record) = n.state) as number
  from referral_count n
 where n.state <> 'placed'
 union all
select 'placed' as state, count(*) as number from placement p
 where p.is_live = 1 and p.state = 'arrived'
   and not exists (select 1 from conflict c where c.staff = $2 and c.record = p.referral)
   and (p.arrived_at > $1
        or exists (select 1 from placement_warning w
                    where w.placement = p.placement and w.found_at > $1));

--: desk_queue_by_need(state text, relations integer, staff staff_id, now instant, urgency integer,
--:     needed_at instant, referral referral_id, limit_ integer) many
--> referral referral_id, urgency integer, needed_at instant
-- Who is needed first stands first. Only what the asker is tied to (guard/right.h).
select f.referral, f.urgency, f.needed_at
  from referral f
 where f.state = $1 and (f.urgency, f.needed_at, f.referral) > ($5, $6, $7)
   and (($2 & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = f.referral and t.until_at > $4 and (t.relation & $2) <> 0
                      and t.staff = $3))
 order by f.urgency, f.needed_at, f.referral
 limit $8;

--: desk_queue_by_clock(state text, relations integer, staff staff_id, now instant,
--:     clocks_from date, due_at instant, referral referral_id, limit_ integer) many
--> referral referral_id, due_at instant
-- Whose next alarm comes first stands first, who has none last. A clock of a day counts to its end
-- (86,399,999 ms from its beginning in UTC); desk_rows shows the same clock.
select q.referral, q.due_at
  from (select f.referral,
               coalesce((select coalesce(n.due_at, n.due_on * 86400000 + 86399999)
                           from clock n
                          where n.person = f.person and n.is_alarm = 1 and n.due_on >= $5
                          order by n.due_on, n.due_at, n.number limit 1),
                        9223372036854775806) as due_at
          from referral f
         where f.state = $1
           and (($2 & 2) <> 0
                or exists (select 1 from staff_tie t
                            where t.record = f.referral and t.until_at > $4
                              and (t.relation & $2) <> 0 and t.staff = $3))) q
 where (q.due_at, q.referral) > ($6, $7)
 order by q.due_at, q.referral
 limit $8;

--: desk_queue_by_change(state text, relations integer, staff staff_id, now instant,
--:     changed_at instant, referral referral_id, limit_ integer) many
--> referral referral_id, changed_at instant
-- What has an end: the newest first.
select f.referral, f.changed_at
  from referral f
 where f.state = $1 and (f.changed_at, f.referral) < ($5, $6)
   and (($2 & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = f.referral and t.until_at > $4 and (t.relation & $2) <> 0
                      and t.staff = $3))
 order by f.changed_at desc, f.referral desc
 limit $7;

--: desk_rows(records text, now instant, clocks_from date) many
--> referral referral_id, ref text, state text, person_ref text, wrapped_key blob,
--> created_at instant, needed_at instant, unable_reason text?, taken_by staff_id, owner text?,
--> adults integer, children integer, unborn integer, decision_kind text?, decision_outcome text?,
--> clock_rule text?, clock_due_on date?, clock_due_at instant?, placement placement_id?,
--> placement_state text?, held_until_at instant?, alias text?, room_name text?
-- records: 20 characters a referral (guard.sql, tie_kept). In the order of the list.
with recursive wanted (place, referral) as (
    select 1, cast(substr($1, 1, 20) as @INTEGER@)
     union all
    select w.place + 20, cast(substr($1, w.place + 20, 20) as @INTEGER@)
      from wanted w
     where w.place + 20 <= length($1)
)
select f.referral, f.ref, f.state, p.ref as person_ref, f.wrapped_key, f.created_at, f.needed_at,
       f.unable_reason, f.taken_by, a.display_name as owner,
       (select count(*) from household_member m join person o on o.person = m.person
         where m.household = f.household and m.until_at is null and o.kind = 'adult') as adults,
       (select count(*) from household_member m join person o on o.person = m.person
         where m.household = f.household and m.until_at is null and o.kind = 'child') as children,
       (select count(*) from household_member m join person o on o.person = m.person
         where m.household = f.household and m.until_at is null and o.kind = 'unborn') as unborn,
       d.kind as decision_kind, d.outcome as decision_outcome,
       c.rule as clock_rule, c.due_on as clock_due_on, c.due_at as clock_due_at,
       s.placement, s.state as placement_state, s.held_until_at, h.alias, r.name as room_name
  from wanted w
  join referral f on f.referral = w.referral
  join person p on p.person = f.person
  left join account a on a.staff = f.taken_by
  left join decision d on d.decision = (select l.decision from decision l
                                         where l.person = f.person
                                           and not exists (select 1 from decision mended
                                                            where mended.replaces = l.decision
                                                              and mended.replaces_why = 'corrected')
                                         order by coalesce(l.made_on, l.dated_on, l.sent_on,
                                                           l.received_on,
                                                           l.reasons_received_on) desc,
                                                  l.recorded_at desc, l.decision limit 1)
  left join clock c on c.person = f.person
                   and c.number = (select n.number from clock n
                                    where n.person = f.person and n.is_alarm = 1
                                      and n.due_on >= $3
                                    order by n.due_on, n.due_at, n.number limit 1)
  left join placement s on s.household = f.household and s.is_live = 1 and s.referral = f.referral
                       and (s.held_until_at is null or s.held_until_at > $2)
  left join house h on h.house = s.house
  left join room r on r.room = s.room
 order by w.place;

--: desk_answers(records text) many
--> referral referral_id, question text, answer_sealed blob
-- Of the call as a whole; only the questions whose answers stand in the line.
with recursive wanted (place, referral) as (
    select 1, cast(substr($1, 1, 20) as @INTEGER@)
     union all
    select w.place + 20, cast(substr($1, w.place + 20, 20) as @INTEGER@)
      from wanted w
     where w.place + 20 <= length($1)
)
select a.referral, a.question, a.answer_sealed
  from wanted w
  join referral_answer a on a.referral = w.referral and a.person = 0
   and a.question in ('avoid-areas', 'avoid-any', 'complex-needs', 'feels-safe-houses',
                      'night-admission', 'pv-interpreter-requirements-language', 'step-free',
                      'wish-areas')
 order by w.place, a.question;

--: desk_take(referral referral_id, staff staff_id, taken_by staff_id) exec changed
-- Of two who take it at once one does.
update referral set taken_by = $2, version = version + 1 where referral = $1 and taken_by = $3;

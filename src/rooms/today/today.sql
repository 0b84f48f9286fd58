-- Everything here starts from the asker's own ties: her circles, the records tied to them.

--: today_clocks(staff staff_id, relations integer, now instant, ends_from date, from_ date,
--:     until date, today date, limit_ integer) many
--> person person_id, rule text, meaning text, due_on date?, due_at instant?, again_at instant?,
--> next_step text?
-- Alarms of the people tied to the asker, soonest first. What ends by itself is news for some days
-- only (from ends_from); what is to be done stands from from_ on, until somebody says what became
-- of it, and again on the day of the next step. The days around today are looked through, each a
-- step in one index, and the asker's people picked out (hence the +); names and references are read
-- for those only that are shown.
select c.person, c.rule, c.meaning, c.due_on, c.due_at, s.again_at, a.next_step
  from clock c
  left join reminder_seen s on s.staff = $1 and s.person = c.person and s.rule = c.rule
                           and s.due_on = c.due_on
  left join reminder_answer a on a.person = c.person and a.rule = c.rule
                             and a.due_on = c.due_on and a.is_last = 1
 where c.is_alarm = 1 and c.due_on >= $5 and c.due_on <= $6
   and +c.person in (select t.record from staff_tie t
                      where t.staff = $1 and t.until_at > $3 and (t.relation & $2) <> 0)
   and (c.meaning <> 'ends' or c.due_on >= $4)
   and (a.outcome is null or (a.outcome = 'in_hand' and a.next_on <= $7))
 order by c.due_on, c.due_at, c.person, c.number
 limit $8;

--: today_clocks_older(staff staff_id, relations integer, now instant, from_ date, today date,
--:     limit_ integer) one
--> number integer
-- What is longer past its day than the list goes back and waits for an answer; not counted past the
-- limit.
select count(*) as number
  from (select 1
          from (select distinct t.record
                  from staff_tie t
                 where t.staff = $1 and t.until_at > $3 and (t.relation & $2) <> 0) mine
          join clock c on c.person = mine.record
          left join reminder_answer a on a.person = c.person and a.rule = c.rule
                                     and a.due_on = c.due_on and a.is_last = 1
         where c.is_alarm = 1 and c.due_on < $4 and c.meaning <> 'ends'
           and (a.outcome is null or (a.outcome = 'in_hand' and a.next_on <= $5))
         limit $6) older;

--: today_follow_ups(staff staff_id, relations integer, now instant, until instant,
--:     limit_ integer) many
--> follow_up task_id, person person_id, kind text, step text?, due_at instant
-- What the asker's circles have to do, for people she may read.
select f.follow_up, f.person, f.kind, s.step, f.due_at
  from circle_member m
  join follow_up f on f.circle = m.circle and f.done_at is null and f.due_at < $4
  left join move_on_step s on s.follow_up = f.follow_up
 where m.staff = $1
   and exists (select 1 from staff_tie t
                where t.staff = $1 and t.record = f.person and t.until_at > $3
                  and (t.relation & $2) <> 0)
 order by f.due_at, f.follow_up
 limit $5;

--: today_arrivals(staff staff_id, relations integer, now instant, until instant) many
--> placement placement_id, referral referral_id, alias text, ref text, persons integer,
--> expected_at instant?
-- Households on their way, of referrals tied to the asker. Few are on their way at any time, so
-- they are looked through, not the asker's ties.
select s.placement, s.referral, h.alias, r.ref, s.persons, s.expected_at
  from placement s
  join referral r on r.referral = s.referral
  join house h on h.house = s.house
 where s.is_live = 1 and s.state = 'accepted' and s.expected_at < $4
   and exists (select 1 from staff_tie t
                where t.record = s.referral and t.until_at > $3 and (t.relation & $2) <> 0
                  and t.staff = $1)
 order by s.expected_at, s.placement;

--: today_drafts(staff staff_id, relations integer, now instant) many
--> referral referral_id, ref text, state text, needed_at instant, changed_at instant
-- Calls that the asker took and that have no end yet.
select r.referral, r.ref, r.state, r.needed_at, r.changed_at
  from referral r
 where r.taken_by = $1 and r.state in ('unplaced', 'held', 'offered')
   and exists (select 1 from staff_tie t
                where t.record = r.referral and t.until_at > $3 and (t.relation & $2) <> 0
                  and t.staff = $1)
 order by r.needed_at, r.referral;

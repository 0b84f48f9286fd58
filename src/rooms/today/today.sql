-- Everything here starts from the asker's own ties: her circles, the records tied to them.

--: today_clocks(staff staff_id, relations integer, now instant, ends_from date, from_ date,
--:     until date, limit_ integer) many
--> person person_id, ref text, rule text, meaning text, due_on date?, due_at instant?
-- Alarms of the people tied to the asker. What ends by itself is news for some days only (from
-- ends_from); what is to be done stands from from_ on.
select c.person, p.ref, c.rule, c.meaning, c.due_on, c.due_at
  from (select distinct t.record
          from circle_member m join tie t on t.circle = m.circle
         where m.staff = $1 and t.until_at > $3 and (t.relation & $2) <> 0) mine
  join clock c on c.person = mine.record
  join person p on p.person = c.person
 where c.is_alarm = 1 and c.due_on <= $6
   and c.due_on >= case when c.meaning = 'ends' then $4 else $5 end
 order by c.due_on, c.due_at, c.person, c.number
 limit $7;

--: today_clocks_older(staff staff_id, relations integer, now instant, from_ date) one
--> number integer
-- Alarms that are longer past than the day's list goes back.
select count(*) as number
  from (select distinct t.record
          from circle_member m join tie t on t.circle = m.circle
         where m.staff = $1 and t.until_at > $3 and (t.relation & $2) <> 0) mine
  join clock c on c.person = mine.record
 where c.is_alarm = 1 and c.due_on < $4 and c.meaning <> 'ends';

--: today_follow_ups(staff staff_id, relations integer, now instant, until instant,
--:     limit_ integer) many
--> follow_up task_id, person person_id, ref text, kind text, step text?, due_at instant
-- What the asker's circles have to do, for people she may read.
select f.follow_up, f.person, p.ref, f.kind, s.step, f.due_at
  from circle_member m
  join follow_up f on f.circle = m.circle and f.done_at is null and f.due_at < $4
  join person p on p.person = f.person
  left join move_on_step s on s.follow_up = f.follow_up
 where m.staff = $1
   and exists (select 1 from circle_member o join tie t on t.circle = o.circle
                where o.staff = $1 and t.record = f.person and t.until_at > $3
                  and (t.relation & $2) <> 0)
 order by f.due_at, f.follow_up
 limit $5;

--: today_arrivals(staff staff_id, relations integer, now instant, until instant) many
--> placement placement_id, referral referral_id, alias text, ref text, persons integer,
--> expected_at instant?
-- Households on their way, of referrals tied to the asker.
select s.placement, s.referral, h.alias, r.ref, s.persons, s.expected_at
  from (select distinct t.record
          from circle_member m join tie t on t.circle = m.circle
         where m.staff = $1 and t.until_at > $3 and (t.relation & $2) <> 0) mine
  join placement s on s.referral = mine.record
  join referral r on r.referral = s.referral
  join house h on h.house = s.house
 where s.is_live = 1 and s.state = 'accepted' and s.expected_at < $4
 order by s.expected_at, s.placement;

--: today_drafts(staff staff_id, relations integer, now instant) many
--> referral referral_id, ref text, state text, needed_at instant, changed_at instant
-- Calls that the asker took and that have no end yet.
select r.referral, r.ref, r.state, r.needed_at, r.changed_at
  from (select distinct t.record
          from circle_member m join tie t on t.circle = m.circle
         where m.staff = $1 and t.until_at > $3 and (t.relation & $2) <> 0) mine
  join referral r on r.referral = mine.record
 where r.taken_by = $1 and r.state in ('unplaced', 'held', 'offered')
 order by r.needed_at, r.referral;

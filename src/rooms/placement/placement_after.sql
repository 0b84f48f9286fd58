-- Who may still read after a departure (placement_after.h).

--: placement_after_put(placement placement_id, relation integer, until_at instant) exec
insert into placement_after (placement, relation, until_at) values ($1, $2, $3)
on conflict (placement, relation) do update set until_at = excluded.until_at;

--: placement_after_due(before_ instant, limit_ integer) many
--> placement placement_id, relation integer, until_at instant, household household_id
select a.placement, a.relation, a.until_at, p.household
  from placement_after a
  join placement p on p.placement = a.placement
 where a.until_at < $1
 order by a.until_at, a.placement, a.relation
 limit $2;

--: placement_after_drop(placement placement_id, relation integer) exec
delete from placement_after where placement = $1 and relation = $2;

--: placement_after_take_over(household household_id) exec changed
delete from placement_after
 where placement in (select placement from placement where household = $1);

--: placement_ties_here(record record_id, house house_id, now instant, provider integer,
--:     caseload integer) many
--> circle circle_id, relation integer
-- The house's provider, and workers of it, as far as a record is tied to them.
select t.circle, t.relation
  from tie t
  join house h on h.house = $2
  join organisation o on o.organisation = h.organisation
 where t.record = $1 and t.until_at > $3
   and (t.relation = $4 and t.circle = o.circle
        or t.relation = $5 and exists (select 1 from account a
                                        where a.circle = t.circle
                                          and a.organisation = h.organisation))
 order by t.relation, t.circle;

--: placement_after_is_open(household household_id, today date) one
--> is_open flag
-- Does a clock still run, or has something still to be done, for somebody of the household?
select case when exists (select 1 from household_member m join clock c on c.person = m.person
                          where m.household = $1 and m.until_at is null and c.is_silent = 0
                            and c.law_state = 'runs' and (c.due_on is null or c.due_on >= $2))
              or exists (select 1 from household_member m join follow_up f on f.person = m.person
                          where m.household = $1 and m.until_at is null and f.done_at is null)
            then 1 else 0 end as is_open;

--: placement_after_readers(record record_id, now instant, open_at instant) many
--> relation integer, until_at instant, name text
-- Whose right to read a record has an end: workers by name, houses and providers by theirs, the
-- desk without one.
select t.relation, t.until_at, coalesce(a.display_name, o.name, h.alias, '') as name
  from tie t
  left join account a on a.circle = t.circle
  left join organisation o on o.circle = t.circle
  left join house h on h.circle = t.circle
 where t.record = $1 and t.until_at > $2 and t.until_at < $3
 order by t.until_at, t.relation, name;

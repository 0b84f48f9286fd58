-- Of each person: the last thing that was done with or for her, whether she was supported in a house,
-- and whether anything is still to be done. One rule for the single record and for the list of those
-- whose day has come: what they decide is an erasure.
create view person_quiet as
select p.person, p.ref, p.kind, p.changed_at, (select max(x.at)
          from (select p.changed_at as at
                 union all
                select max(c.at) from contact c where c.person = p.person
                 union all
                select max(f.changed_at) from household_member m
                  join referral f on f.household = m.household where m.person = p.person
                 union all
                select max(s.departed_at) from household_member m
                  join placement s on s.household = m.household where m.person = p.person
                 union all
                select max(d.recorded_at) from decision d where d.person = p.person) x) as last_at,
       case when exists (select 1 from household_member m
                          join placement s on s.household = m.household
                         where m.person = p.person and s.arrived_at is not null)
            then 1 else 0 end as is_supported,
       case when exists (select 1 from household_member m
                          join referral f on f.household = m.household
                         where m.person = p.person and m.until_at is null
                           and f.state in ('unplaced', 'held', 'offered'))
              or exists (select 1 from household_member m
                          join placement s on s.household = m.household
                         where m.person = p.person and m.until_at is null and s.is_live = 1)
              or exists (select 1 from follow_up u
                         where u.person = p.person and u.done_at is null)
            then 1 else 0 end as is_open
  from person p;

-- From whom a worker is kept, whatever ties there are (conflict.h): one row for each record that a
-- flag hides from a worker. A flag that has ended has no rows.
create table conflict (
    staff         @ID@ not null,
    record        @ID@ not null,
    flag          @ID@ not null, -- what it follows from
    primary key (staff, record, flag)
) @ROWS_BY_KEY@;
create index conflict_of_flag on conflict (flag);

-- Who is tied to which record. Every statement that asks whether a worker may see a record asks
-- this view, and never tie and circle_member themselves: so no list can forget a flag.
create view staff_tie as
select m.staff, t.record, t.circle, t.relation, t.from_at, t.until_at
  from circle_member m
  join tie t on t.circle = m.circle
 where not exists (select 1 from conflict c where c.staff = m.staff and c.record = t.record);

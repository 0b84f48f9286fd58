-- ---- counting -------------------------------------------------------------------------------

--: fairness_referrals(since instant, after referral_id, limit_ integer) many
--> referral referral_id, wrapped_key blob, created_at instant, children integer,
--> arrived_at instant?, area text?, house_no integer, own_no integer, moved integer
-- Calls since a moment, and what became of each. Nothing here says who.
select f.referral, f.wrapped_key, f.created_at,
       (select count(*) from household_member m join person o on o.person = m.person
         where m.household = f.household and m.until_at is null and o.kind = 'child') as children,
       (select min(p.arrived_at) from placement p where p.referral = f.referral) as arrived_at,
       (select h.area from placement p join house h on h.house = p.house
         where p.referral = f.referral and p.arrived_at is not null
         order by p.arrived_at limit 1) as area,
       (select count(*) from placement p
         where p.referral = f.referral and p.state = 'declined') as house_no,
       (select count(*) from placement p
         where p.referral = f.referral and p.wish_answer = 'no') as own_no,
       (select count(*) from placement p
         where p.referral = f.referral and p.moved_from is not null) as moved
  from referral f
 where f.created_at >= $1 and f.referral > $2
 order by f.referral
 limit $3;

--: fairness_answers(since instant, from_ referral_id, to_ referral_id) many
--> referral referral_id, question text, answer_sealed blob
-- Only what the groups are made of.
select a.referral, a.question, a.answer_sealed
  from referral f
  join referral_answer a on a.referral = f.referral and a.person = 0
   and a.question in ('asylum-claim', 'complex-needs', 'pv-gender', 'pv-nationality', 'step-free',
                      'support-kinds', 'wish-areas')
 where f.created_at >= $1 and f.referral between $2 and $3
 order by a.referral, a.question;

--: fairness_rooms() one
--> number integer
select count(*) as number from room;

--: fairness_forget_cells(day date) exec
delete from fairness_cell where day = $1;

--: fairness_forget_rules(day date) exec
delete from fairness_rule where day = $1;

--: fairness_put(day date, counted_at instant, counted_by staff_id, referrals integer,
--:     waiting integer, rooms integer) exec
insert into fairness_count (day, counted_at, counted_by, referrals, waiting, rooms)
values ($1, $2, $3, $4, $5, $6)
on conflict (day) do update
   set counted_at = excluded.counted_at, counted_by = excluded.counted_by,
       referrals = excluded.referrals, waiting = excluded.waiting, rooms = excluded.rooms;

--: fairness_cell_put(day date, stratum text, party text, figure text, number integer) exec
insert into fairness_cell (day, stratum, party, figure, number) values ($1, $2, $3, $4, $5);

--: fairness_rule_put(day date, rule text, households integer, rooms integer, alone integer,
--:     asked integer) exec
insert into fairness_rule (day, rule, households, rooms, alone, asked)
values ($1, $2, $3, $4, $5, $6);

-- ---- reading --------------------------------------------------------------------------------

--: fairness_latest() one
--> day date, counted_at instant, referrals integer, waiting integer, rooms integer
select day, counted_at, referrals, waiting, rooms from fairness_count order by day desc limit 1;

--: fairness_cells(day date) many
--> stratum text, party text, figure text, number integer
select stratum, party, figure, number from fairness_cell where day = $1;

--: fairness_rules(day date) many
--> rule text, households integer, rooms integer, alone integer, asked integer
select rule, households, rooms, alone, asked from fairness_rule where day = $1;

--: after_referral(referral referral_id) one
--> person person_id, created_at instant
select person, created_at from referral where referral = $1;

--: after_arrival(placement placement_id) many
--> person person_id, arrived_at instant?
-- Everybody of the household that arrived; an unborn child does not arrive.
select m.person, s.arrived_at
  from placement s
  join household_member m on m.household = s.household and m.until_at is null
  join person p on p.person = m.person
 where s.placement = $1 and s.arrived_at is not null and p.kind <> 'unborn'
 order by m.person;

--: after_is_known(person person_id, kind text) one
--> is_known flag
select case when exists (select 1 from clock_fact where person = $1 and kind = $2) then 1 else 0 end
       as is_known;

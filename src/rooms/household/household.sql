--: household_insert(household household_id, now instant) exec
insert into household (household, created_at) values ($1, $2);

--: household_leave_any(person person_id, now instant) exec changed
-- A person is in one household at a time.
update household_member set until_at = $2 where person = $1 and until_at is null;

--: household_rejoin(household household_id, person person_id, relation text, now instant) exec
insert into household_member (household, person, relation, from_at, until_at)
values ($1, $2, $3, $4, null)
on conflict (household, person) do update set relation = excluded.relation, until_at = null;

--: household_leave(household household_id, person person_id, now instant) exec changed
update household_member
   set until_at = $3
 where household = $1 and person = $2 and until_at is null;

--: household_member_list(household household_id) many
--> person person_id, relation text, from_at instant, until_at instant?
select person, relation, from_at, until_at
  from household_member
 where household = $1
 order by until_at is not null, relation <> 'head', from_at, person;

--: household_now(person person_id) many
--> household household_id, person person_id, relation text, from_at instant
-- Who lives together with a person at present, herself among them.
select m.household, m.person, m.relation, m.from_at
  from household_member of_person
  join household_member m on m.household = of_person.household
 where of_person.person = $1 and of_person.until_at is null and m.until_at is null;

--: household_of_person(person person_id) one
--> household household_id
select household from household_member where person = $1 and until_at is null;

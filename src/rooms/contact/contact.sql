--: contact_insert(person person_id, at instant, contact contact_id, staff staff_id, kind text,
--:     is_shared flag, text_sealed blob) exec
insert into contact (person, at, contact, staff, kind, is_shared, text_sealed)
values ($1, $2, $3, $4, $5, $6, $7);

--: contact_newest(person person_id, limit_ integer) many
--> at instant, contact contact_id, staff_name text, kind text, text_sealed blob
select contact.at, contact.contact, account.display_name as staff_name, contact.kind,
       contact.text_sealed
  from contact join account on account.staff = contact.staff
 where contact.person = $1
 order by contact.at desc, contact.contact desc
 limit $2;

--: follow_up_insert(follow_up task_id, person person_id, kind text, circle circle_id,
--:     due_at instant, now instant) exec
insert into follow_up (follow_up, person, kind, circle, due_at, opened_at, done_at, done_by)
values ($1, $2, $3, $4, $5, $6, null, null);

--: follow_up_close(follow_up task_id, now instant, staff staff_id) exec changed
update follow_up set done_at = $2, done_by = $3 where follow_up = $1 and done_at is null;

--: follow_up_is_open(person person_id, kind text, circle circle_id) one
--> is_open flag
select case when count(*) > 0 then 1 else 0 end as is_open
  from follow_up
 where person = $1 and kind = $2 and circle = $3 and done_at is null;

--: follow_up_settle(person person_id, kind text, circle circle_id, now instant, staff staff_id)
--:     exec
-- circle 0: whoever's.
update follow_up set done_at = $4, done_by = $5
 where person = $1 and kind = $2 and done_at is null and ($3 = 0 or circle = $3);
--: follow_up_move(follow_up task_id, circle circle_id, due_at instant) exec changed
update follow_up set circle = $2, due_at = $3 where follow_up = $1 and done_at is null;

--: follow_up_get(follow_up task_id) one
--> person person_id, kind text, circle circle_id, due_at instant, done_at instant?
select person, kind, circle, due_at, done_at from follow_up where follow_up = $1;

--: follow_up_open_list(person person_id) many
--> follow_up task_id, kind text, due_at instant
select follow_up, kind, due_at
  from follow_up
 where person = $1 and done_at is null
 order by due_at;

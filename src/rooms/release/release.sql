--: release_insert(release release_id, person person_id, template text, recipient_sealed blob,
--:     statement_sealed blob?, basis text, told text, told_why_sealed blob?,
--:     names_why_sealed blob?, staff staff_id, now instant, until_at instant) exec
insert into release (release, person, template, recipient_sealed, statement_sealed, basis, told,
                     told_why_sealed, names_why_sealed, state, asked_by, asked_at, until_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'asked', $10, $11, $12);

--: release_guardians(now instant) many
--> circle circle_id
-- Each one's own circle.
select circle from account where role = 'guardian' and until_at > $1 order by circle;

--: release_of(release release_id) one
--> person person_id, template text, recipient_sealed blob, statement_sealed blob?, basis text,
-->     told text, told_why_sealed blob?, names_why_sealed blob?, state text, asked_by staff_id,
-->     asked_by_name text, asked_role text, asked_at instant, until_at instant
select r.person, r.template, r.recipient_sealed, r.statement_sealed, r.basis, r.told,
       r.told_why_sealed, r.names_why_sealed, r.state, r.asked_by,
       a.display_name as asked_by_name, a.role as asked_role, r.asked_at, r.until_at
  from release r
  join account a on a.staff = r.asked_by
 where r.release = $1;

--: release_by_person(person person_id) many
--> release release_id, person person_id, ref text, template text, state text, asked_by_name text,
-->     asked_at instant, until_at instant, yes_count integer
select r.release, r.person, p.ref, r.template, r.state, a.display_name as asked_by_name,
       r.asked_at, r.until_at,
       (select count(*) from release_approval y where y.release = r.release and y.is_yes = 1)
       as yes_count
  from release r
  join person p on p.person = r.person
  join account a on a.staff = r.asked_by
 where r.person = $1
 order by r.asked_at desc, r.release;

--: release_waiting(now instant, most integer) many
--> release release_id, person person_id, ref text, template text, state text, asked_by_name text,
-->     asked_at instant, until_at instant, yes_count integer
select r.release, r.person, p.ref, r.template, r.state, a.display_name as asked_by_name,
       r.asked_at, r.until_at,
       (select count(*) from release_approval y where y.release = r.release and y.is_yes = 1)
       as yes_count
  from release r
  join person p on p.person = r.person
  join account a on a.staff = r.asked_by
 where r.state = 'asked' and r.until_at > $1
 order by r.until_at, r.release
 limit $2;

--: release_approvals(release release_id) many
--> role text, staff staff_id, staff_name text, is_yes flag, at instant
select y.role, y.staff, a.display_name as staff_name, y.is_yes, y.at
  from release_approval y
  join account a on a.staff = y.staff
 where y.release = $1
 order by y.at, y.role;

--: release_approval_insert(release release_id, role text, staff staff_id, is_yes flag,
--:     now instant) exec fallible
insert into release_approval (release, role, staff, is_yes, at) values ($1, $2, $3, $4, $5);

--: release_set_state(release release_id, state text) exec changed
update release set state = $2 where release = $1 and state = 'asked';

--: release_document_insert(release release_id, manifest text, now instant) exec
insert into release_document (release, manifest, written_at) values ($1, $2, $3);

--: release_part_insert(release release_id, number integer, part_sealed blob) exec
insert into release_part (release, number, part_sealed) values ($1, $2, $3);

--: release_document_of(release release_id) one
--> manifest text, written_at instant
select manifest, written_at from release_document where release = $1;

--: release_parts(release release_id) many
--> number integer, part_sealed blob
select number, part_sealed from release_part where release = $1 order by number;

--: release_referrals(person person_id) many
--> referral referral_id
-- Those of which she is the adult that they are about.
select referral from referral where person = $1 order by created_at, referral;

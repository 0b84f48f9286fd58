-- The statements of guard/ over its own tables.

-- ---- accounts ------------------------------------------------------------------------------

--: account_insert(staff staff_id, user_name text, display_name text, role text, organisation
--:     organisation_id, circle circle_id, password_hash text, wrapped_key blob, totp_sealed blob,
--:     until_at instant) exec fallible
insert into account (staff, user_name, display_name, role, organisation, circle, password_hash,
                     wrapped_key, totp_sealed, totp_step, until_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10);

--: account_to_sign_in(user_name text, now instant) one
--> staff staff_id, display_name text, role text, organisation organisation_id, circle
-->     circle_id, password_hash text, wrapped_key blob, totp_sealed blob, totp_step integer
select staff, display_name, role, organisation, circle, password_hash, wrapped_key, totp_sealed,
       totp_step
  from account
 where user_name = $1 and until_at > $2;

--: account_secret(staff staff_id) one
--> user_name text, wrapped_key blob, totp_sealed blob
select user_name, wrapped_key, totp_sealed from account where staff = $1;

--: account_take_step(staff staff_id, step integer) exec changed
-- A code is taken once: of two that come with the same step one changes nothing.
update account set totp_step = $2 where staff = $1 and totp_step < $2;

--: account_live(user_name text, now instant) one
--> staff staff_id
select staff from account where user_name = $1 and until_at > $2;

--: account_all() many
--> staff staff_id, user_name text, display_name text, role text, organisation organisation_id,
-->     circle circle_id, until_at instant
select staff, user_name, display_name, role, organisation, circle, until_at
  from account
 order by user_name;

--: account_close(staff staff_id, now instant) exec changed
update account set until_at = $2 where staff = $1 and until_at > $2;

-- ---- sign-in, sessions, tokens -------------------------------------------------------------

--: sign_in_try_take(fingerprint blob, now instant, rested_before instant, limit_of_tries
--:     integer) exec changed
-- One row a name. Changes nothing when the name has had its tries and has not rested since.
insert into sign_in_try (fingerprint, tries, last_at) values ($1, 1, $2)
on conflict (fingerprint) do update
   set tries = case when sign_in_try.last_at <= $3 then 1 else sign_in_try.tries + 1 end,
       last_at = excluded.last_at
 where sign_in_try.last_at <= $3 or sign_in_try.tries < $4;

--: sign_in_try_find(fingerprint blob) one
--> tries integer, last_at instant
select tries, last_at from sign_in_try where fingerprint = $1;

--: sign_in_try_forget(fingerprint blob) exec
delete from sign_in_try where fingerprint = $1;

--: session_insert(session session_id, fingerprint blob, staff staff_id, now instant, until_at
--:     instant) exec
insert into session (session, fingerprint, staff, made_at, seen_at, until_at)
values ($1, $2, $3, $4, $4, $5);

--: session_asker(fingerprint blob, now instant) one
--> session session_id, seen_at instant, made_at instant, until_at instant, staff staff_id,
-->     display_name text, role text, organisation organisation_id, circle circle_id
select s.session, s.seen_at, s.made_at,
       case when s.until_at < a.until_at then s.until_at else a.until_at end as until_at,
       a.staff, a.display_name, a.role, a.organisation, a.circle
  from session s
  join account a on a.staff = s.staff
 where s.fingerprint = $1 and s.until_at > $2 and a.until_at > $2;

--: session_seen(session session_id, now instant) exec
update session set seen_at = $2 where session = $1 and seen_at < $2;

--: session_staff(session session_id, now instant) one
--> staff staff_id
select staff from session where session = $1 and until_at > $2;

--: session_live(staff staff_id, now instant, seen_after instant) many
--> session session_id, made_at instant, seen_at instant
select session, made_at, seen_at
  from session
 where staff = $1 and until_at > $2 and seen_at > $3
 order by made_at desc, session;

--: session_close(session session_id, now instant) exec
update session set until_at = $2 where session = $1 and until_at > $2;

--: session_close_all(staff staff_id, now instant) exec
update session set until_at = $2 where staff = $1 and until_at > $2;

--: token_insert(token session_id, fingerprint blob, staff staff_id, now instant, until_at
--:     instant) exec
insert into token (token, fingerprint, staff, made_at, until_at) values ($1, $2, $3, $4, $5);

--: token_asker(fingerprint blob, now instant) one
--> session session_id, staff staff_id, display_name text, role text, organisation
-->     organisation_id, circle circle_id
select t.token as session, a.staff, a.display_name, a.role, a.organisation, a.circle
  from token t
  join account a on a.staff = t.staff
 where t.fingerprint = $1 and t.until_at > $2 and a.until_at > $2;

--: token_close(token session_id, staff staff_id, now instant) exec changed
update token set until_at = $3 where token = $1 and staff = $2 and until_at > $3;

--: token_close_all(staff staff_id, now instant) exec
update token set until_at = $2 where staff = $1 and until_at > $2;

-- ---- circles and ties ----------------------------------------------------------------------

--: circle_member_insert(circle circle_id, staff staff_id) exec
insert into circle_member (circle, staff) values ($1, $2) on conflict (circle, staff) do nothing;

--: circle_member_delete(circle circle_id, staff staff_id) exec
delete from circle_member where circle = $1 and staff = $2;

--: circle_member_delete_all(staff staff_id) exec
delete from circle_member where staff = $1;

--: tie_until(record record_id, circle circle_id, relation integer) one
--> until_at instant
select until_at from tie where record = $1 and circle = $2 and relation = $3;

--: tie_put(record record_id, circle circle_id, relation integer, now instant, until_at instant)
--:     exec
-- A tie that is still live keeps the time it began.
insert into tie (record, circle, relation, from_at, until_at) values ($1, $2, $3, $4, $5)
on conflict (record, circle, relation) do update
   set from_at = case when tie.until_at > excluded.from_at then tie.from_at
                      else excluded.from_at end,
       until_at = excluded.until_at;

--: tie_close(record record_id, circle circle_id, relation integer, now instant) exec changed
update tie set until_at = $4
 where record = $1 and circle = $2 and relation = $3 and until_at > $4;

--: tie_close_all(record record_id, now instant) exec
update tie set until_at = $2 where record = $1 and until_at > $2;

--: tie_of_asker(record record_id, staff staff_id, now instant) many
--> relation integer
-- 1, the bit of no relation: a conflict flag keeps her from the record.
select t.relation
  from staff_tie t
 where t.record = $1 and t.until_at > $3 and t.staff = $2
 union all
select 1 as relation
 where exists (select 1 from conflict c where c.staff = $2 and c.record = $1);

--: tie_records(staff staff_id, relations integer, now instant, row_limit integer) many
--> record record_id
-- One circle after the other, as the index has them: what is in two circles comes twice.
select t.record
  from staff_tie t
 where t.staff = $1 and t.until_at > $3 and (t.relation & $2) <> 0
 limit $4;

--: tie_kept(records text, staff staff_id, relations integer, now instant) many
--> place integer
-- records: 20 characters a record. The list is cut up in the statement, because an array is
-- written differently by each engine.
with recursive wanted (place, record) as (
    select 1, cast(substr($1, 1, 20) as @INTEGER@)
     union all
    select w.place + 20, cast(substr($1, w.place + 20, 20) as @INTEGER@)
      from wanted w
     where w.place + 20 <= length($1)
)
select w.place
  from wanted w
 where exists (select 1
                 from staff_tie t
                where t.record = w.record and t.until_at > $4 and (t.relation & $3) <> 0
                  and t.staff = $2)
 order by w.place;

-- ---- forms already done --------------------------------------------------------------------

--: once_take(staff staff_id, token text, now instant) exec changed
insert into once (staff, token, location, at) values ($1, $2, '', $3)
on conflict (staff, token) do nothing;

--: once_find(staff staff_id, token text) one
--> location text
select location from once where staff = $1 and token = $2;

--: once_lead(staff staff_id, token text, location text) exec
update once set location = $3 where staff = $1 and token = $2;

-- ---- what is past use ----------------------------------------------------------------------

--: once_forget(before_at instant) exec
delete from once where at < $1;

--: session_forget(before_at instant) exec
delete from session where until_at < $1;

--: token_forget(before_at instant) exec
delete from token where until_at < $1;

--: sign_in_try_rested(before_at instant) exec
delete from sign_in_try where last_at < $1;

-- ---- the audit log -------------------------------------------------------------------------

--: audit_last(writer integer) one
--> number integer, hash blob?
-- How long a chain is, and the hash of its last line. No row: there is no line yet.
select c.line_count as number, a.hash
  from audit_chain c
  left join audit a on a.writer = c.writer and a.number = c.line_count
 where c.writer = $1;

--: audit_grow(writer integer, line_count integer) exec
insert into audit_chain (writer, line_count) values ($1, $2)
on conflict (writer) do update set line_count = excluded.line_count;

--: audit_insert(writer integer, number integer, at instant, staff staff_id, session session_id,
--:     role text, verb text, kind text, record integer, purpose text, commitment blob?, hash
--:     blob) exec
insert into audit (writer, number, at, staff, session, role, verb, kind, record, purpose,
                   commitment, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

--: audit_note(writer integer, line_count integer) exec
-- The length of a chain that stands in another file: it only grows.
insert into audit_chain (writer, line_count) values ($1, $2)
on conflict (writer) do update set line_count = excluded.line_count
 where audit_chain.line_count < excluded.line_count;

--: audit_chains() many
--> writer integer, line_count integer
-- Every chain that has a length or a line.
select w.writer, coalesce(c.line_count, 0) as line_count
  from (select writer from audit_chain union select writer from audit) w
  left join audit_chain c on c.writer = w.writer
 order by w.writer;

--: audit_part(writer integer, after_number integer, line_limit integer) many
--> number integer, at instant, staff staff_id, session session_id, role text, verb text, kind
-->     text, record integer, purpose text, commitment blob?, hash blob
select number, at, staff, session, role, verb, kind, record, purpose, commitment, hash
  from audit
 where writer = $1 and number > $2
 order by number
 limit $3;

--: audit_length(writer integer) one
--> line_count integer
select line_count from audit_chain where writer = $1;

--: audit_lines(record integer, staff staff_id, before_at instant, line_limit integer) many
--> at instant, staff staff_id, role text, verb text, kind text, record integer, purpose text
-- The newest first: of a record, else of a worker, else all. Three ways, one index for each.
select l.at, l.staff, l.role, l.verb, l.kind, l.record, l.purpose
  from (select writer, number
          from (select writer, number from audit
                 where $1 <> 0 and record = $1 and at < $3
                 order by at desc, writer desc, number desc limit $4) of_record
        union all
        select writer, number
          from (select writer, number from audit
                 where $1 = 0 and $2 <> 0 and staff = $2 and at < $3
                 order by at desc, writer desc, number desc limit $4) of_staff
        union all
        select writer, number
          from (select writer, number from audit
                 where $1 = 0 and $2 = 0 and at < $3
                 order by at desc, writer desc, number desc limit $4) of_all) newest
  join audit l on l.writer = newest.writer and l.number = newest.number
 order by l.at desc, l.writer desc, l.number desc;

--: audit_done(record integer, staff staff_id, from_at instant, before_at instant) many
--> at instant, role text, verb text, kind text, purpose text
-- What a worker did with a record, each kind of thing once a minute.
select min(at) as at, role, verb, kind, purpose
  from audit
 where record = $1 and staff = $2 and at >= $3 and at < $4
 group by role, verb, kind, purpose, at / 60000
 order by 1 desc, verb;

--: reading_done(record integer, staff staff_id, from_at instant, before_at instant) many
--> at instant, role text, verb text, kind text, purpose text
-- The same in a file of readings.
select min(l.at) as at, l.role, l.verb, l.kind, l.purpose
  from (select number from audit_place where owner = $1
         union
        select number from audit
         where writer = 1 and number > (select number from audit_placed where one = 1)
           and record = $1) found
  join audit l on l.writer = 1 and l.number = found.number
 where l.record = $1 and l.staff = $2 and l.at >= $3 and l.at < $4
 group by l.role, l.verb, l.kind, l.purpose, l.at / 60000
 order by 1 desc, verb;

--: reading_lines(owner integer, before_at instant, line_limit integer) many
--> at instant, staff staff_id, role text, verb text, kind text, record integer, purpose text
-- The newest lines about a record or of a worker, in a file of readings: those whose place is
-- written down, and those after them.
select l.at, l.staff, l.role, l.verb, l.kind, l.record, l.purpose
  from (select number from audit_place where owner = $1
         union
        select number from audit
         where writer = 1 and number > (select number from audit_placed where one = 1)
           and (record = $1 or staff = $1)) found
  join audit l on l.writer = 1 and l.number = found.number
 where l.at < $2
 order by l.number desc
 limit $3;

--: reading_lines_all(before_at instant, line_limit integer) many
--> at instant, staff staff_id, role text, verb text, kind text, record integer, purpose text
select at, staff, role, verb, kind, record, purpose
  from audit
 where writer = 1 and at < $1
 order by number desc
 limit $2;

--: reading_placed_to() one
--> number integer
select number from audit_placed where one = 1;

--: reading_unplaced(after_number integer, until integer) many
--> owner integer, number integer
-- In the order of the owners, so that each page of the file is written once.
select owner, number
  from (select record as owner, number from audit
         where writer = 1 and number > $1 and number <= $2 and record <> 0
         union all
        select staff, number from audit
         where writer = 1 and number > $1 and number <= $2 and staff <> 0 and staff <> record) found
 order by owner, number;

--: reading_place(owner integer, number integer) exec
insert into audit_place (owner, number) values ($1, $2) on conflict (owner, number) do nothing;

--: reading_misplaced() one
--> number integer
-- The first line, of those whose place is written down, that does not stand there for its record or
-- its worker. No row: there is none.
select a.number
  from audit a
 where a.writer = 1 and a.number <= (select number from audit_placed where one = 1)
   and ((a.record <> 0 and not exists (select 1 from audit_place p
                                        where p.owner = a.record and p.number = a.number))
        or (a.staff <> 0 and not exists (select 1 from audit_place p
                                          where p.owner = a.staff and p.number = a.number)))
 order by a.number
 limit 1;

--: reading_placed(until integer) exec
update audit_placed set number = $1 where one = 1;

--: audit_staff_name(staff staff_id) one
--> display_name text
select display_name from account where staff = $1;

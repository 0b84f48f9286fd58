-- Proofs of rows that decide what somebody may do (proof.h), and the rows that are proven.

--: proof_get(kind integer, subject integer) one
--> version integer, mac blob
select version, mac from proof where kind = $1 and subject = $2;

--: proof_put(kind integer, subject integer, version integer, mac blob) exec
insert into proof (kind, subject, version, mac) values ($1, $2, $3, $4)
on conflict (kind, subject) do update set version = excluded.version, mac = excluded.mac;

--: proof_lock(kind integer, subject integer, empty blob) exec
-- Of two writes that change the same subject the second waits for the first, on PostgreSQL too, and
-- then reads what the first has left.
insert into proof (kind, subject, version, mac) values ($1, $2, 0, $3)
on conflict (kind, subject) do update set version = proof.version;

--: proof_account(staff staff_id) one
--> user_name text, display_name text, role text, organisation organisation_id, circle circle_id,
-->     password_hash text, wrapped_key blob, totp_sealed blob, until_at instant
select user_name, display_name, role, organisation, circle, password_hash, wrapped_key,
       totp_sealed, until_at
  from account
 where staff = $1;

--: proof_circles(staff staff_id) many
--> circle circle_id
select circle from circle_member where staff = $1 order by circle;

--: proof_rights(kind integer, record record_id, empty blob, asker staff_id) many
--> relation integer, owner integer, from_value integer, until_value integer, mac blob,
-->     is_of_asker integer
-- In no order. Ties, live or not; the flags that hide the record: of these the relation is none; and
-- the proof itself, the one row with a mac, its version as the owner (0 while proof_lock has just
-- made it). Of the asker are the ties of her circles and the flags that keep her away.
select t.relation, t.circle as owner, t.from_at as from_value, t.until_at as until_value, $3 as mac,
       case when m.staff is null then 0 else 1 end as is_of_asker
  from tie t
  left join circle_member m on m.circle = t.circle and m.staff = $4
 where t.record = $2
 union all
select 0, staff, flag, 0, $3, case when staff = $4 then 1 else 0 end
  from conflict
 where record = $2
 union all
select 0, version, 0, 0, mac, 0
  from proof
 where kind = $1 and subject = $2 and version > 0;

--: proof_was_tied(record record_id) one
--> number integer
-- Is there a line about a tie of the record in the log? 1 or 0.
select count(*) as number
  from (select a.record from audit a where a.record = $1 and a.verb = 'tied' limit 1) l;

--: proof_session(session session_id) many
--> fingerprint blob, staff staff_id, made_at instant, until_at instant
select fingerprint, staff, made_at, until_at from session where session = $1
 union all
select fingerprint, staff, made_at, until_at from token where token = $1;

--: proof_sessions_of(staff staff_id, now instant) many
--> session session_id
-- What a worker has that has not ended.
select session from session where staff = $1 and until_at > $2
 union all
select token from token where staff = $1 and until_at > $2;

--: proof_subjects(kind integer, after_subject integer, row_limit integer) many
--> subject integer
-- Everything of a kind that is to be proven; 1 workers, 2 records, 3 sessions.
select s.subject
  from (select staff as subject from account where $1 = 1
         union
        select staff from circle_member where $1 = 1
         union
        select record from tie where $1 = 2
         union
        select record from conflict where $1 = 2
         union
        select session from session where $1 = 3
         union
        select token from token where $1 = 3) s
 where s.subject > $2
 order by s.subject
 limit $3;

--: proof_begun_at() one
--> at instant
select at from proof_begun where one = 1;

--: proof_begin(now instant) exec
insert into proof_begun (one, at) values (1, $1) on conflict (one) do nothing;

--: proof_forget() exec
-- Of sessions and tokens that are no more.
delete from proof
 where kind = 3
   and not exists (select 1 from session s where s.session = proof.subject)
   and not exists (select 1 from token t where t.token = proof.subject);

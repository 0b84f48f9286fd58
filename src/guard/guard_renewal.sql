-- Making passwords and code apps anew (renewal.h).

--: renewal_put(staff staff_id, code_hash text, totp_sealed blob, asked_by staff_id, now instant,
--:     until_at instant) exec
insert into account_renewal (staff, code_hash, totp_sealed, asked_by, asked_at, until_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (staff) do update
   set code_hash = excluded.code_hash, totp_sealed = excluded.totp_sealed,
       asked_by = excluded.asked_by, asked_at = excluded.asked_at, until_at = excluded.until_at;

--: renewal_get(staff staff_id, now instant) one
--> code_hash text, totp_sealed blob, asked_by staff_id, until_at instant
select code_hash, totp_sealed, asked_by, until_at
  from account_renewal
 where staff = $1 and until_at > $2;

--: renewal_delete(staff staff_id) exec
delete from account_renewal where staff = $1;

--: renewal_forget(now instant) exec
delete from account_renewal where until_at <= $1;

--: renewal_all(now instant) many
--> staff staff_id, asked_by staff_id, until_at instant, is_code_app flag, is_confirmed flag
-- What somebody else has asked for and the worker has not used yet.
select r.staff, r.asked_by, r.until_at,
       case when length(r.totp_sealed) > 0 then 1 else 0 end as is_code_app,
       case when substr(a.password_hash, 1, 12 + length(r.code_hash)) =
                 'renewal ' || r.code_hash || ' by ' then 1 else 0 end as is_confirmed
  from account_renewal r
  join account a on a.staff = r.staff
 where r.until_at > $1 and r.code_hash <> ''
 order by r.staff;

--: account_secrets(staff staff_id, now instant) one
--> user_name text, display_name text, password_hash text, wrapped_key blob, totp_sealed blob,
-->     totp_step integer
select user_name, display_name, password_hash, wrapped_key, totp_sealed, totp_step
  from account
 where staff = $1 and until_at > $2;

--: account_password_set(staff staff_id, password_hash text, now instant) exec changed
update account set password_hash = $2 where staff = $1 and until_at > $3;

--: account_code_app_set(staff staff_id, totp_sealed blob, step integer) exec
update account set totp_sealed = $2, totp_step = $3 where staff = $1;

--: account_happened(record integer, line_limit integer) many
--> at instant, verb text, staff staff_id
-- What happened to an account itself, the newest first.
select at, verb, staff
  from audit
 where record = $1 and kind = 'staff'
   and verb in ('signed_in', 'sign_in_refused', 'renewal_asked', 'renewal_confirmed',
                'renewal_begun', 'password_changed', 'code_app_changed')
 order by at desc, number desc
 limit $2;

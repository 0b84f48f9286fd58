--: audit_ref_of(record record_id, staff staff_id) one
--> ref text
-- The speakable reference of whatever a line is about; a placement's lines stand under its
-- referral. Whom a conflict flag keeps from the asker has none.
select n.ref
  from (select ref from person where person = $1
        union all select ref from referral where referral = $1
        union all select ref from house where house = $1) n
 where not exists (select 1 from conflict c where c.staff = $2 and c.record = $1)
 limit 1;

--: audit_record_of(ref text, staff staff_id) one
--> record record_id
select n.record
  from (select person as record from person where ref = $1
        union all select referral from referral where ref = $1
        union all select house from house where ref = $1) n
 where not exists (select 1 from conflict c where c.staff = $2 and c.record = n.record)
 limit 1;

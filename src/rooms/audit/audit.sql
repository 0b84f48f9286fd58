--: audit_ref_of(record record_id) one
--> ref text
-- The speakable reference of whatever a line is about; a placement's lines stand under its referral.
select ref from person where person = $1
union all select ref from referral where referral = $1
union all select ref from house where house = $1
limit 1;

--: audit_record_of(ref text) one
--> record record_id
select person as record from person where ref = $1
union all select referral from referral where ref = $1
union all select house from house where ref = $1
limit 1;

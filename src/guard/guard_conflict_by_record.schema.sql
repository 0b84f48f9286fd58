-- Which flags hide a record: asked for each record that is read (proof.h).
create index conflict_by_record on conflict (record);

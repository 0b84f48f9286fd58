--: release_approved_insert(release release_id, role text, lines blob) exec
insert into release_approved (release, role, lines) values ($1, $2, $3);

--: release_approved_marks(release release_id) many
--> role text, lines blob
select role, lines from release_approved where release = $1;

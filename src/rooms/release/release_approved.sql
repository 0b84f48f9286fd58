--: release_approved_insert(release release_id, role text, lines blob) exec
insert into release_approved (release, role, lines) values ($1, $2, $3);

--: release_approved_others(release release_id, lines blob) one
--> number integer
-- How many who said yes had something else before them. Of a yes from before these rows nothing is
-- known.
select count(*) as number from release_approved where release = $1 and lines <> $2;

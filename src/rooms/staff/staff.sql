--: organisation_insert(organisation organisation_id, name text, kind text, circle circle_id) exec
insert into organisation (organisation, name, kind, circle) values ($1, $2, $3, $4);

--: organisation_get(organisation organisation_id) one
--> organisation organisation_id, name text, kind text, circle circle_id
select organisation, name, kind, circle from organisation where organisation = $1;

--: organisation_named(name text) one
--> organisation organisation_id, name text, kind text, circle circle_id
select organisation, name, kind, circle from organisation where name = $1;

--: organisation_list() many
--> organisation organisation_id, name text, kind text, circle circle_id
select organisation, name, kind, circle from organisation order by name;

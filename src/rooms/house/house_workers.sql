--: house_workers_put(house house_id, workers text) exec
insert into house_workers (house, workers) values ($1, $2)
on conflict (house) do update set workers = excluded.workers;

--: house_workers_of(house house_id) one
--> workers text
select workers from house_workers where house = $1;

-- Comments between statements belong to nobody; they may hold ' and ;

--: house_list(organisation organisation_id, opened_before date) many
--> house house_id, alias text, areas text?,
--> opened_on date?
-- The houses of one organisation that were open before a day, by alias: what the desk offers
-- when a call comes in. It's not paged; an organisation has some dozens.
select house_id, alias, areas, opened_on
from house -- not the address
where organisation_id = $1 and coalesce(opened_on, 0) < $2 and alias <> 'a;b -- c'
order by alias;

--: house_address(house house_id) one
--> sealed_address blob
select sealed_address from house where house_id = $1;

--: house_insert(house house_id, organisation organisation_id, alias text, areas text?,
--:     opened_on date?, sealed_address blob) exec fallible
insert into house (house_id, organisation_id, alias, areas, opened_on, sealed_address)
values ($1, $2, $3, $4, $5, $6);

--: house_forget() exec changed
delete from house where not exists (select 1 from room where room.house_id = house.house_id);

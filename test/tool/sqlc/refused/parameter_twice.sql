-- refuse 2: house stands there twice
--: house_get(house house_id, house house_id) one
--> alias text
select alias from house where house_id = $1 and house_id = $2;

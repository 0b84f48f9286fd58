-- refuse 4: ? is used
--: house_get(house house_id) one
--> alias text
select alias from house where house_id = ?;

-- refuse 2: unknown type number
--: house_get(house number) one
--> alias text
select alias from house where house_id = $1;

-- refuse 2: parameter alias ($2) is declared, but not used
--: house_get(house house_id, alias text) one
--> alias text
select alias from house where house_id = $1;

-- refuse 4: $2 is used, but 1 parameters are declared
--: house_get(house house_id) one
--> alias text
select alias from house where house_id = $1 and alias = $2;

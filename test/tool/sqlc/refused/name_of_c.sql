-- refuse 2: default is taken in C
--: house_get(default house_id) one
--> alias text
select alias from house where house_id = $1;

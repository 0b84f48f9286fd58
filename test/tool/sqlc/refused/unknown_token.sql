-- refuse 5: unknown token @FOR_SHARE@
--: house_get(house house_id) one
--> alias text
select alias from house where house_id = $1
@FOR_SHARE@;

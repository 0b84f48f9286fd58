-- refuse 3: unknown type hose_id
--: house_list() many
--> house hose_id
select house_id from house;

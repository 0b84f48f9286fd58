-- refuse 3: 1 columns are declared, but the statement gives 2
--: house_list() many
--> alias text
select alias, house_id from house;

-- refuse 4: `*` instead of columns
--: house_list() many
--> house house_id, organisation organisation_id, alias text, areas text?, opened_on date?, sealed_address blob
select * from house;

-- refuse 2: expected `--: name(parameters) many|one|exec`
--: house_list many
--> alias text
select alias from house;

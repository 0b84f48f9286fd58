-- refuse 2: the columns are missing
--: house_list() many
select alias from house;

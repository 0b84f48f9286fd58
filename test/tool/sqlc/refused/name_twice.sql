-- refuse 6: the name house_list is taken by
--: house_list() many
--> alias text
select alias from house;

--: house_list() many
--> areas text?
select areas from house;

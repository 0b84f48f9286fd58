-- refuse 3: column areas may be NULL
--: house_list() many
--> areas text
select areas from house;

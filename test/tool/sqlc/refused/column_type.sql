-- refuse 3: column alias is declared as INTEGER, but is TEXT
--: house_list() many
--> alias integer
select alias from house;

-- refuse 4: no such column: a
--: house_list() many
--> alias text
select alias from house where alias = "a";

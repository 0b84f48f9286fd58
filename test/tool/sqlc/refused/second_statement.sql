-- refuse 5: a statement needs a head
--: house_list() many
--> alias text
select alias from house;
delete from house;

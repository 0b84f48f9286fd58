-- refuse 2: unknown word `changed` in the head
--: house_list() many changed
--> alias text
select alias from house;

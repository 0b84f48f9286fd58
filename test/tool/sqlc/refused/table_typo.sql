-- refuse 4: no such table: hose
--: house_list() many
--> alias text
select alias from hose;

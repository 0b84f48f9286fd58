-- refuse 4: no such column: alais
--: house_list() many
--> alias text
select alais as alias from house;

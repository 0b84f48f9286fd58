-- refuse 5: no such column: x.alias
--: house_list() many
--> alias text
select alias
from house where x.alias = 'a';

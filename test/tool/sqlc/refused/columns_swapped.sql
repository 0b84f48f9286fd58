-- refuse 3: column 1 is declared as areas, but the statement calls it alias
--: house_list() many
--> areas text?, alias text
select alias, areas from house;

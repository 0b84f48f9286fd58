-- refuse 2: expected many, one or exec after the parameters, found `all`
--: house_list() all
--> alias text
select alias from house;

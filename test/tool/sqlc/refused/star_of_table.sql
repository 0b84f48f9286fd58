-- refuse 5: `*` instead of columns
--: house_list() many
--> alias text
select alias from (select
    h. * from house h);

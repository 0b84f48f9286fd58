-- refuse 2: a statement needs a head
select alias from house;

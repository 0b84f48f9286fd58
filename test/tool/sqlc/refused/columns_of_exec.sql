-- refuse 3: an exec gives no columns
--: house_forget() exec
--> alias text
delete from house returning alias;

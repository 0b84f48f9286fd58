-- refuse 4: the closing semicolon is missing
--: house_list() many
--> alias text
select alias from house where alias <> ';'

-- The log as a tree (guard/audit_tree.h).

--: audit_detail_insert(writer integer, number integer, detail integer, kind integer, owner integer,
--:     sealed blob) exec
insert into audit_detail (writer, number, detail, kind, owner, sealed)
values ($1, $2, $3, $4, $5, $6);

--: audit_details_of(kind integer, owner integer) many
--> detail integer, sealed blob, verb text
select d.detail, d.sealed, a.verb
  from audit_detail d
  join audit a on a.writer = d.writer and a.number = d.number
 where d.owner = $2 and d.kind = $1
 order by a.at, d.number;

--: audit_details_part(writer integer, after_number integer, row_limit integer) many
--> number integer, sealed blob, commitment blob?
select d.number, d.sealed, a.commitment
  from audit_detail d
  left join audit a on a.writer = d.writer and a.number = d.number
 where d.writer = $1 and d.number > $2
 order by d.number
 limit $3;

--: audit_detail_erase(kind integer, owner integer) exec
-- The lines stay, and their commitments.
delete from audit_detail where owner = $2 and kind = $1;

--: audit_tiles(writer integer) many
--> tile integer, hash blob
select tile, hash from audit_tile where writer = $1 order by tile;

--: audit_tile_put(writer integer, tile integer, hash blob) exec
insert into audit_tile (writer, tile, hash) values ($1, $2, $3)
on conflict (writer, tile) do nothing;

--: audit_unsigned() many
--> writer integer, line_count integer, tree_size integer
-- Chains that are longer than their newest checkpoint.
select c.writer, c.line_count, coalesce(max(k.tree_size), 0) as tree_size
  from audit_chain c
  left join audit_checkpoint k on k.writer = c.writer
 group by c.writer, c.line_count
having c.line_count > coalesce(max(k.tree_size), 0)
 order by c.writer;

--: audit_checkpoint_put(writer integer, hour integer, tree_size integer, note text) exec
insert into audit_checkpoint (writer, hour, tree_size, note) values ($1, $2, $3, $4)
on conflict (writer, hour) do update set tree_size = excluded.tree_size, note = excluded.note
 where audit_checkpoint.tree_size < excluded.tree_size;

--: audit_checkpoints() many
--> writer integer, tree_size integer, note text
select writer, tree_size, note from audit_checkpoint order by writer, tree_size, hour;

--: audit_checkpoint_last(writer integer) one
--> tree_size integer, note text
select tree_size, note from audit_checkpoint where writer = $1 order by hour desc limit 1;

--: audit_hash(writer integer, number integer) one
--> hash blob
select hash from audit where writer = $1 and number = $2;

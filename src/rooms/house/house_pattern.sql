--: house_pattern_put(house house_id, patterns_sealed blob) exec
insert into house_pattern (house, patterns_sealed) values ($1, $2)
on conflict (house) do update set patterns_sealed = excluded.patterns_sealed;

--: house_patterns() many
--> house house_id, alias text, wrapped_key blob, patterns_sealed blob?
-- For the gate: every house, closed ones too.
select h.house, h.alias, h.wrapped_key, p.patterns_sealed
  from house h
  left join house_pattern p on p.house = h.house
 order by h.house;

--: house_pattern_missing(house house_id) many
--> house house_id
-- One house, or all (0).
select h.house
  from house h
  left join house_pattern p on p.house = h.house
 where p.house is null and ($1 = 0 or h.house = $1)
 order by h.house;

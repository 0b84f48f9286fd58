--: placement_kept_from(house house_id, staff staff_id, now instant) one
--> number integer
-- How many live in a house, or may come there, from whom a conflict flag keeps the asker.
select (select count(*)
          from placement p
          join conflict c on c.record = p.referral and c.staff = $2
         where p.house = $1 and p.is_live = 1
           and (p.held_until_at is null or p.held_until_at > $3))
     + (select count(*)
          from room r
          join booking b on b.room = r.room and b.is_live = 1
          join conflict c on c.record = b.referral and c.staff = $2
         where r.house = $1) as number;

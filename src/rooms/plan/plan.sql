--: plan_changes(relations integer, staff staff_id, since instant, now instant, limit_ integer) many
--> at instant, verb text, kind text, referral referral_id?, ref text?, alias text?
-- From the log: what was done since that can make another plan. Of households only those that the
-- asker is tied to; an answer that was saved ten times is one line.
select max(a.at) as at, a.verb, a.kind, f.referral, f.ref, h.alias
  from audit a
  left join referral f on f.referral = a.record and a.kind <> 'house'
  left join house h on h.house = a.record and a.kind = 'house'
 where a.at > $3
   and ((a.kind = 'house' and a.verb in ('created', 'imported', 'changed', 'voided'))
        or (a.kind in ('referral', 'placement')
            and a.verb in ('created', 'imported', 'changed', 'held', 'released', 'offered',
                           'declined', 'withdrawn', 'arrived', 'not_arrived', 'moved', 'departed',
                           'unable')
            and f.ref is not null
            and (($1 & 2) <> 0
                 or exists (select 1 from staff_tie t
                             where t.record = f.referral and t.until_at > $4
                               and (t.relation & $1) <> 0 and t.staff = $2))))
 group by a.verb, a.kind, f.referral, f.ref, h.alias
 order by 1, a.verb, f.ref, h.alias
 limit $5;

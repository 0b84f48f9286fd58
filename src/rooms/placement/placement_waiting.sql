--: placement_waiting_list() many
--> referral referral_id
select referral from referral where state = 'unplaced' order by created_at, referral;

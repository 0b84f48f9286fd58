-- The desk's tabs of what is done show the newest first.
create index referral_by_state_changed on referral (state, changed_at);

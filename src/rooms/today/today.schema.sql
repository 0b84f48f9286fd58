-- A worker's day: the calls she took, and households on their way.
create index referral_by_taker on referral (taken_by, state);
create index placement_on_the_way on placement (expected_at)
    where is_live = 1 and state = 'accepted';

-- All that a day's list needs of the alarms around a day, side by side.
create index clock_by_day on clock (due_on, person, meaning, rule, due_at, is_alarm)
    where is_alarm = 1;

-- What is past its day, or will be: all but what ends by itself.
create index clock_to_do on clock (due_on, person, rule, due_at, is_alarm, meaning)
    where is_alarm = 1 and meaning <> 'ends';

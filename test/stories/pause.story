# A court holds the end of support up: the clock stands still, with its reason; when the order is lifted
# it goes on with what was left. What a clock cannot do is told, and what was typed is kept.
at 2026-03-02T09:00Z
first a-call
json POST /api/v1/people/{HER}/decisions {"kind": "reasonable_grounds", "outcome": "positive", "made_on": "2026-03-02"} as desk
at 2026-03-05T09:00Z
json POST /api/v1/people/{HER}/decisions {"kind": "conclusive_grounds", "outcome": "negative", "made_on": "2026-03-03", "received_on": "2026-03-05"} as desk
as desk
go /people/{HER}/clocks
see "Saturday 14 March 2026"
follow "Pause, extend or end it: Support ends after a negative decision (NCG-9)"
fill kind = pause
fill reason = court_order
fill happened_on-day = 31
fill happened_on-month = 3
fill happened_on-year = 2026
press "Save"
status 422
see "This day is in the future."
field happened_on-day is "31"
fill happened_on-day = 5
press "Save"
status 200
see "Stands still: not before Saturday 14 March 2026"
see "A court ordered it"
# nobody knows until when: whoever paused it is reminded
at 2026-03-18T12:00Z
as desk
go /today
see "Review"

at 2026-03-25T09:00Z
as desk
go /people/{HER}/clocks
follow "Pause, extend or end it: Support ends after a negative decision (NCG-9)"
do not see "Pause it"
fill kind = resume
fill reason = court_order
fill happened_on-day = 4
fill happened_on-month = 3
fill happened_on-year = 2026
press "Save"
status 422
see "The clock had not started on that day. Enter a later day."
fill happened_on-day = 25
press "Save"
status 200
see "From 5 March 2026 until 25 March 2026 it stands still."
see "That moves its last day by 20 days to 3 April 2026."
see "Friday 3 April 2026"

# As it was known while it stood still.
go /people/{HER}/clocks?known_on=2026-03-20
see "Stands still: not before Saturday 14 March 2026"

# Ended by mistake, and taken back.
go /people/{HER}/clocks
follow "Pause, extend or end it: Support ends after a negative decision (NCG-9)"
fill kind = end
fill reason = done
fill happened_on-day = 25
fill happened_on-month = 3
fill happened_on-year = 2026
press "Save"
see "Ended: Wednesday 25 March 2026"
follow "Reopen it: Support ends after a negative decision (NCG-9)"
fill kind = reopen
fill reason = mistake
fill happened_on-day = 25
fill happened_on-month = 3
fill happened_on-year = 2026
press "Save"
see "On 25 March 2026 that was taken back."
see "Friday 3 April 2026"
log is whole

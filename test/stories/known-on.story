# What was known when. A refusal of 27 April 2026 is written down as sent on the 28th. On 5 May the
# envelope is found: it was sent on 1 May. The day of the exit moves, and the view of 3 May can still be
# asked for: it is the same before and after the correction.
at 2026-04-20T09:00Z
first a-call
json POST /api/v1/people/{HER}/decisions {"kind": "reasonable_grounds", "outcome": "positive", "made_on": "2026-04-20"} as desk

at 2026-04-29T09:00Z
as desk
go /people/{HER}/decisions/new
fill kind = conclusive_grounds
fill outcome = negative
fill made_on-day = 27
fill made_on-month = 4
fill made_on-year = 2026
fill sent_on-day = 28
fill sent_on-month = 4
fill sent_on-year = 2026
press /people/{HER}/decisions
status 200
# nine days from the day it was sent: the day of receipt is not known
see "7 May 2026"

# On 3 May somebody asks, and keeps the answer in mind.
at 2026-05-03T10:00Z
as desk
go /people/{HER}/clocks
see "28 April 2026"
see "7 May 2026"

at 2026-05-05T15:00Z
as desk
go /people/{HER}/clocks?known_on=2026-05-03
see "This is what was known at the end of Sunday 3 May 2026"
see "7 May 2026"
do not see "10 May 2026"

# The envelope.
go /people/{HER}/clocks
follow "Correct" after "Conclusive grounds: Negative"
fill sent_on-day = 1
fill sent_on-month = 5
fill sent_on-year = 2026
press /people/{HER}/decisions
status 200
see "10 May 2026"
log shows decided for {HER} by desk

# Before the correction and after it, 3 May looks the same; what is known now is another thing.
go /people/{HER}/clocks?known_on=2026-05-03
see "This is what was known at the end of Sunday 3 May 2026"
see "7 May 2026"
do not see "10 May 2026"
do not see "Record a decision"
go /people/{HER}/clocks/changes
see "10 May 2026"
see "7 May 2026"
json GET /api/v1/people/{HER}/clocks?known_on=2026-05-03 as desk
see "2026-05-07"
do not see "2026-05-10"
go /people/{HER}/clocks
see "10 May 2026"

# Asked in the form, and a day that has not come.
fill known_on-day = 3
fill known_on-month = 5
fill known_on-year = 2026
press "Show"
see "This is what was known at the end of Sunday 3 May 2026"
go /people/{HER}/clocks?known_on=2026-05-09
status 422
see "This day is in the future."

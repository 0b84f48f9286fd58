# A refusal in Scotland. She moves there before the decision; her 30 days of England go on under
# England's rule, and what starts in Scotland takes Scotland's: no nine days, and two months of a test
# of homelessness. A move cannot be dated before a decision whose clocks run.
at 2026-01-05T09:00Z
first a-call
json POST /api/v1/people/{HER}/decisions {"kind": "reasonable_grounds", "outcome": "positive", "made_on": "2026-01-05"} as desk
as desk
go /people/{HER}/clocks
see "REC-EW-30S"

at 2026-02-10T09:00Z
as desk
go /people/{HER}/nation
fill nation = england
fill from_on-day = 1
fill from_on-month = 1
fill from_on-year = 2026
press /people/{HER}/nation
status 422
see "She lives in this nation already."
see "There is a decision on that day or later"
field from_on-year is "2026"
fill nation = scotland
fill from_on-day = 10
fill from_on-month = 2
fill from_on-year = 2026
press /people/{HER}/nation
status 200
see "Scotland"
see "since Tuesday 10 February 2026"
see "REC-EW-30S"
see "It started in England and keeps that nation's rule after the move."
log shows changed for {HER} by desk

at 2026-03-02T09:00Z
json POST /api/v1/people/{HER}/decisions {"kind": "conclusive_grounds", "outcome": "negative", "made_on": "2026-03-02"} as desk
json POST /api/v1/people/{HER}/facts {"kind": "likely_homeless", "happened_on": "2026-03-02"} as desk
as desk
go /people/{HER}/clocks
do not see "NCG-9"
see "RECON-30"
see "HSA-2M"
do not see "HRA-56"

# She was in Scotland all the time: it was written down wrongly, and all is worked out again.
follow "Correct" after "from the beginning"
see "This says in which nation she was from the beginning."
fill nation = scotland
press /people/{HER}/nation
status 200
see "REC-S-90"
do not see "REC-EW-30S"
go /people/{HER}/clocks?known_on=2026-03-01
see "REC-EW-30S"
do not see "REC-S-90"

# Ella (Closed Doors, seeds/000): a positive reasonable grounds decision in November 2016; in June 2017
# there is still no conclusive one, and she is moved. Her clocks are those of 2017: 45 days at least,
# open until the decision, not the 30 days of later years.
at 2016-11-10T09:00Z
first a-call
at 2016-11-14T09:00Z
json POST /api/v1/people/{HER}/decisions {"kind": "reasonable_grounds", "outcome": "positive", "made_on": "2016-11-14"} as desk
at 2017-06-12T09:00Z
as desk
go /people/{HER}/clocks
see "REC-EW-45"
see "Open: not before Thursday 29 December 2016"
see "CG-MIN-OLD"
do not see "REC-EW-30S"
do not see "CG-MIN "

# Today the answer about that day is the same: the row that was in force stays with the clock.
at 2026-11-24T09:00Z
as desk
go /people/{HER}/clocks
see "REC-EW-45"
see "not before Thursday 29 December 2016"
do not see "REC-EW-30S"

# From the arrival on the clocks run on her page and on her worker's day, each saying why it falls on
# that date; a decision starts those that follow from it.
first the-offer
at 2026-11-24T04:20Z
as manager
go /placements/{STAY}/arrival
fill key_worker = Sally Worker
press /placements/{STAY}/arrival
status 200

as worker
go /people/{HER}/clocks
status 200
see "KPI-JP-5D"
see "KPI-HOUSE-8H"
go /today
see "Mariam Tesfay"

# Reasonable grounds: the recovery period begins.
at 2026-11-30T09:00Z
as worker
go /people/{HER}/decisions/new
fill kind = reasonable_grounds
fill outcome = positive
fill made_on-day = 27
fill made_on-month = 11
fill made_on-year = 2026
fill dated_on-day = 27
fill dated_on-month = 11
fill dated_on-year = 2026
fill received_on-day = 30
fill received_on-month = 11
fill received_on-year = 2026
press /people/{HER}/decisions
status 200
go /people/{HER}/clocks
see "REC-"
see "30 November 2026"
go /today
see "Mariam Tesfay"
log shows decided for {HER} by worker

# A day that cannot be is refused, and the rest is kept.
go /people/{HER}/decisions/new
fill kind = conclusive_grounds
fill outcome = positive
fill made_on-day = 1
fill made_on-month = 12
fill made_on-year = 2027
press /people/{HER}/decisions
status 422
see "There is a problem"
field made_on-year is "2027"

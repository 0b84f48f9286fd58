# A grant begins a countdown: which clock ends when under the law of that day, and what must be done
# by whom before it. A day before 9 March 2026 it is 28 days from the letter, from then on 42.
first the-offer
at 2026-11-24T04:20Z
as manager
go /placements/{STAY}/arrival
fill key_worker = Sally Worker
press /placements/{STAY}/arrival
status 200

at 2026-11-25T10:00Z
as worker
go /people/{HER}
follow "Move-on"
see "Nothing is written down yet that ends support."

# One of the family was granted on 8 March, with the letter of that day.
go /people/{SELAM}/facts/new
fill kind = asylum_granted
fill happened_on-day = 8
fill happened_on-month = 3
fill happened_on-year = 2026
press /people/{SELAM}/facts
go /people/{SELAM}/facts/new
fill kind = discontinuation_letter
fill happened_on-day = 8
fill happened_on-month = 3
fill happened_on-year = 2026
press /people/{SELAM}/facts
go /people/{SELAM}/move-on
see "5 April 2026"
see "There is less time than this takes."
see "ASY-GRANT-28B"

# The other on 9 March: six weeks, and a claim a week later is still paid in time.
go /people/{YONAS}/facts/new
fill kind = asylum_granted
fill happened_on-day = 9
fill happened_on-month = 3
fill happened_on-year = 2026
press /people/{YONAS}/facts
go /people/{YONAS}/move-on
see "20 April 2026"
see "16 March 2026"
see "ASY-GRANT-42"

# Hers is today. The plan stands on her worker's day, step by step.
go /people/{HER}/facts/new
fill kind = asylum_granted
fill happened_on-day = 25
fill happened_on-month = 11
fill happened_on-year = 2026
press /people/{HER}/facts
go /people/{HER}/move-on
see "6 January 2027"
see "2 December 2026"
see "On nobody"
press "I take care of these steps"
see "The steps are on your list."
see "On the list of"
go /today
see "Open the eVisa account and check every detail"
press "Done" after "Read the decision letter together"
go /people/{HER}/move-on
see "Done"
press /people/{HER}/move-on/steps/credit_claim/done
see "The step is done."
# the five weeks run from today
see "30 December 2026"
log shows changed for {HER} by worker

as provider
go /people/{HER}/move-on
status 200
do not see "I take care of these steps"
as worker2
go /people/{HER}/move-on
status 404

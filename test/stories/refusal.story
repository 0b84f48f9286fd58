# A refusal: support ends after 21 days, and other things must be done than after a grant. A slip in a
# day is told; a corrected day moves every step.
first the-offer
at 2026-11-24T04:20Z
as manager
go /placements/{STAY}/arrival
fill key_worker = Sally Worker
press /placements/{STAY}/arrival
status 200

at 2026-11-25T10:00Z
as worker
go /people/{HER}/facts/new
fill kind = asylum_refused
fill happened_on-day = 29
fill happened_on-month = 2
fill happened_on-year = 2026
press /people/{HER}/facts
status 422
see "There is a problem"
field happened_on-day is "29"
fill happened_on-day = 25
fill happened_on-month = 12
press /people/{HER}/facts
status 422
fill happened_on-day = 25
fill happened_on-month = 11
press /people/{HER}/facts
go /people/{HER}/move-on
see "16 December 2026"
see "Ask whether section 4 or schedule 10 support applies"
see "2 December 2026"
see "See a legal adviser about an appeal"
see "Not verified"
do not see "Claim universal credit"
press "I take care of these steps"
press /people/{HER}/move-on/steps/appeal/done
see "The step is done."
press "Not done yet"
see "The step is open again"
press /people/{HER}/move-on/steps/appeal/done
see "The step is done."
json POST /api/v1/people/{HER}/move-on/steps/unknown/done {} as worker
status 404

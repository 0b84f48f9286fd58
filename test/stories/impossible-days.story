# Days that cannot be: each is told in a sentence that says how to mend it, and nothing is stored.
at 2026-11-24T09:00Z
first a-call
as desk
go /people/{HER}/decisions/new
fill kind = reasonable_grounds
fill outcome = positive
fill made_on-day = 1
fill made_on-month = 3
fill made_on-year = 2026
press /people/{HER}/decisions
status 422
see "This day is before the referral was received."
fill made_on-year = 1626
press /people/{HER}/decisions
status 422
see "began on 1 April 2009"
field made_on-year is "1626"
fill made_on-day = 29
fill made_on-month = 2
fill made_on-year = 2027
press /people/{HER}/decisions
status 422
see "Enter a real date"
fill made_on-day = 25
fill made_on-month = 11
fill made_on-year = 2026
press /people/{HER}/decisions
status 422
see "in the future"
go /people/{HER}/clocks
see "No decision is recorded yet."

# Two decisions of one kind on one day.
json POST /api/v1/people/{HER}/decisions {"kind": "reasonable_grounds", "outcome": "positive", "made_on": "2026-11-24"} as desk
json POST /api/v1/people/{HER}/decisions {"kind": "reasonable_grounds", "outcome": "negative", "made_on": "2026-11-24"} as desk
status 422

# A nation changed after a decision: only a move after it, or a correction that says so.
as desk
go /people/{HER}/nation
fill nation = wales
fill from_on-day = 24
fill from_on-month = 11
fill from_on-year = 2026
press /people/{HER}/nation
status 422
see "There is a decision on that day or later"
field from_on-day is "24"

# The same by the back door: the call's answer stays in the call.
json POST /api/v1/referrals/{CALL}/answers {"fr-location": "wales"} as desk
go /people/{HER}/clocks
see "RG-TARGET"
see "from the beginning"
do not see "Wales from the beginning"

# A fact of four hundred years ago, and one that is taken back.
go /people/{HER}/facts/new
fill kind = incident
fill happened_on-day = 3
fill happened_on-month = 9
fill happened_on-year = 1626
press /people/{HER}/facts
status 422
see "more than 120 years ago"
fill happened_on-year = 2026
press /people/{HER}/facts
status 200
see "CICA-2Y"
see "Sunday 3 September 2028"
follow "Correct the incident"
press "Save"
status 422
fill has_not_happened = true
press "Save"
status 200
do not see "CICA-2Y"
# 29 February exists in 2024, and two years later the day before March counts
go /people/{HER}/facts/new
fill kind = incident
fill happened_on-day = 29
fill happened_on-month = 2
fill happened_on-year = 2024
press /people/{HER}/facts
status 200
see "Saturday 28 February 2026"

# A refugee grant on 8 and on 9 March 2026. The day of the grant rules how long asylum support lasts (28
# days from the letter, or 42 from the grant and never less than 28 from the letter); the day the claim
# was lodged rules the leave (five years, or thirty months), and until that day is known the clock waits.
at 2026-03-06T09:00Z
first a-call
at 2026-03-08T09:00Z
json POST /api/v1/people/{HER}/facts {"kind": "asylum_granted", "happened_on": "2026-03-08"} as desk
json POST /api/v1/people/{HER}/facts {"kind": "discontinuation_letter", "happened_on": "2026-03-08"} as desk
as desk
go /people/{HER}/clocks
see "Waits for a date"
see "ASY-GRANT-28B"
see "Sunday 5 April 2026"
do not see "ASY-GRANT-42"
json POST /api/v1/people/{HER}/facts {"kind": "asylum_claim_lodged", "happened_on": "2025-06-01"} as desk
as desk
go /people/{HER}/clocks
see "REFUGEE-5Y"
see "8 March 2031"
do not see "REFUGEE-30M"

# It was the 9th: 42 days, and then a letter of 10 April that gives 28 more.
at 2026-04-10T09:00Z
as desk
go /people/{HER}/clocks
follow "Correct the grant of asylum"
see "Correct what was written down"
fill happened_on-day = 9
fill happened_on-month = 3
fill happened_on-year = 2026
press "Save"
status 200
see "ASY-GRANT-42"
see "Monday 20 April 2026"
see "9 March 2031"
json POST /api/v1/people/{HER}/facts {"kind": "discontinuation_letter", "happened_on": "2026-04-10"} as desk
as desk
go /people/{HER}/clocks
see "It never ends before 28 days after the discontinuation letter"
see "Friday 8 May 2026"

# The claim was lodged on 2 March: thirty months.
go /people/{HER}/clocks
follow "Correct the asylum claim"
fill happened_on-day = 2
fill happened_on-month = 3
fill happened_on-year = 2026
press "Save"
status 200
see "REFUGEE-30M"
see "9 September 2028"
do not see "REFUGEE-5Y"

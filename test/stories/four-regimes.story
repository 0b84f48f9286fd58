# Hope for the future (seeds/001, 2.3): a positive conclusive grounds decision of 14 January 2019 ends
# support after 14 days. The same decision a few weeks later fell under another regime, and another:
# 45 days; no ending at all while the courts looked at it; 45 days at least and then a person's need.
at 2019-01-02T09:00Z
first a-call
json POST /api/v1/people/{HER}/decisions {"kind": "reasonable_grounds", "outcome": "positive", "made_on": "2019-01-02"} as desk
at 2019-01-14T09:00Z
json POST /api/v1/people/{HER}/decisions {"kind": "conclusive_grounds", "outcome": "positive", "made_on": "2019-01-14"} as desk
as desk
go /people/{HER}/clocks
see "MOV-EW-14"
see "28 January 2019"
do not see "MOV-EW-45A"

# Announced in October 2017, in force from 1 February 2019.
at 2019-10-01T09:00Z
as desk
go /people/{HER}/clocks
follow "Correct" after "Conclusive grounds: Positive"
fill made_on-day = 1
fill made_on-month = 2
fill made_on-year = 2019
press /people/{HER}/decisions
status 200
see "MOV-EW-45A"
see "18 March 2019"
do not see "MOV-EW-14"

# The interim relief of March 2019: no ending of support.
follow "Correct" after "Conclusive grounds: Positive"
fill made_on-day = 28
fill made_on-month = 3
fill made_on-year = 2019
press /people/{HER}/decisions
see "MOV-EW-JR1"
see "no ending of support"
do not see "MOV-EW-45A"

# From 27 September 2019: 45 days at least, then a recovery needs assessment.
follow "Correct" after "Conclusive grounds: Positive"
fill made_on-day = 27
fill made_on-month = 9
fill made_on-year = 2019
press /people/{HER}/decisions
see "MOV-EW-45B"
see "11 November 2019"
see "This is a minimum"
do not see "MOV-EW-JR1"

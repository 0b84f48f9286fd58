# Support in Northern Ireland: the Department extends it, a refusal ends it at once, and a reconsidered
# decision opens it again.
at 2026-01-05T09:00Z
first a-call
json POST /api/v1/people/{HER}/nation {"kind": "corrected", "nation": "northern_ireland"} as desk
json POST /api/v1/people/{HER}/decisions {"kind": "reasonable_grounds", "outcome": "positive", "made_on": "2026-01-05"} as desk
as desk
go /people/{HER}/clocks
see "REC-N-45X"
see "Open: not before Thursday 19 February 2026"

# Extending without saying until when, and on whose word.
follow "Pause, extend or end it: Recovery period ends (REC-N-45X)"
see "It can be extended."
fill kind = extend
fill reason = authority_asked
fill happened_on-day = 5
fill happened_on-month = 1
fill happened_on-year = 2026
press "Save"
status 422
see "Enter the last day after the extension."
see "Choose who decided the extension."
fill until_on-day = 30
fill until_on-month = 4
fill until_on-year = 2026
fill authority = department_of_justice
fill note = Letter D/17
press "Save"
status 200
see "Open: not before Thursday 30 April 2026"
see "On 5 January 2026 it was extended to 30 April 2026."
see "Department of Justice (Northern Ireland)"
see "Letter D/17"
log shows changed for {HER} by desk

# A refusal ends it at once, also when it was extended.
at 2026-01-20T09:00Z
json POST /api/v1/people/{HER}/decisions {"kind": "conclusive_grounds", "outcome": "negative", "made_on": "2026-01-20"} as desk
as desk
go /people/{HER}/clocks
see "Ended: Tuesday 20 January 2026"
see "The negative conclusive grounds decision ended it at once"

# The authority looks again and finds that she is a victim.
at 2026-02-25T09:00Z
as desk
go /people/{HER}/clocks
follow "Record the new decision" after "Conclusive grounds: Negative"
fill outcome = positive
fill made_on-day = 25
fill made_on-month = 2
fill made_on-year = 2026
press /people/{HER}/decisions
status 200
see "An earlier conclusive grounds decision was reconsidered."
see "Thursday 30 April 2026"
see "MOV-N-12"
see "Thursday 25 February 2027"

# She was referred, and decided about, weeks before anybody rang the desk. Decision and receipt are
# written down in one go.
first the-call
go /people/{HER}/decisions/new
see "The first referral that we know of was received on"
fill kind = reasonable_grounds
fill outcome = positive
fill made_on-day = 20
fill made_on-month = 10
fill made_on-year = 2026
press /people/{HER}/decisions
status 422
see "This day is before the referral was received."
field kind is "reasonable_grounds"

# The receipt is not before the decision: both are looked at together.
fill referred_on-day = 25
fill referred_on-month = 10
fill referred_on-year = 2026
press /people/{HER}/decisions
status 422
see "This day is before the referral was received."
fill referred_on-day = 25
fill referred_on-month = 12
fill referred_on-year = 2026
press /people/{HER}/decisions
status 422
see "This day is in the future."

fill referred_on-day = 12
fill referred_on-month = 10
fill referred_on-year = 2026
press /people/{HER}/decisions
see "The decision is saved"
go /people/{HER}/clocks
see "REC-"
see "20 October 2026"
see "12 October 2026"
log shows decided for {HER} by desk
log is whole

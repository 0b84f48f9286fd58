# What is due a week with its working, what was paid, and what is open. Only who supports her or runs
# her house sees it.
first the-offer
at 2026-11-24T04:20Z
as manager
go /placements/{STAY}/arrival
fill key_worker = Sally Worker
press /placements/{STAY}/arrival
status 200

at 2026-11-25T10:00Z
as worker
go /people/{HER}/decisions/new
fill kind = reasonable_grounds
fill outcome = positive
fill made_on-day = 24
fill made_on-month = 11
fill made_on-year = 2026
press /people/{HER}/decisions
go /people/{HER}
follow "Money due and paid"
see "Then Haven can say what is due."
follow "Change home or support"

# What cannot be is told, all of it, and what was typed stays.
fill from_on-day = 1
fill from_on-month = 12
fill from_on-year = 2026
fill accommodation = asylum_housing
press /people/{HER}/situations
status 422
see "This day is in the future."
see "Asylum housing comes with asylum support."
field from_on-month is "12"
fill from_on-day = 24
fill from_on-month = 11
fill is_asylum_supported = true
press /people/{HER}/situations
see "The amounts are worked out again."
see "£49.18"
see "£147.54 a week by verified rates."
see "£25.40 a week by rates that nobody has verified."
see "A child's day of birth is not known."

# A week later the house writes down what it paid; a slip is told kindly, a wrong line is cancelled.
at 2026-12-01T10:00Z
as manager
go /people/{HER}/payments/new
fill amount = 147,54
fill from_on-day = 24
fill from_on-month = 11
fill from_on-year = 2026
fill to_on-day = 23
fill to_on-month = 11
fill to_on-year = 2026
fill kind = card
press /people/{HER}/payments
status 422
see "Write an amount like 65 or 65.50"
see "The last day is before the first."
field amount is "147,54"
fill amount = 147.54
fill to_on-day = 30
press /people/{HER}/payments
see "The payment is saved."
see "Ruth Manager"
log shows changed for {HER} by manager
press "Cancel"
see "It is still shown, and counts no more."

as provider
go /people/{HER}/entitlement
see "£147.54"
go /people/{HER}/payments/new
status 404
as desk
go /people/{HER}/entitlement
status 404
json GET /api/v1/people/{HER}/entitlement as worker
see "week_unverified_pence"
log is whole

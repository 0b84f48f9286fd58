# The police asked about her, and her provider's manager looked her up. If she knew, so would those
# who use her, and the investigation would be over. Two people leave that line out, for a time.
first alone
at 2026-12-01T10:00Z
as provider
go /people/{HER}
see "Fatima Osman"
at 2026-12-02T10:00Z
as worker
go /people/{HER}/looked
see "Tuesday 1 December 2026"
see "The law can let a line be left out for a time."
go /people/{HER}/suppression
status 404
as guardian
go /people/{HER}/retention
follow "Lines kept from her list of who looked"
fill day-day = 1
fill day-month = 12
fill day-year = 2026
fill role = guardian
fill ground = crime
fill review_on-day = 1
fill review_on-month = 6
fill review_on-year = 2027
press "Ask a second person to confirm"
see "Choose a day after today that is not later than the ground allows."
see "What your own role did, somebody else has to decide."
field review_on-year is "2027"
fill role = provider_manager
fill review_on-month = 2
press "Ask a second person to confirm"
see "A second person in another role can now confirm it."
do not see "Leave the line out"
log shows suppression_asked for {HER} by guardian

# One word is none; and her list says nothing of it.
as worker
go /people/{HER}/looked
see "Tuesday 1 December 2026"
do not see "First word"
as administrator
go /suppressions
see "It waits for a second person"
follow "{HER}"
press "Leave the line out"
see "The line is left out of her list."
see "Her list does not say that a line is missing"
as worker
go /people/{HER}/looked
do not see "Tuesday 1 December 2026"
do not see "legal ground"
do not see "Kept a line"
log shows read for {HER} by provider

# Another ground lets her be told that something is missing.
as guardian
go /people/{HER}/suppression
fill day-day = 24
fill day-month = 11
fill day-year = 2026
fill role = house_manager
fill ground = serious_harm
fill review_on-day = 1
fill review_on-month = 3
fill review_on-year = 2027
press "Ask a second person to confirm"
as administrator
go /people/{HER}/suppression
press "Leave the line out"
as worker
go /people/{HER}/looked
see "not shown because of a legal ground"
json GET /api/v1/people/{HER}/looked as worker
do not see "house_manager"
as guardian
go /people/{HER}/suppression
press "Show the line" after "Telling her would do serious harm"
see "The line is shown in her list."
as worker
go /people/{HER}/looked
do not see "not shown because of a legal ground"

# After its day of review it is shown by itself, and so is that it was not.
at 2027-02-02T10:00Z
as worker
go /people/{HER}/looked
see "Tuesday 1 December 2026"
see "Kept a line from her list on a legal ground"
log is whole

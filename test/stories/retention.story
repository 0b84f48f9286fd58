# She asked that what she told be forgotten. One person says so, another in another role confirms it;
# then nothing of her can be read, and the counts and the log still hold.
first alone
at 2026-12-01T10:00Z
as worker
go /people/{HER}
follow "How long this record is kept"
see "To be confirmed by counsel."
see "Something is still to be done"
do not see "Ask a second person"
as guardian
go /people/{HER}/retention
do not see "Ask a second person"
json POST /api/v1/people/{HER}/retention/propose {"reason": "asked"} as guardian
status 422

# she moves out, and nothing is left to be done
as manager
go /placements/{STAY}/departure
fill destination = council_tenancy
press /placements/{STAY}/departure
as worker
go /people/{HER}
press "Done"

at 2026-12-02T10:00Z
as guardian
go /people/{HER}/retention
fill reason = due
press "Ask a second person to confirm"
see "The day has not come yet."
fill hold_reason = court_claim
press "Keep this record"
see "The record is kept."
do not see "Ask a second person"
press "No longer keep it for this"
fill reason = asked
press "Ask a second person to confirm"
see "A second person in another role can now confirm it."
do not see "Erase for ever"
json POST /api/v1/people/{HER}/retention/confirm {} as guardian
status 422
go /retention
see "{HER}"

as administrator
go /retention
follow "{HER}"
press "Erase for ever"
see "The record is erased."
see "No name, no note, no place."
do not see "This is done within a minute."
log shows erased for {HER} by administrator

as worker
go /people/{HER}
status 404
go /people
fill text = Fatima Osman
press "Search"
do not see "{HER}"
as desk
go /referrals/{CALL}
status 404
go /referrals/new
fill name = Fatima Osman
press "Search"
do not see "There may be a record"
restart
as administrator
go /people/{HER}/retention
see "No name, no note, no place."
log is whole

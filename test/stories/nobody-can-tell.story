# Nobody outside her circle can tell that she exists: not on a page, not as a program, not by
# searching, not by counting. What is not theirs looks like what is not there.
first the-call

as worker2
go /people/{HER}
status 404
see "Page not found"
go /people/{HER}/edit
status 404
go /people/{HER}/notes/new
status 404
go /referrals/{CALL}
status 404
go /referrals/{CALL}/export
status 404
go /people
fill text = Mariam
press "Search"
do not see "Mariam Tesfay"
do not see "{HER}"
do not see "There may be a record"
see "Nobody was found whom you may see."
fill text = {HER}
press "Search"
do not see "Mariam Tesfay"
see "Nobody was found whom you may see."
json GET /api/v1/people/{HER} as worker2
status 404
do not see "Mariam"
json GET /api/v1/referrals/{CALL} as worker2
status 404
json POST /api/v1/people/search {"text": "Mariam"} as worker2
status 200
do not see "{HER}"

as manager2
go /people/{HER}
status 404
go /people
fill text = Mariam
press "Search"
do not see "{HER}"

as commissioner
go /people/{HER}
status 404
go /people
status 404
json POST /api/v1/people/search {"text": "Mariam"} as commissioner
status 404
go /desk
status 404
json GET /api/v1/people/{HER} as commissioner
status 404

# Those who keep the machine and the log see neither her name nor her record.
as administrator
go /people/{HER}
status 404
as auditor
go /people/{HER}
status 404
go /audit
do not see "Mariam"

# A reference that was never given is answered in the same words.
as worker2
go /people/AA-0000
status 404
see "Page not found"

as desk
go /people
fill text = Mariam
press "Search"
see "{HER}"
go /people/{HER}
status 200
see "Mariam Tesfay"
log does not show read for {HER} by worker2
log does not show read for {HER} by manager2

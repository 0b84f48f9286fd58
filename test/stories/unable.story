# Nobody can be placed: an end in its own right, with a reason, counted; and the search can go on.
first the-call
go /referrals/{CALL}
follow "No room can be found"
press "End the search"
status 422
see "There is a problem"
fill reason = no_bed_for_household_size
press "End the search"
see "The search has ended and was counted."
log shows unable for {CALL} by desk
go /referrals/{CALL}
see "No room found"
go /desk/unable
see "{CALL}"
go /desk/unplaced
do not see "{CALL}"
json GET /api/v1/desk/unable as desk
see "{CALL}"
see "no_bed_for_household_size"
json GET /api/v1/desk/unable as worker
status 404
do not see "{CALL}"

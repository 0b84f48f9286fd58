# They do not come. That is a matter of safety, not of paper: a call is due in half an hour, on the
# desk's day, until somebody has made it.
first the-offer
at 2026-11-24T05:00Z
as manager
go /placements/{STAY}/non-arrival
press /placements/{STAY}/non-arrival
status 422
fill reason = missing
press /placements/{STAY}/non-arrival
log shows not_arrived for {CALL} by manager
go /placements/{STAY}
status 404

as desk
go /placements/{STAY}
see "They did not arrive. A safety call is open for the desk."
go /today
see "{HER}"
see "Safety call"
wait 10 minutes
go /today
press "Done" after "Safety call"
see "That is done."
press again
do not see "There is a fault"
go /today
do not see "Safety call"
go /referrals/{CALL}
see "Without a place"
log is whole

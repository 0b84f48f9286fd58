# The house says no, with a reason that is counted; it never learned a name, and once it has said no
# it reads nothing more. The desk looks on.
first the-call
go /referrals/{CALL}/rooms
press "Hold for 2 hours: Rowan House, room 1"
remember STAY from /placements/([0-9a-z]{13})/
go /placements/{STAY}/offer
press /placements/{STAY}/offer

as manager
go /placements/{STAY}
do not see "Mariam"
go /placements/{STAY}/decline
press /placements/{STAY}/decline
status 422
see "There is a problem"
fill reason = no_staff_then
press /placements/{STAY}/decline
log shows declined for {CALL} by manager
go /placements/{STAY}
status 404
go /people/{HER}
status 404

as manager2
go /placements/{STAY}
status 404

as desk
go /placements/{STAY}
see "Declined by the house"
go /referrals/{CALL}
see "Without a place"
go /referrals/{CALL}/rooms
see "Rowan House, room 1"

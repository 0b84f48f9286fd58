# A hold frees itself after two hours; whoever comes back late is told, and the room is anybody's.
first the-call
go /referrals/{CALL}/rooms
press "Hold for 2 hours: Rowan House, room 1"
remember STAY from /placements/([0-9a-z]{13})/
wait 1 hour
as desk
go /placements/{STAY}
see "Held"
wait 2 hours
as desk
go /placements/{STAY}
see "The hold has run out and the room is free."
go /placements/{STAY}/offer
status 409

# Held again, and offered this time: an offer that nobody answers frees itself too.
go /referrals/{CALL}/rooms
press "Hold for 2 hours: Rowan House, room 1"
remember AGAIN from /placements/([0-9a-z]{13})/
go /placements/{AGAIN}/offer
press /placements/{AGAIN}/offer
see "The house has been asked."
wait 3 hours
as manager
go /placements/{AGAIN}/accept
status 409
log does not show accepted for {AGAIN}
log is whole

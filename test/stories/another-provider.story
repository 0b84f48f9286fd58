# She wishes to move to a house of another provider. That house is asked on its own screen, without
# a name and without where she lives now; nothing is done before its yes.
first alone
at 2026-11-26T10:00Z
as desk
go /placements/{STAY}/move
remember ROOM from /value="([0-9a-z]{13})"[^>]*>[^<]*<label[^>]*>[^<]*Hazel House/
fill room = {ROOM}
fill on-day = 28
fill on-month = 11
fill on-year = 2026
fill until_on-day = 5
fill until_on-month = 1
fill until_on-year = 2027
fill has_consent = true
press /placements/{STAY}/move
see "A move to Hazel House"
see "The other house has been asked and must say yes first."

as manager2
go /arrivals
see "Planned moves to answer"
follow "{CALL}"
remember MOVE from /moves/([0-9a-z]{13})/
see "Somebody would like to move in"
see "Hazel House"
do not see "Fatima"
do not see "Rowan"
log shows read for {CALL} by manager2
go /placements/{STAY}
status 404
go /people/{HER}
status 404

# On the day it is not done without an answer.
at 2026-11-28T09:00Z
as desk
go /placements/{STAY}/move
do not see "Move them now"

# A no needs its reason; her house is told, she keeps her room.
as manager2
go /moves/{MOVE}
press /moves/{MOVE}/decline
status 422
see "There is a problem"
fill reason = no_staff_then
press /moves/{MOVE}/decline
see "Your answer is written down."
go /moves/{MOVE}
status 404
as manager
go /placements/{STAY}
see "Hazel House could not take them"
see "Arrived"
go /today
see "Fatima Osman"

# Asked again for another day the house says yes, and then the move is done.
as desk
go /placements/{STAY}/move
remember ROOM from /value="([0-9a-z]{13})"[^>]*>[^<]*<label[^>]*>[^<]*Hazel House/
fill room = {ROOM}
fill on-day = 29
fill on-month = 11
fill on-year = 2026
fill until_on-day = 5
fill until_on-month = 1
fill until_on-year = 2027
fill has_consent = true
press /placements/{STAY}/move
as manager2
go /arrivals
follow "{CALL}"
remember AGAIN from /moves/([0-9a-z]{13})/
press /moves/{AGAIN}/accept
see "Your yes is written down."
at 2026-11-29T09:00Z
as desk
go /placements/{STAY}/move
see "The other house has said yes."
press /placements/{STAY}/move/done
as manager2
go /people/{HER}
see "Hazel House"
as manager
go /people/{HER}
status 404
log is whole

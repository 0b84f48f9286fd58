# Two women who cannot climb stairs wait, and one free room suits both. The other room
# without steps is lived in by a woman who asked to be moved: the plan tells in order what her move
# would bring. Nobody who did not ask is looked at, and nobody is moved but by her own yes.
first alone
at 2026-11-24T11:00Z
as desk
go /referrals/new
fill name = Senait Abraha
press "Search"
press "Start a referral for a new person"
remember WAITS from /referrals/([A-Z]{2}-[0-9]{4})/
fill safe-now = no
fill comes-with = alone
fill pv-gender = female
fill regions-allowed = anywhere
fill avoid-any = no
fill night-admission = yes
fill medication-tonight = no
fill feels-safe-houses = women
fill step-free = yes
fill complex-needs = no
fill conflict-any = no
fill pv-interpreter-requirements = no
press "Save and continue"
go /referrals/new
fill name = Lemlem Girmay
press "Search"
press "Start a referral for a new person"
remember OTHER from /referrals/([A-Z]{2}-[0-9]{4})/
fill safe-now = no
fill comes-with = alone
fill pv-gender = female
fill regions-allowed = anywhere
fill avoid-any = no
fill night-admission = yes
fill medication-tonight = no
fill feels-safe-houses = women
fill step-free = yes
fill complex-needs = no
fill conflict-any = no
fill pv-interpreter-requirements = no
press "Save and continue"
go /plan
do not see "Moves that would make room"

# She tells her house that she would rather live elsewhere.
as manager
go /placements/{STAY}/move-wish
see "Nobody is moved without their own word."
press /placements/{STAY}/move-wish
status 422
fill wish = asks
press /placements/{STAY}/move-wish
see "Their word on moving is written down."
see "Asks to be moved"

# The order is told: she moves, the room is made ready, then another can have it.
as desk
go /plan
see "Moves that would make room"
see "Urgent placements +1"
see "first moves from Rowan House, room 2, to Hazel House, room 1."
see "Then Rowan House, room 2, is made ready."
see "Ready from"
do not see "Fatima"
do not see "Senait"
do not see "Lemlem"
log shows read for {CALL} by desk as placing
json GET /api/v1/plan as desk
see "moves"
do not see "Fatima"

# While the desk looks at it, somebody learns more: that is told, before anything is decided.
go /plan
follow "Look at these moves and decide"
see "The room they have is theirs until they have arrived in the other."
wait 1 minutes
as desk2
go /referrals/{WAITS}/needs
fill catered = yes
press "Save and continue"
as desk
fill reason = too_soon
press "Do not move"
status 409
see "The facts changed since you saw the plan"
see "Answers or people changed: {WAITS}"

# She says not this week: nobody is moved, and it is not advised again.
fill reason = too_soon
press "Do not move"
see "The move is refused. Nobody is moved."
see "No move of theirs would give a room to somebody who waits."

# Some days later she asks again. Without her yes to that very room nothing is planned.
at 2026-11-26T09:00Z
as manager
go /placements/{STAY}/move-wish
fill wish = asks
press /placements/{STAY}/move-wish
as desk
go /plan
follow "Look at these moves and decide"
fill until_on-day = 5
fill until_on-month = 1
fill until_on-year = 2027
press "Plan the first move"
status 422
see "A planned move needs the person's consent."
fill until_on-day = 5
fill until_on-month = 1
fill until_on-year = 2027
fill has_consent = true
press "Plan the first move"
status 200
see "A move to Hazel House"
see "A move was planned as everyone's plan advised"
log shows moved for {CALL} by desk as placing

# What is decided is out of the plan, and her room is hers until she has arrived in the other.
go /plan
do not see "Moves that would make room"
as manager2
go /arrivals
follow "{CALL}"
remember MOVE from /moves/([0-9a-z]{13})/
press /moves/{MOVE}/accept
as desk
go /placements/{STAY}/move
press /placements/{STAY}/move/done
at 2026-11-27T09:00Z
as desk
go /plan
see "Rowan House, room 2"
log is whole

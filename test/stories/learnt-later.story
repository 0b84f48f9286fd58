# What is learnt after a room was taken reaches the room at once: before arrival nothing goes on
# without the desk; after it nobody loses her bed, and everybody who must act is told.
first the-offer

# 03:00. She says on the phone that the city the house is in is where they look for her.
at 2026-11-24T03:00Z
as desk
go /referrals/{CALL}/where
fill avoid-any = yes
press "Save and continue"
go /referrals/{CALL}/where
fill avoid-areas = birmingham
press "Save and continue"
go /desk
see "Rooms that need another look"
go /placements/{STAY}
see "This room needs another look"
see "A safety reason that was learnt later."
log shows warned for {CALL} by desk

# The house sees it on its own screen, and cannot write down an arrival.
as manager
go /arrivals
see "Needs another look"
go /placements/{STAY}
see "The desk has been told and decides next."
go /placements/{STAY}/arrival
press /placements/{STAY}/arrival
status 422
see "The desk must decide before it goes on."

# The desk cannot keep the room by a word; the answer was of another city, and is corrected.
as desk
go /placements/{STAY}/settle
fill decision = checked_safe
press /placements/{STAY}/settle
status 422
see "This room cannot be kept."
go /referrals/{CALL}/where
fill avoid-any = no
press "Save and continue"
go /placements/{STAY}
do not see "This room needs another look"
log shows settled for {CALL} by desk
go /desk
do not see "Rooms that need another look"

at 2026-11-24T04:20Z
as manager
go /placements/{STAY}/arrival
fill key_worker = Sally Worker
press /placements/{STAY}/arrival
see "The arrival is written down."

# A week later the desk places another woman there; nobody knows yet that the two must not meet.
at 2026-12-03T10:00Z
as desk
go /referrals/new
fill name = Fatima Osman
fill birth_year = 2001
press "Search"
press "Start a referral for a new person"
remember OTHER from /referrals/([A-Z]{2}-[0-9]{4})/
fill safe-now = yes
fill comes-with = alone
fill pv-gender = female
fill regions-allowed = anywhere
fill avoid-any = no
fill night-admission = no
fill medication-tonight = no
fill feels-safe-houses = women
fill step-free = no
fill complex-needs = no
fill conflict-any = no
fill pv-interpreter-requirements = no
press "Save and continue"
go /referrals/{OTHER}/rooms
press "Hold for 2 hours: Rowan House, room 2"
remember SECOND from /placements/([0-9a-z]{13})/
go /placements/{SECOND}/offer
press /placements/{SECOND}/offer
as manager
go /placements/{SECOND}/accept
press /placements/{SECOND}/accept
as desk
go /placements/{SECOND}/wish
fill was_told_area = true
fill was_told_house = true
fill answer = yes
press /placements/{SECOND}/wish
as manager
go /placements/{SECOND}/arrival
fill key_worker = Sally Worker
press /placements/{SECOND}/arrival

# She tells her worker whom she fears.
at 2026-12-04T10:00Z
as worker
go /referrals/{OTHER}/risk
fill conflict-any = yes
press "Save and continue"
go /referrals/{OTHER}/risk
fill conflict-people = {HER}
press "Save and continue"

# Her room carries the warning; it does not say whom. Nobody is moved. Of who is feared nobody learns
# anything: not the worker, not the house.
go /placements/{SECOND}
see "This room needs another look"
see "Nobody loses a bed."
do not see "Mariam"
go /people/{HER}
do not see "The room needs another look"
do not see "Safety: look at the room again"
go /placements/{STAY}
see "Arrived"
do not see "This room needs another look"
do not see "{OTHER}"
go /today
see "Safety: look at the room again"
as manager
go /arrivals
see "Needs another look"
go /placements/{STAY}
do not see "This room needs another look"
go /today
see "Safety: look at the room again"

# The desk, whose part was over, reads both again and decides; what it decided stands.
as desk
go /desk
see "Rooms that need another look"
follow "{CALL}"
see "Do not speak with this household about it."
see "Begin with the household that it is known from"
go /placements/{STAY}/settle
fill decision = move_arranged
press /placements/{STAY}/settle
see "Your decision is written down."
see "A move that they agree to is being arranged"
go /desk
do not see "{CALL}"
log is whole

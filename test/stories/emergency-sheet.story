# The sheet for the hours in which Haven is down: the house has its own people on it, the desk those in
# its hands, and who has no business there is told nothing.
first the-offer
at 2026-11-24T04:20Z
as manager
go /placements/{STAY}/arrival
fill key_worker = Sally Worker
press /placements/{STAY}/arrival

go /emergency-sheet
see "Rowan House"
see "{HER}"
see "Mariam"
do not see "Tesfay"
do not see "NW1"
log shows exported for {HER} by manager as care
log is whole

as desk
go /emergency-sheet
see "Rowan House"
see "{HER}"
do not see "NW1"

# A week after the arrival the desk's part is over: it knows how many they are.
wait 8 days
as desk
go /emergency-sheet
see "ask the house"
do not see "{HER}"

# Whom a flag keeps from a worker is one of those whom the desk only counts: a room that were missing
# from this worker's sheet alone would be hers.
as worker
go /people/{HER}
follow "A worker must be kept away"
fill staff = Omar Desk, Placement desk
fill kind = relative
fill note = He is her cousin.
press "Keep this worker away"
see "The worker is kept away from now on."
as desk2
go /emergency-sheet
see "Rowan House"
see "ask the house"
do not see "{HER}"

as manager2
go /emergency-sheet
do not see "Rowan House"
see "Nobody lives in a house"
as commissioner
go /emergency-sheet
status 404
as worker
go /emergency-sheet
status 404

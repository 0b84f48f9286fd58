# The night of the issue: from a call at 02:10 to a safe bed and running clocks. What follows arrival
# is in clocks.story, what others may know of it in nobody-can-tell.story.
first the-offer
see "What the person said is written down."
see "I want the door to lock from inside."
see "Accepted by the house"

# Why this room is kept as it was, for who asks later.
go /placements/{STAY}/why
see "Why this room"
see "The house stays within its licence."
see "Size of the room"
do not see "Mariam"

# Before anybody drives, the dispatcher opens the address once, for a purpose.
go /houses
follow "Rowan House"
remember HOUSE from /houses/([A-Z]{2}-[0-9]{4})/
do not see "Invented Row"
go /houses/{HOUSE}/address
do not see "Invented Row"
log does not show address_opened for {HOUSE}
fill purpose = transport
press /houses/{HOUSE}/address
see "1 Invented Row, Nowhere, NW1 1AA"
log shows address_opened for {HOUSE} by desk as transport
wait 6 minutes
go /houses/{HOUSE}/address
do not see "Invented Row"

# 04:20. She arrives; the house writes it down on its own screen.
at 2026-11-24T04:20Z
as manager
go /arrivals
see "{CALL}"
go /placements/{STAY}/arrival
fill checks = met
fill checks = food
fill checks = lock
fill checks = rights
fill key_worker = Sally Worker
press /placements/{STAY}/arrival
see "The arrival is written down. The clocks run from here."
see "Arrived"
go /people/{HER}
see "Mariam Tesfay"
see "Selam"
see "Yonas"
log shows arrived for {CALL} by manager

# The desk's list has moved her on, and her worker has her on the page of the day.
as desk
go /desk/unplaced
do not see "{CALL}"
go /desk/placed
see "{CALL}"
do not see "Mariam"
as worker
go /people/{HER}
see "Rowan House"
do not see "Invented Row"
log shows read for {HER} by worker
log shows read for {HER} by manager
log shows offered for {CALL} by desk
log shows accepted for {CALL} by manager
log is whole

# She tells the desk that a worker there is her cousin. From then on she does not exist for him,
# whatever he is to her, and he is not told.
first the-call
as desk2
go /people/{HER}
see "Mariam Tesfay"
go /desk
see "{CALL}"
remember WAITING from /Unplaced \(([0-9]+)\)/
as desk
go /people/{HER}
follow "A worker must be kept away"
press "Keep this worker away"
see "There is a problem"
fill staff = Omar Desk, Placement desk
fill kind = relative
fill note = He is her mother's cousin and asked for her.
press "Keep this worker away"
see "The worker is kept away from now on."
log shows flagged for {HER} by desk
go /people/{HER}
see "Mariam Tesfay"

as desk2
go /people/{HER}
status 404
go /people/{SELAM}
status 404
go /referrals/{CALL}
status 404
go /referrals/{CALL}/rooms
status 404
go /people/{HER}/clocks
status 404
go /plan/{CALL}/rooms/0000000000000
status 404
go /desk
do not see "{CALL}"
do not see "Unplaced ({WAITING})"
go /plan
do not see "{CALL}"
go /today
do not see "{HER}"
do not see "{CALL}"
go /people
fill text = Mariam Tesfay
press "Search"
do not see "{HER}"
do not see "There may be a record"
go /people
fill text = {HER}
press "Search"
do not see "Mariam"
go /referrals/new
fill name = Mariam Tesfay
press "Search"
see "No record that you can open matches."
do not see "There may be a record"

# Nor in an emergency: her reference is answered like one that stands for nothing.
go /emergencies/new
fill reference = {HER}
fill reason = life_at_risk
fill words = Let me see her.
press "Write this down and open"
see "Nothing can be opened under this reference."
go /people/{HER}
status 404

# A child who comes later is kept away too.
as desk
go /referrals/{CALL}/people
fill kind = child
fill name = Tsion
fill born = 2024
fill sleeping = bed
press "Add"
remember TSION from /Tsion ([A-Z]{2}-[0-9]{4})/
as desk2
go /people/{TSION}
status 404

# Only the guardian reads the flag, and ends it.
go /conflicts
status 404
as desk
go /conflicts
status 404
as guardian
go /conflicts
see "Omar Desk"
see "mother's cousin"
press "End this: Omar Desk, {HER}"
see "That has ended."
as desk2
go /people/{HER}
see "Mariam Tesfay"
go /people/{TSION}
status 200

# A guardian who is herself kept from somebody reads nothing of what keeps others from her.
as desk
go /referrals/new
fill name = Hana Bekele
press "Search"
press "Start a referral for a new person"
remember HANAS from /referrals/([A-Z]{2}-[0-9]{4})/
go /referrals/{HANAS}
remember HANA from /Hana Bekele ([A-Z]{2}-[0-9]{4})/
go /people/{HANA}
follow "A worker must be kept away"
fill staff = Omar Desk, Placement desk
fill kind = same_exploiter
fill note = They were held in one flat.
press "Keep this worker away"
as guardian
go /conflicts
see "held in one flat"
log shows read for {HANA} by guardian as oversight
as desk
go /people/{HANA}
follow "A worker must be kept away"
fill staff = Greta Guardian, Guardian
fill kind = relative
fill note = An aunt.
press "Keep this worker away"
as guardian
go /conflicts
do not see "held in one flat"
do not see "{HANA}"
log is whole

# A worker of the desk from whom she is kept opens no address of the house to which she is on the way,
# though the desk may: not as the desk, and not in an emergency that was opened before.
first the-offer
as desk2
go /houses
follow "Rowan House"
remember HOUSE from /houses/([A-Z]{2}-[0-9]{4})/
go /houses/{HOUSE}/address
status 200
go /emergencies/new
fill reference = {HOUSE}
fill reason = life_at_risk
fill words = Somebody rings from there.
press "Write this down and open"
see "{HOUSE}"

as desk
go /people/{HER}
follow "A worker must be kept away"
fill staff = Omar Desk, Placement desk
fill kind = former_partner
fill note = He was her husband.
press "Keep this worker away"
see "The worker is kept away from now on."

as desk2
go /houses/{HOUSE}/address
status 404
json POST /api/v1/houses/{HOUSE}/address {"purpose": "transport"} as desk2
status 404
as desk2
go /houses/{HOUSE}
status 200
do not see "Open the address"

as desk
go /houses/{HOUSE}
see "Open the address"
go /houses/{HOUSE}/address
fill purpose = transport
press /houses/{HOUSE}/address
see "1 Invented Row"

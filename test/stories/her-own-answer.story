# It is her answer. A yes needs that she was told where and what; "I need time" keeps the room; her no
# frees it, and nobody can write down an arrival against it.
first the-call
go /referrals/{CALL}/rooms
press "Hold for 2 hours: Rowan House, room 1"
remember STAY from /placements/([0-9a-z]{13})/
go /placements/{STAY}/offer
press /placements/{STAY}/offer
as manager
go /placements/{STAY}/accept
press /placements/{STAY}/accept

# Nobody has asked her.
go /placements/{STAY}/arrival
press /placements/{STAY}/arrival
status 422
see "Ask the person first. An arrival needs their own yes."

as desk
go /placements/{STAY}/wish
fill answer = yes
press /placements/{STAY}/wish
status 422
see "Tell the person which area the house is in, then tick this."
see "Tell the person what the house is like, then tick this."
fill was_told_area = true
fill was_told_house = true
fill answer = needs_time
fill words = I want to ask my sister first.
press /placements/{STAY}/wish
see "I want to ask my sister first."

# Her own words are not the house's to read.
as manager
go /placements/{STAY}
do not see "sister"

as desk
go /placements/{STAY}/wish
fill was_told_area = true
fill was_told_house = true
fill answer = no
press /placements/{STAY}/wish
status 200
log shows answered for {CALL} by desk
go /referrals/{CALL}
see "Without a place"
as manager
go /placements/{STAY}/arrival
status 404
log does not show arrived for {STAY}

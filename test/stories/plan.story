# Two women wait, and one room suits both. The plan for everyone advises it to the one who cannot
# wait, says what giving it to the other would cost, and books nothing: a person decides.
at 2026-11-24T02:00Z
as desk
go /plan
see "Nobody waits for a room."
# Only room 1 of Rowan House has beds enough: she comes with a child, and so does the other.
go /referrals/new
fill name = Senait Abraha
press "Search"
press "Start a referral for a new person"
remember CALM from /referrals/([A-Z]{2}-[0-9]{4})/
fill safe-now = yes
fill comes-with = with-others
fill pv-gender = female
fill regions-allowed = anywhere
fill avoid-any = no
fill night-admission = yes
fill medication-tonight = no
fill feels-safe-houses = women
fill step-free = no
fill complex-needs = no
fill conflict-any = no
fill pv-interpreter-requirements = no
press "Save and continue"
go /referrals/{CALM}/people
fill kind = child
fill name = Liya
fill born = 2020
fill sleeping = bed
press "Add"
go /referrals/{CALM}
press "Show all gaps"

# Before the second call there is a room for her.
go /plan
see "Everyone's plan"
see "Proven: no plan under these rules is better."
see "Rowan House, room 1"
follow "Look and go on"
see "The plan advises this room."

# 02:10. The call of the night: a mother with two children, not safe where she is.
first the-call
go /plan
see "Others need the rooms that suit more"
see "It costs one urgent placement."
see "It moves nobody."
do not see "Mariam"
do not see "Senait"
do not see "Invented Row"
log shows read for {CALM} by desk as placing

# What the order by urgency costs tonight: without it nobody more would have the room.
follow "What each rule of fairness costs now"
see "1 of 2 households that wait are advised a room now."
see "Urgent households come before the others"
see "The floor for complex needs, by tier"
do not see "Mariam"
do not see "{CALM}"
json GET /api/v1/plan/prices as desk
see "family_room"
do not see "Senait"
go /plan

# Why not this room, for her who can wait?
follow "Rowan House, room 1" after "{CALM}"
see "The plan has no room for this household."
see "It costs one urgent placement."
see "{CALL}"
do not see "Mariam"

# Meanwhile another worker of the desk holds the room. Who acts on the plan she was shown is told
# what changed, and then what is true now.
go /plan
as desk2
go /referrals/{CALL}/rooms
press "Hold for 2 hours: Rowan House, room 1"
remember STAY from /placements/([0-9a-z]{13})/
as desk
follow "Rowan House, room 1" after "{CALM}"
see "The facts changed since you saw the plan"
see "A room was held: {CALL}"
see "This room is not possible now"
do not see "Hold for 2 hours"

# What a person decided stands: the plan of now has no other word on it.
go /desk/unplaced
follow "What the plan advises"
see "No room suits now"
do not see "{CALL}"
json GET /api/v1/plan as desk
see "unsuited"
do not see "Senait"

# The room is given back. While the desk looks at it, somebody else learns more about the other woman:
# the first press tells that, and holds nothing; the second is a decision on what is true now.
as desk2
go /placements/{STAY}/release
fill reason = date_changed
press /placements/{STAY}/release
as desk
go /plan
follow "Look and go on"
see "The plan advises this room."
wait 1 minutes
as desk2
go /referrals/{CALM}/needs
fill step-free = yes
press "Save and continue"
as desk
press "Hold for 2 hours: Rowan House, room 1"
status 409
see "The facts changed since you saw the plan"
see "Answers or people changed: {CALM}"
see "The plan advises this room."
press "Hold for 2 hours: Rowan House, room 1"
status 200
see "The room is held for two hours."
log shows held for {CALL} by desk as placing
log is whole

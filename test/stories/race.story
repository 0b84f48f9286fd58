# Two of the desk want the same room at the same minute. One has it; the other is told kindly, and
# which rooms are left. No household gets two rooms, and no room two households.
first the-call
as desk2
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
fill night-admission = yes
fill medication-tonight = no
fill feels-safe-houses = women
fill step-free = no
fill complex-needs = no
fill conflict-any = no
fill pv-interpreter-requirements = no
press "Save and continue"
go /referrals/{OTHER}/rooms
see "Rowan House, room 1"

as desk
go /referrals/{CALL}/rooms
press "Hold for 2 hours: Rowan House, room 1"
see "The room is held for two hours."

as desk2
press "Hold for 2 hours: Rowan House, room 1"
status 409
see "Somebody else took this room just now"
do not see "Mariam"
press "Hold for 2 hours: Rowan House, room 2"
status 200
see "The room is held for two hours."

# The first of them presses the button a second time, because the page was slow: nothing happens
# twice, and she is led to what she has.
as desk
go /referrals/{CALL}
press "Show all gaps"
press again
status 200
go /referrals/{CALL}/rooms
see "Held"
log is whole

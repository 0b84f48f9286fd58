# A woman who cannot climb stairs waits, and the one room without steps that suits her is lived in by
# a woman who asked to be moved. The plan tells what her move would bring, in order; nobody is moved
# by it, and nobody who did not ask is looked at.
first alone
at 2026-11-24T11:00Z
as desk
go /referrals/new
fill name = Senait Abraha
press "Search"
press "Start a referral for someone else"
remember WAITS from /referrals/([A-Z]{2}-[0-9]{4})/
fill safe-now = no
fill comes-with = with-others
fill pv-gender = female
fill regions-allowed = anywhere
fill avoid-any = no
fill night-admission = no
fill medication-tonight = no
fill feels-safe-houses = women
fill step-free = yes
fill complex-needs = no
fill conflict-any = no
fill pv-interpreter-requirements = no
press "Save and continue"

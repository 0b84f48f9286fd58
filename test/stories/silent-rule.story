# A rule that nobody has verified is worked out and gives no alarm, until an administrator turns it on,
# by name and date; and off again. Other roles do not find the page.
at 2026-11-24T09:00Z
first a-call
json POST /api/v1/people/{HER}/facts {"kind": "asylum_refused", "happened_on": "2026-11-20"} as desk
as desk
go /people/{HER}/clocks
see "ASY-APPEAL"
see "Not verified: no alarm"
go /settings/law
status 404

as administrator
go /settings/law
see "Edition of the law data"
see "ASY-APPEAL"
do not see "Ade Administrator, "
press "Turn on ASY-APPEAL"
status 200
see "Ade Administrator, 24 November 2026"
see "Turn off ASY-APPEAL"
log is whole

# Her page follows at once; what is kept for the day's lists follows in the background.
as desk
go /people/{HER}/clocks
see "ASY-APPEAL"
do not see "Not verified: no alarm"
restart
as desk
go /people/{HER}/clocks/changes
see "ASY-APPEAL"
json GET /api/v1/people/{HER} as desk
see "ASY-APPEAL"

at 2026-11-25T09:00Z
as administrator
go /settings/law
press "Turn off ASY-APPEAL"
status 200
see "Ade Administrator, 25 November 2026"
as desk
go /people/{HER}/clocks
see "Not verified: no alarm"
go /people/{HER}/clocks?known_on=2026-11-24
do not see "Not verified: no alarm"

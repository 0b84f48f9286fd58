# A worker is reminded before a clock's day, says what came of one that is past it, and her manager
# sees whose turn it is. Her own calendar knows the days, and nothing else.
first the-offer
at 2026-11-24T04:20Z
as manager
go /placements/{STAY}/arrival
fill key_worker = Sally Worker
press /placements/{STAY}/arrival
status 200

# The journey plans of mother and children are due in five days: within a week they remind, until she
# has seen it.
at 2026-11-24T09:00Z
as worker
go /today
see "Journey plan agreed by"
see "Reminder"
press /people/{HER}/reminders/KPI-JP-5D/2026-11-29/seen
status 200
see "Noted. It comes back at the next lead time."
press "Seen"
press "Seen"
do not see "Reminder"
at 2026-11-26T09:00Z
as worker
go /today
see "Reminder"

# It was missed: it stays on her day until she says what comes next.
at 2026-12-02T09:00Z
as worker
go /today
see "Say what comes next"
go /people/{HER}/missed/KPI-JP-5D/2026-11-29
see "It is still to be done"
press /people/{HER}/missed/KPI-JP-5D/2026-11-29
status 422
see "There is a problem"
fill outcome = in_hand
fill reason = no_interpreter
fill next_step = meet_person
fill next_on-day = 4
fill next_on-month = 12
fill next_on-year = 2026
press /people/{HER}/missed/KPI-JP-5D/2026-11-29
status 200
log shows answered for {HER} by worker as care
go /missed
see "In hand"
see "Talk with the person"

# Her manager sees whose turn it is.
as provider
go /missed
see "Sally Worker"
see "In hand"

# On the day of the step it is back; then it is done, late, and why is counted.
at 2026-12-04T09:00Z
as worker
go /today
see "Talk with the person"
go /people/{HER}/missed/KPI-JP-5D/2026-11-29
fill outcome = done_late
fill reason = no_interpreter
press /people/{HER}/missed/KPI-JP-5D/2026-11-29
status 200
go /people/{HER}/missed/KPI-JP-5D/2026-11-29
see "It was done, after its day"
see "Talk with the person"
as commissioner
go /missed/counts
see "There was no interpreter"
do not see "{HER}"

# The calendar link says only that something is due, and ends when she ends it.
as worker
go /sessions/calendar
press /sessions/calendar
status 200
see "Here is your link"
remember LINK from /calendar\/([0-9a-f]{64})/
go /calendar/{LINK}
status 200
see "Haven: something is due"
do not see "Mariam"
do not see "{HER}"
go /sessions/calendar
do not see "{LINK}"
press /sessions/calendar/end
status 200
go /calendar/{LINK}
status 404
log is whole

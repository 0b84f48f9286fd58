# Anybody may read the law as sentences, see its history, and ask: what if?
at 2026-11-24T09:00Z
as commissioner
go /law
see "106 rules are shown."
see "Recovery period ends: 30 days, beginning with the day of the positive reasonable grounds decision."
go /law?on=2019-01-14&nation=england
see "They are the law on"
see "REC-EW-45"
do not see "REC-EW-30S"
go /law/REC-EW-30S
see "How the rule changed"
see "REC-EW-45"
see "Nationality and Borders Act 2022"
go /law/NCG-9
see "Another reading"
see "NCG-9WD"
go /law/HSA-6M
see "Made law, but not in force yet. No day is set."
go /law/NO-SUCH
status 404
go /holidays/scotland/2026
see "15 June 2026"
go /holidays/scotland/1066
status 404

# Without a person: two letters of different days.
go /law/what-if?nation=scotland&event-1=positive_reasonable_grounds&made_on-1=2026-11-02
see "REC-S-90"
see "31 January 2027"
go /law/what-if?nation=wales&event-1=positive_reasonable_grounds
status 422
see "Say on which day it happened."
json GET /api/v1/law/REC-EW-30S as commissioner
see "REC-EW-45"

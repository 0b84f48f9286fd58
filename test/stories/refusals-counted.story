# Somebody tries one reference after the other. Each is answered as if there were nothing; the
# guardian is told that it happens, and never which records were asked for.
first the-call
as worker
go /people/{HER}
status 404
go /people/SR-4821
status 404
as guardian
go /refusals
see "Not there, or not for the asker"
see "A person"
see "Nothing stands out."
do not see "{HER}"
as desk
go /refusals
status 404
as auditor
go /refusals
see "What is too many"
see "20 by one account within 60 minutes"
do not see "{HER}"
do not see "I have looked into it"
go /audit
see "Was refused something Person Not given"
log is whole

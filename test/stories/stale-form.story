# Two people mend the same record. The second is told that it has changed; nothing of the first is
# overwritten, and nothing typed is lost.
first the-call
go /people/{HER}/edit
status 200
as desk2
go /people/{HER}/edit
fill called = Miriam
press /people/{HER}/edit
see "The details are saved."
as desk
fill helps = A light at night.
press /people/{HER}/edit
status 409
go /people/{HER}/edit
field called is "Miriam"
field helps is ""

# The same form twice, because the page was slow: done once.
fill helps = A light at night.
press /people/{HER}/edit
see "The details are saved."
press again
status 200
see "A light at night."
log shows changed for {HER} by desk

# A form of a session that is over is led to the door and back.
go /people/{HER}/edit
fill helps = Nothing.
lose session
press /people/{HER}/edit
see "Sign in"
as desk
go /people/{HER}/edit
field helps is "A light at night."

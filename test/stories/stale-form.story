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
see "It was changed after this page was made"
see "A light at night."
follow "Look at it as it is now"
see "Miriam"
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

# A form of a browser that has forgotten its session is led to the door; nothing of it is done.
go /people/{HER}/edit
fill helps = Nothing.
lose session
press /people/{HER}/edit
see "Sign in"
do not see "What you typed is not lost"
as desk
go /people/{HER}/edit
field helps is "A light at night."

# Who wrote for so long that the session was over signs in and sends what was typed again: it goes
# through the door with her, through a mistake at the door too, and is stored nowhere.
go /people/{HER}/edit
fill helps = A light at night, and the door ajar.
wait 20 minutes
press /people/{HER}/edit
status 401
see "What you typed is not lost: sign in on this page"
do not see "door ajar"
fill user_name = desk
fill password = not the password
fill code = 000000
press /sign-in
status 422
see "What you typed is not lost"
fill user_name = desk
fill password = haven-demo-only
fill code = the code of desk
press /sign-in
see "What you typed is still here"
press "Send it again"
see "The details are saved."
see "A light at night, and the door ajar."

# A colleague who signs in there instead is not handed it.
go /people/{HER}/edit
fill helps = Nothing again.
wait 20 minutes
press /people/{HER}/edit
see "What you typed is not lost"
fill user_name = desk2
fill password = haven-demo-only
fill code = the code of desk2
press /sign-in
see "Placement desk"
do not see "What you typed is still here"

# At the door she chooses another language: what she typed stays in the door's form.
lose session
as desk
go /people/{HER}/edit
fill helps = A light at night, and tea.
wait 20 minutes
press /people/{HER}/edit
see "What you typed is not lost"
fill user_name = desk
press "العربية"
status 200
see "ما كتبته لم يضِع"
field user_name is "desk"
fill user_name = desk
fill password = haven-demo-only
fill code = the code of desk
press /sign-in
see "What you typed is still here"
press "Send it again"
see "The details are saved."
see "A light at night, and tea."

# A page that answers what was sent has no address to come back to, so it offers no other language:
# choosing one would lose what stands there.
go /people/{HER}/edit
fill given =
fill helps = Nothing.
press /people/{HER}/edit
status 422
do not see "العربية"
go /people/{HER}/edit
see "العربية"

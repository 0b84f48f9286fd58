# A worker has lost her telephone. Two people give her a code in person; nobody alone can.
at 2026-11-24T09:00Z
as worker
follow "Your account"
see "What happened to your account"
see "Signed in"
go /staff
status 404

as administrator
go /staff?after=nobody
status 400
go /staff
see "Accounts"
follow "One-time code for worker"
press "Make the code"
see "There is a problem"
fill reason = telephone_lost
press "Make the code"
see "Make sure first that it is this person who asks."
fill reason = telephone_lost
fill is_seen = true
press "Make the code"
see "Tell it in person. It is shown only now:"
remember CODE from /([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{5})/
go /staff
see "It waits for a second person"
do not see "Confirm the one-time code of worker"
do not see "{CODE}"

# Until the second yes nothing has changed.
as worker
go /today
status 200
go /sign-in/renew
fill user_name = worker
fill code = {CODE}
press "Continue"
see "Name or code is not right"

as guardian
go /staff
do not see "One-time code for worker"
press "Confirm the one-time code of worker"
see "The one-time code opens from now on."

# Whoever stands at the door with name and code.
lose session
go /sign-in/renew
fill user_name = worker
fill code = {CODE}
press "Continue"
see "Choose a new password"
see "Set up the code app"
go /today
see "Sign in"
go /renewal
fill password = kettle orbit marsh
fill password_again = kettle orbit march
fill code = 123456
press "Save and go to sign in"
see "The two are not the same."
fill password = password1
fill password_again = password1
fill code = 123456
press "Save and go to sign in"
see "Many people use this password"
fill password = kettle orbit marsh
fill password_again = kettle orbit marsh
fill code = 123456
press "Save and go to sign in"
see "This is not the app's present code."

# Who holds no code is led to where it is typed.
as desk
go /renewal
see "Use a one-time code"
go /renewal/qr
see "Use a one-time code"
log is whole

# Who is not signed in is led to the door, and behind it to the page that was asked for.
first the-call
lose session
go /people/{HER}/edit
see "Sign in"
fill user_name = desk
fill password = not the password
fill code = 000000
press /sign-in
status 422
fill user_name = desk
fill password = haven-demo-only
fill code = the code of desk
press /sign-in
see "Who this person is"
field helps is ""

# An address of another site leads to where the work begins.
lose session
go /sign-in?to=//elsewhere.example/desk
fill user_name = desk
fill password = haven-demo-only
fill code = the code of desk
press /sign-in
see "Placement desk"
lose session
go /sign-in?to=%2F%09%2Felsewhere.example
fill user_name = desk
fill password = haven-demo-only
fill code = the code of desk
press /sign-in
see "Placement desk"

# Who may not see that page learns no more than that there is none.
lose session
go /people/{HER}
fill user_name = worker
fill password = haven-demo-only
fill code = the code of worker
press /sign-in
status 404

# An administrator's work begins where the accounts are.
lose session
go /sign-in
fill user_name = administrator
fill password = haven-demo-only
fill code = the code of administrator
press /sign-in
see "Accounts"
do not see "Where you are signed in"

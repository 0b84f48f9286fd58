# Everything that is wrong is said at once, in words that say how to mend it, and what was typed
# stays in its fields. What was right can be sent again.
at 2026-11-24T02:00Z
as desk
go /referrals/new
fill birth_year = 98
press "Search"
status 422
see "There is a problem"
see "Enter a name or a telephone number."
see "Enter 1900 or more."
field birth_year is "98"

first the-call
go /referrals/{CALL}/people
fill kind = child
fill name = Saba
fill born = 31 2 2024
press "Add"
status 422
see "There is a problem"
see "Write the birth as 27 3 2022, 3 2022 or 2022."
see "Choose where the child sleeps. You can change it later."
field name is "Saba"
field born is "31 2 2024"
field kind is "child"
fill born = 28 2 2024
fill sleeping = with_parent
press "Add"
status 200
see "Saba"
see "born 28 February 2024"

# On the page of who somebody is a birth is typed as on every other page.
go /people/{HER}/edit
fill born = 98
press /people/{HER}/edit
status 422
see "Write the birth as 27 3 2022, 3 2022 or 2022."
fill born = 1998-4
press /people/{HER}/edit
status 422
fill born = 4 1998
press /people/{HER}/edit
see "The details are saved."
go /people/{HER}/edit
field born is "4 1998"
press /people/{HER}/edit
see "The details are saved."

# An answer that leads to more questions says so; a reference that is none leaves nothing open
# unseen.
go /referrals/{CALL}/tonight
fill conflict-any = yes
press "Save and continue"
see "Your answers led to more questions on this page."
fill conflict-people = SR-48
press "Save and continue"
status 422
see "Write each reference as two letters and four digits"
field conflict-people is "SR-48"
fill conflict-people = {SELAM}
press "Save and continue"
status 200

# A wrong password, a wrong code and a wrong name are told apart by nobody.
go /sign-in
fill user_name = desk
fill password = not the password
fill code = 000000
press /sign-in
status 422
see "The user name, password or code is not right."
fill user_name = nobody-of-that-name
fill password = not the password
fill code = 000000
press /sign-in
status 422
see "The user name, password or code is not right."

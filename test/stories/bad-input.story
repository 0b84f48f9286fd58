# Everything that is wrong is said at once, in words that say how to mend it, and what was typed
# stays in its fields. What was right can be sent again.
at 2026-11-24T02:10Z
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
see "Enter a real date, for example 27 3 2026."
see "Choose where the child sleeps. You can change it later."
field name is "Saba"
field born is "31 2 2024"
field kind is "child"
fill born = 28 2 2024
fill sleeping = with_parent
press "Add"
status 200
see "Saba"

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

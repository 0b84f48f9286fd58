# What the Home Office's form asks about the person herself is asked on a page of its own, and who comes
# along stands on another. Each is a task of the call, or linked from it, and nothing missing leads nowhere.
first the-call
as desk
go /referrals/{CALL}/check
see "First name Not recorded Missing"
follow "Change" after "About this person"
see "What do they like to be called?"
see "Nationality"
fill pv-name-first-name = Mariam
fill pv-name-last-name = Tesfay
press "Save and continue"
go /referrals/{CALL}/check
see "First name Mariam"
see "Last name Tesfay"

# Who comes along is one step away.
go /referrals/{CALL}
follow "About this person"
follow "Add someone who comes along"
see "Everyone who needs a place together."

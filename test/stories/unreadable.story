# Somebody who writes to the database lays one value of her record over another. Everything else of
# her is there, nothing is written over what cannot be read, and the guardian learns where it is.
first alone
at 2026-11-25T10:00Z
spoil a value of {HER}
as worker
go /people/{HER}/edit
see "What stands here cannot be read, and the guardian has been told."
log shows not_opened for {HER}
fill helps = A light at night.
press "Save"
go /people/{HER}/edit
see "What stands here cannot be read"
field helps is "A light at night."
json GET /api/v1/people/{HER}/edit as worker
remember NOTHING from /"gender":(null)/
remember WHICH from /"unreadable":\["(gender)"\]/

as guardian
go /cold
see "Something in a record cannot be read"
see "{HER}"
see "person.gender_sealed"
press "I have looked into it"
do not see "Something in a record cannot be read"
log shows settled for {HER} by guardian

as worker
go /people/{HER}/edit
fill gender = female
press "Save"
go /people/{HER}/edit
do not see "What stands here cannot be read"

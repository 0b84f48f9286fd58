# 03:00. Everybody who knows her is asleep. The police ring a worker of another provider: a woman they
# found in the cold says a reference, SR and four digits. He opens her record alone, and the guardian
# looks at it afterwards.
first alone
at 2026-11-25T03:00Z
as worker2
go /people/{HER}
status 404
go /people
follow "Someone is in danger and you cannot see their record"
fill reference = {HER}
fill words = Police found her in the park.
press "Write this down and open"
see "There is a problem"
field words is "Police found her in the park."
fill reason = life_at_risk
press "Write this down and open"
see "What you opened in the last 24 hours"
log shows emergency_opened for {HER} by worker2 as emergency
follow "Go to the record {HER}"
see "Fatima Osman"
see "Rowan House"
see "You opened this record in an emergency."
do not see "Reasonable grounds"
log shows read for {HER} by worker2 as emergency
go /people/{HER}/clocks
status 404
go /people/{HER}/entitlement
status 404
go /people/{HER}/edit
status 404
go /people/{HER}
fill kind = phone
fill text = Taken to hospital by ambulance.
fill is_shared = staff_only
press /people/{HER}/notes
status 200

# A wrong reference is written down like a right one, opens nothing, and counts.
go /emergencies/new
fill reference = ZZ-0000
fill reason = missing
fill words = A woman called and hung up.
press "Write this down and open"
see "Nothing can be opened under this reference."
json POST /api/v1/emergencies {"reference": "not one", "reason": "child", "words": "Heard a child."} as worker2
status 200
json POST /api/v1/emergencies {"reference": "{HER}", "reason": "child", "words": "Once more."} as worker2
status 422
see "three in 24 hours"
as worker2
go /emergencies/new
see "You have opened three in 24 hours."

# The guardian sees it on every page, without a word of what it is about.
as guardian
go /emergencies
see "Waiting for your word"
see "Kwame Worker"
do not see "Fatima"
do not see "Police found her"
follow "Kwame Worker" after "Waiting for your word"
see "Police found her in the park."
log shows read for {HER} by guardian as oversight
see "Opened in an emergency"
fill outcome = justified
fill words = He did right.
press "Save the review"
see "The review is saved."
follow "Kwame Worker" after "Reviewed"
see "Police found her in the park."
see "He did right."
go /people/{HER}
status 404

# The hour is over: nothing is left of the tie.
at 2026-11-25T04:01Z
as worker2
go /people/{HER}
status 404
go /emergencies/mine
see "The hour is over"

# Two wait for a review. After 72 hours the right suspends itself, until the guardian has spoken.
at 2026-11-28T03:20Z
as worker2
go /emergencies/new
see "waited more than 72 hours"
fill reference = {HER}
fill reason = medical
fill words = Again.
press "Write this down and open"
see "waited more than 72 hours"
field words is "Again."
as guardian
go /emergencies
see "Late: the worker cannot open another"
follow "Kwame Worker" after "Waiting for your word"
fill outcome = needs_follow_up
fill words = Who gave that reference?
press "Save the review"
follow "Kwame Worker" after "Waiting for your word"
fill outcome = not_justified
fill words = Not a reference.
press "Save the review"
see "Nothing waits for you."
as worker2
go /emergencies/new
do not see "waited more than 72 hours"

# A house's address, for a worker who has no right to it.
go /emergencies/new
fill reference = {HER}
fill reason = medical
fill words = The hospital asks where she lives.
press "Write this down and open"
follow "Go to the record"
see "Rowan House"
as desk
go /houses
follow "Rowan House"
remember HOUSE from /houses/([A-Z]{2}-[0-9]{4})/
as worker2
go /houses/{HOUSE}/address
status 404
go /emergencies/new
fill reference = {HOUSE}
fill reason = life_at_risk
fill words = The ambulance asks where to go.
press "Write this down and open"
follow "Go to the address of {HOUSE}"
fill purpose = emergency_services
press /houses/{HOUSE}/address
see "1 Invented Row"
log shows address_opened for {HOUSE} by worker2

# Nobody reviews it. The guardian is told until when its words are kept.
at 2026-12-10T09:00Z
as guardian
go /emergencies
see "Late: the worker cannot open another"
see "If nobody reviews it, its words are erased on Thursday 28 November 2030."
follow "Kwame Worker" after "Medical emergency"
see "The ambulance asks where to go."
see "28 November 2030"
see "Counted from the opening, because nobody has reviewed it."
see "4 years (rule RET-WORDS-UNREVIEWED)"
log is whole

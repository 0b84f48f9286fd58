# Dora (seeds/000) was granted refugee status and evicted at once; she had applied to a London council
# and was sent to Leeds. Here the days, the choice and the answer stand where somebody acts on them.
first the-offer
at 2026-11-24T04:20Z
as manager
go /placements/{STAY}/arrival
fill key_worker = Sally Worker
press /placements/{STAY}/arrival
status 200

at 2026-11-25T10:00Z
as worker
go /people/{HER}/facts/new
fill kind = asylum_granted
fill happened_on-day = 25
fill happened_on-month = 11
fill happened_on-year = 2026
press /people/{HER}/facts
go /people/{HER}/facts/new
fill kind = notice_to_quit
fill happened_on-day = 25
fill happened_on-month = 11
fill happened_on-year = 2026
press /people/{HER}/facts
go /people/{HER}/move-on
see "Check the notice to quit"
see "minimum notice to leave accommodation"
press "I take care of these steps"

# Nothing is sent without her consent, or to a council that she did not choose.
follow "Ask a council, with consent"
fill council = London Borough of Sampleton
fill consent_on-day = 26
fill consent_on-month = 11
fill consent_on-year = 2026
press /people/{HER}/council-referrals
status 422
see "Tick this when the person chose the council."
see "This day is in the future."
field council is "London Borough of Sampleton"
fill consent_on-day = 25
fill is_her_choice = true
fill consent = in_writing
press /people/{HER}/council-referrals
see "The referral is saved."
see "London Borough of Sampleton"
see "No answer yet"

# The council passes her on. What the law asks about a local connection is one step away.
at 2026-12-01T10:00Z
as worker
go /people/{HER}/move-on
follow "Write down the answer"
fill answer = other_council
press "Save the answer"
see "Passed on to another council"
follow "What a council asks"
see "asylum housing there"
see "no answer here is a refusal"
go /people/{HER}/move-on/homelessness?nation=scotland&on=2026-12-01
see "There is no question of priority need any more."
go /people/{HER}/move-on
follow "Write down the answer"
fill answer = relief_duty
press "Save the answer"
# 56 days of the relief duty
see "26 January 2027"

# Who runs the house plans the last day with her.
as manager
go /people/{HER}/move-on
press /people/{HER}/move-on/steps/last_day/take
see "The step is on your list."
see "Ruth Manager"
log shows changed for {HER} by manager
log is whole

# Her own copy: everything of hers, and nothing of anybody else's.
first the-offer
at 2026-11-24T04:20Z
as manager
go /placements/{STAY}/arrival
fill key_worker = Sally Worker
press /placements/{STAY}/arrival

at 2026-11-25T10:00Z
as worker
# who referred her is somebody else too
json POST /api/v1/referrals/{CALL}/answers {"fr-details-last-name": "Westbrook", "fr-details-phone": "07700 900518"} as worker
status 200
go /people/{HER}/notes/new
fill kind = visit
fill is_shared = shared
fill text = We spoke of Selam's school. Rowan House, 1 Invented Row, is quiet.
press /people/{HER}/notes
go /people/{HER}/edit
fill born = 12 4 1998
fill birth_state = known
fill nationality = Eritrea, stateless
fill languages = Tigrinya, Arabic
fill reads = Tigrinya
press /people/{HER}/edit
see "The details are saved."
go /people/{HER}/releases/new
fill template = own_copy
fill recipient = Mariam Tesfay
fill basis = consent
fill told = consented
press /people/{HER}/releases
status 422
see "Choose the lawful basis"
fill template = own_copy
fill recipient = Mariam Tesfay
fill basis = her_right
fill told = told
press /people/{HER}/releases
follow "The person's own copy"
remember COPY from /releases/([0-9a-z]{13})/
see "We spoke of [name]'s school. [house], [place], is quiet."
# she reads days, countries and languages as people say them
see "12 April 1998"
see "Eritrea"
see "Stateless"
see "Tigrinya"
see "25 November 2026: We spoke of"
do not see "1998-04"
do not see "2026-11"
do not see "Selam"
do not see "Westbrook"
see "[phone]"
do not see "900518"
do not see "Invented Row"
# answers stand there in words, not in codes
see "In which houses would they feel safe? A house for women only"

# A no ends it.
as manager
go /releases/{COPY}
press "No, it stays here"
see "You have said no."
as provider
go /releases/{COPY}
see "Refused"
do not see "Yes, this may leave"
as worker
go /releases/{COPY}
do not see "Write it"

# Asked again; after its time it is over.
go /people/{HER}/releases/new
fill template = own_copy
fill recipient = Mariam Tesfay
fill basis = her_right
fill told = told
press /people/{HER}/releases
follow "The person's own copy"
wait 15 days
as worker
go /people/{HER}/releases
see "Its time is over"
log is whole

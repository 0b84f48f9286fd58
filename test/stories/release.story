# A letter to a doctor leaves: asked for by the worker, read by two of different roles, written once.
# What would show where she lives, or name her child, is stopped before it is even asked for.
first the-offer
at 2026-11-24T04:20Z
as manager
go /placements/{STAY}/arrival
fill key_worker = Sally Worker
press /placements/{STAY}/arrival
status 200

at 2026-11-25T10:00Z
as worker
go /people/{HER}
follow "Letters and copies"
follow "Ask for a letter or copy"
see "Letter to a doctor"
see "Doctor or hospital: Reference, Names"

# The house's address in the statement, in a hurry and in words.
fill template = letter_doctor
fill recipient = Dr Sample, Sampleton Surgery
fill statement = She now lives at one invented  ROW in Nowhere.
fill basis = consent
fill told = consented
press /people/{HER}/releases
status 422
see "There is the address of a protected place in this."
do not see "Invented Row"
log shows stopped for {HER} by worker

# Her daughter's name: out, or a reason.
fill template = letter_doctor
fill recipient = Dr Sample, Sampleton Surgery
fill statement = Her daughter S-e-l-a-m needs the same appointment.
fill basis = consent
fill told = consented
press /people/{HER}/releases
status 422
see "There is somebody else's name in this."

# Not told, and no reason given.
fill template = letter_doctor
fill recipient = Dr Sample, Sampleton Surgery
fill statement = Please see her soon.
fill basis = consent
fill told = not_told
press /people/{HER}/releases
status 422
see "Say why the person was not told"
see "so the person must have consented"

fill template = letter_doctor
fill recipient = Dr Sample, Sampleton Surgery
fill statement = Please see her soon.
fill basis = consent
fill told = consented
press /people/{HER}/releases
see "Two people of different roles will read it."
log shows asked for {HER} by worker as health
follow "Letter to a doctor"
remember LETTER from /releases/([0-9a-z]{13})/
see "Exactly this would leave"
see "Mariam Tesfay"
do not see "07700"
do not see "Yes, this may leave"
go /releases/{LETTER}/document
status 409

# One role's yes is not enough, and the worker's own role has no voice.
as manager
go /releases
follow "Letter to a doctor"
see "Please see her soon."
press "Yes, this may leave"
see "You have said yes."
do not see "Yes, this may leave"
as worker
go /releases/{LETTER}
do not see "Write it"
as worker2
go /releases/{LETTER}
status 404
as provider
go /releases
follow "Letter to a doctor"
press "Yes, this may leave"
see "Approved"

as worker
go /releases/{LETTER}
press "Write it"
see "Written and kept."
see "sha256"
log shows written for {HER} by worker as health
go /releases/{LETTER}/document
status 200
see "Please see her soon."
do not see "Invented Row"
log shows exported for {HER} by worker as health

# Nobody else fetches it, and nobody writes it twice.
as manager
go /releases/{LETTER}/document
status 409
log is whole

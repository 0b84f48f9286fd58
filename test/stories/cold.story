# She was closed more than a year ago. Her record goes cold: nobody finds her, and the server itself
# cannot read her. Then she writes and asks for what is held about her. Her worker of then asks, the
# guardian opens with a key that is not on the server; after two weeks it is closed again.
first alone
at 2026-12-01T10:00Z
as worker
go /people/{HER}/documents
fill title = What the clinic wrote
fill kind = medical
attach "She sleeps again."
press "Add the document"
see "The document was added."
remember LETTER from /documents\/([0-9a-z]{13})/
as manager
go /placements/{STAY}/departure
fill destination = council_tenancy
press /placements/{STAY}/departure
as worker
go /people/{HER}
press "Done"

# eleven months later nothing has happened
at 2027-11-30T10:00Z
records go cold
as guardian
go /people/{HER}/retention
do not see "This record is cold"

at 2028-01-05T10:00Z
records go cold
log shows went_cold for {HER}
as guardian
go /cold
see "{HER}"
see "1 cold record"
do not see "Fatima"
go /people/{HER}/retention
see "This record is cold since"
see "1 December 2033"

# She does not exist: by reference, name, call, number, and in an emergency.
as worker
go /people/{HER}
status 404
go /people
fill text = Fatima Osman
press "Search"
do not see "{HER}"
as desk
go /referrals/{CALL}
status 404
go /referrals/new
fill name = Fatima Osman
press "Search"
do not see "There may be a record"
as worker
go /emergencies/new
fill reference = {HER}
fill reason = missing
fill words = She rang.
press "Write this down and open"
see "Nothing can be opened under this reference."
go /cold
status 404

# Asking tells nothing: a reference that stands for nothing is answered the same.
go /cold/ask
fill reference = {HER}
press "Ask"
see "There is a problem"
field reference is "{HER}"
fill reason = own_copy
press "Ask"
see "It is written down. A second person decides."
log shows thaw_asked for {HER} by worker
go /cold/ask
fill reference = SR 1
fill reason = claim
press "Ask"
see "A reference has two letters and four digits"
fill reference = SR-4821
fill reason = claim
press "Ask"
see "It is written down. A second person decides."

# The second person has another role, and the key.
as guardian
go /cold
follow "SR-4821" after "Waiting for a second person"
see "There is nothing to open under this reference."
press "Let it stay cold"
follow "{HER}" after "Waiting for a second person"
remember ASKED from /thaws/([0-9a-z]{13})/
fill opened = not the text
press "Open the record"
see "This does not open the record."
json GET /api/v1/thaws/{ASKED} as guardian
remember SEALED from /"sealed":"([^"]+)"/
open SEALED with the cold key
go /thaws/{ASKED}
fill opened = {SEALED}
press "Open the record"
see "The record is"
records are opened
go /thaws/{ASKED}
see "Open until"
log shows thawed for {HER} by guardian
log shows keys_drawn for {HER}
go /people/{HER}
status 404
go /people/{HER}/documents
status 404
json POST /api/v1/thaws/{ASKED}/refuse {} as guardian
status 409

# She is read, and nothing is written.
as worker
go /cold/ask
see "Nothing was opened."
follow "Go to the record {HER}"
see "Fatima Osman"
go /people/{HER}/notes/new
status 404
go /people/{HER}
follow "Documents"
see "What the clinic wrote"
do not see "Add the document"
go /people/{HER}/documents/{LETTER}
status 200
see "She sleeps again."
log shows document_opened for {HER} by worker
go /people/{HER}/documents/{LETTER}/remove
status 404
go /people/{HER}/looked
see "Opened a cold record for some days"
as worker2
go /people/{HER}
status 404

# Two weeks later it is closed again by itself.
at 2028-01-19T10:00Z
as worker
go /people/{HER}
status 404
go /people/{HER}/documents/{LETTER}
status 404
records go cold
go /people
fill text = Fatima Osman
press "Search"
do not see "{HER}"
as guardian
go /cold
see "1 cold record"

# Another worker asks because she is back: the desk, which takes her call, reads her too. Somebody
# has laid one value in the database over another since: it is lost, the rest opens, and the guardian
# is told.
spoil a value of {HER}
as worker2
go /cold/ask
fill reference = {HER}
fill reason = returned
press "Ask"
as administrator
go /cold
follow "{HER}" after "Waiting for a second person"
remember ANEW from /thaws/([0-9a-z]{13})/
json GET /api/v1/thaws/{ANEW} as administrator
remember AGAIN from /"sealed":"([^"]+)"/
open AGAIN with the cold key
as guardian
go /thaws/{ANEW}
as administrator
go /thaws/{ANEW}
fill opened = {AGAIN}
press "Open the record"
see "The record is"
records are opened

# The guardian does the same a moment later. What the key opened is not shown to be copied.
as guardian
fill opened = {AGAIN}
press "Open the record"
status 409
see "It was changed after this page was made"
do not see "What you wrote, to be copied"
do not see "{AGAIN}"
as desk
go /people/{HER}
see "Fatima Osman"
log shows not_opened for {HER}
log shows keys_drawn for {HER}
as guardian
go /cold
see "Not everything in a record opened"
see "1 value did not open with the keys of this record."
follow "{HER}" after "Not everything in a record opened"
see "A part of the record’s first page: somebody moved there what belongs to another place"
see "person.gender_sealed"
press "I have looked into it"
see "It is written down that you have looked into it."
do not see "Not everything in a record opened"
go /thaws/{ANEW}
see "person.gender_sealed"
do not see "I have looked into it"
as worker2
go /cold/ask
press "Close it again now"
see "The record is closed again"
go /people/{HER}
status 404
as desk
go /people/{HER}
status 404
records go cold

# Her day of erasure ran on, and two people let her go.
at 2033-12-02T10:00Z
as guardian
go /retention
see "{HER}"
go /people/{HER}/retention
fill hold_reason = court_claim
press "Keep this record"
see "The record is kept."
press "No longer keep it for this"
fill reason = due
press "Ask a second person to confirm"
as administrator
go /people/{HER}/retention
press "Erase for ever"
see "The record is erased."
go /cold
see "0 cold records"
log is whole

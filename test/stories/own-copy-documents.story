# Her papers are hers too. Haven cannot see who else is in a picture, so her worker looks at each of
# them; what names somebody else stays, and the copy says so.
first the-offer
at 2026-11-24T04:20Z
as manager
go /placements/{STAY}/arrival
fill key_worker = Sally Worker
press /placements/{STAY}/arrival

at 2026-11-25T10:00Z
as worker
go /people/{HER}/documents
fill title = Letter of the surgery
fill kind = medical
attach "Please come on Tuesday at ten."
press "Add the document"
see "The document was added."
at 2026-11-25T10:10Z
as worker
go /people/{HER}/documents
fill title = From the school
fill kind = other
attach "Selam and her mother, at the fair."
press "Add the document"
see "The document was added."
at 2026-11-25T10:20Z
as worker
go /people/{HER}/documents
fill title = How to find us
fill kind = other
attach_pdf "Ring at 1 Invented Row, the blue door."
press "Add the document"
see "The document was added."
at 2026-11-25T10:30Z
as worker
go /people/{HER}/documents
fill title = Of the college
fill kind = other
attach_pdf "Your course begins in January."
press "Add the document"
see "The document was added."
at 2026-11-25T10:40Z
as worker
go /people/{HER}/releases/new
fill template = own_copy
fill recipient = Mariam Tesfay
fill basis = her_right
fill told = told
press /people/{HER}/releases
follow "The person's own copy"
remember COPY from /releases/([0-9a-z]{13})/
remember FIRST from /documents\/([0-9a-z]{13})/
see "4 documents have not been looked at. Until then nobody can approve."
see "Document 1: Medical"
do not see "Letter of the surgery"
see "not looked at yet, so not part of this copy"

# Nobody approves before she has looked, and nobody else looks for her.
as manager
go /releases/{COPY}
press "Yes, this may leave"
status 409
see "Documents have not been looked at yet."
go /releases/{COPY}/documents/{FIRST}
status 404
as worker2
go /releases/{COPY}/documents/{FIRST}
status 404

as worker
go /releases/{COPY}/documents/{FIRST}
status 200
see "Tuesday at ten"
log shows document_opened for {HER} by worker as own_copy
go /releases/{COPY}
press "I looked at all of document 1: nobody else is in it"
see "What you said of the document is kept."
see "3 documents have not been looked at."
see "Haven read all of its text too"
log shows document_checked for {HER} by worker as own_copy
# Haven reads a text: her daughter is in it.
press "I looked at all of document 2: nobody else is in it"
status 422
see "There is somebody else's name in this."
see "Leave the document out"
log shows stopped for {HER} by worker
press "Leave document 2 out"
see "Left out: somebody else is named or shown in it"
# It reads the text of a PDF too: the house is in one, and not in the other.
press "I looked at all of document 3: nobody else is in it"
status 422
see "There is the address of a protected place in this. Take it out; it can never leave"
log shows stopped for {HER} by worker
press "Leave document 3 out"
press "I looked at all of document 4: nobody else is in it"
see "What you said of the document is kept."
do not see "have not been looked at"

# The approvers open what is to leave, and nothing else.
as manager
go /releases/{COPY}
see "given to you with this copy"
go /releases/{COPY}/documents/{FIRST}
status 200
go /releases/{COPY}
press "Yes, this may leave"
see "You have said yes."
as provider
go /releases/{COPY}
press "Yes, this may leave"
see "Approved"
as worker
go /releases/{COPY}/documents/{FIRST}/copy
status 409
see "Documents can be handed over once the copy is approved and written"
go /releases/{COPY}
press "Write it"
see "Save document 1 to hand it over"
do not see "Leave document 1 out"
go /releases/{COPY}/document
see "Medical, given to you with this copy: 25 November 2026: document-1"
see "To: Mariam Tesfay 25 November 2026"
see "Journey plan agreed by: 29 November 2026"
do not see "KPI"
see "Something else, left out, because it also names or shows somebody else."
do not see "Selam"
go /releases/{COPY}/documents/{FIRST}/copy
status 200
see "Tuesday at ten"
log shows exported for {HER} by worker as own_copy
# Not to who did not ask; but she reads the page in its place, and that is in the log.
as manager
log does not show read for {HER} by manager as own_copy
go /releases/{COPY}/documents/{FIRST}/copy
status 409
log shows read for {HER} by manager as own_copy

# Its time is over.
wait 15 days
as worker
go /releases/{COPY}/documents/{FIRST}/copy
status 409
see "The time of this copy is over."
log is whole

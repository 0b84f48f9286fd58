# The officer has a letter for her. It is kept at once with the call, cleaned and sealed; whoever is
# not of her circle cannot tell that there is one; each opening stands in the log.
first the-call
as desk
go /referrals/{CALL}
see "0 documents"
follow "Documents"
see "It is kept at once"
press "Add the document"
see "Choose a file"
fill title = Letter of the police
fill kind = evidence
attach "<svg onload=steal()>"
press "Add the document"
see "Choose a PDF, a JPEG or PNG picture or plain text"
field title is "Letter of the police"
fill kind = evidence
attach "Found at the raid: her card. She asks for it back."
press "Add the document"
see "The document was added."
see "Letter of the police"
log shows document_added for {HER} by desk
go /referrals/{CALL}
see "1 document"
as desk2
go /referrals/{CALL}/documents
see "Letter of the police"
log shows read for {HER} by desk2 as placing
as desk
go /referrals/{CALL}
go /people/{HER}
follow "Documents"
see "Evidence for the referral"
remember LETTER from /documents\/([0-9a-z]{13})/
go /people/{HER}/documents/{LETTER}
status 200
see "Found at the raid"
log shows document_opened for {HER} by desk as care
json GET /api/v1/people/{HER}/documents as desk
see "most_kb"
do not see "her name.docx"

# What the gate can read does not leave with a house's address in it.
go /people/{HER}/documents
fill title = Where she is
fill kind = other
attach "She lives at 1 Invented Row, Nowhere, NW1 1AA"
press "Add the document"
remember PLACE from /documents\/([0-9a-z]{13})/
go /people/{HER}/documents/{PLACE}
status 409
do not see "Invented Row"
log shows stopped for {HER} by desk

# Nobody else.
as manager
go /people/{HER}/documents
status 404
go /people/{HER}/documents/{LETTER}
status 404
go /people/{HER}/documents/{LETTER}/remove
status 404
go /referrals/{CALL}/documents
status 404

# Not hers after all.
as desk
go /people/{HER}/documents/{LETTER}/remove
see "Letter of the police"
press "Remove"
see "There is a problem"
fill reason = wrong_person
press "Remove"
see "The document was removed."
do not see "Letter of the police"
see "It belongs to somebody else"
log shows document_removed for {HER} by desk
go /people/{HER}/documents/{LETTER}
status 404
go /people/{HER}/documents/{LETTER}/remove
status 404
go /people/{SELAM}/documents/{PLACE}
status 404
log is whole

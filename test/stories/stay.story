# A stay goes on: a note in fifteen seconds, an extension, and a departure that ends what the house may
# read.
first the-offer
at 2026-11-24T04:20Z
as manager
go /placements/{STAY}/arrival
fill key_worker = Sally Worker
press /placements/{STAY}/arrival

as worker
go /people/{HER}/notes/new
fill text = She slept. The baby drinks well.
fill kind = visit
press /people/{HER}/notes
status 422
see "There is a problem"
field text is "She slept. The baby drinks well."
fill is_shared = shared
press /people/{HER}/notes
see "The note is saved."
go /people/{HER}
see "The baby drinks well."
log shows noted for {HER} by worker

at 2026-12-01T10:00Z
as provider
go /placements/{STAY}/extend
fill until_on-day = 5
fill until_on-month = 1
fill until_on-year = 2027
press /placements/{STAY}/extend
see "The stay is extended."

# A week after the arrival the desk's part is over.
wait 1 day
as desk
go /people/{HER}
status 404

at 2027-01-05T10:00Z
as manager
go /placements/{STAY}/departure
fill destination = supported_housing
press /placements/{STAY}/departure
log shows departed for {CALL} by manager
wait 1 minute
go /people/{HER}
status 404
as worker
go /people/{HER}
status 200
see "Who may still read this record"
see "Sally Worker (worker), until 7 July 2027"
log is whole

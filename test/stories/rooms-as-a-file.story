# The commissioner takes the list of rooms away as a file; that it left is in the log, and who lives
# there is not in it.
at 2027-03-01T10:00Z
as commissioner
go /beds
see "Save this list as a file"
follow "Save this list as a file"
see "house,alias,area,room,beds"
see "Rowan House"
see "free"
as auditor
go /audit
see "Exported"
as manager
go /beds
do not see "Save this list as a file"
go /beds/export
status 404
log is whole

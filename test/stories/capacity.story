# Who buys safe houses asks how many would be enough, and what would change the answer.
at 2026-11-24T09:00Z
as commissioner
go /beds
follow "Capacity"
see "How many rooms would be enough"
see "on 99 of 100 days everybody has a suitable room"
see "Women with children, two beds"
see "Do the public figures agree?"
see "would take in 22.5% of the people referred"
see "A line that rises from left to right"
field housed_percent is "100"

# A question of one's own: fewer people, quicker decisions, houses without night cover.
fill housed_percent = 22
fill decision_days = 150
fill night_cover_percent = 0
press "Work it out"
status 200
field decision_days is "150"
see "only because nobody could receive them at night"
see "What you asked"

# Rooms and bed spaces are counts of their own, on the page and for programs.
follow "One room in five can take any household"
field flexible_percent is "20"
see "Any household"
json GET /api/v1/capacity?housed_percent=22 as commissioner
status 200
see "bed_spaces_high"

# What cannot be meant is told at once, and what was typed stays.
go /capacity
fill housed_percent = many
fill target_percent = 100
press "Work it out"
status 422
see "Enter a whole number in digits, for example 4."
see "Enter 99 or less."
field housed_percent is "many"
field target_percent is "100"

# It is for those who buy and run houses; for others there is no such page.
as provider
go /capacity
status 200
as desk
go /capacity
status 404
as worker
go /capacity
status 404

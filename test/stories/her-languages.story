# What somebody speaks, and where she is from, is written down in words.
first the-call
go /people/{HER}/edit
see "Languages"
fill languages = Tigrinya، Farsi
fill reads = tigrinya
fill nationality = Eritrea
press /people/{HER}/edit
see "The details are saved."
see "Tigrinya: Speaks, Reads"
see "Persian: Speaks"
go /people/{HER}/edit
field languages is "Tigrinya, Persian"
field reads is "Tigrinya"
field nationality is "Eritrea"

# A name that is none is asked about; nothing is kept of it, and what was typed stands there.
fill languages = Tigrinia, Persian
fill reads = Tigrinya
fill nationality = Eritria
press /people/{HER}/edit
status 422
see "Tigrinia is no language that Haven knows"
see "Eritria is no country that Haven knows"
field languages is "Tigrinia, Persian"
field nationality is "Eritria"
go /people/{HER}/edit
field languages is "Tigrinya, Persian"

# A program may send it as the record keeps it.
json POST /api/v1/people/{HER}/edit {"version": 4, "given": "Mariam", "kind": "adult", "birth_state": "not_known", "languages": "ti:speaks+reads,am:speaks", "nationality": "ER"} as desk
status 200
as desk
go /people/{HER}
see "Tigrinya: Speaks, Reads"
see "Amharic: Speaks"

json GET /api/v1/people/{HER}/edit as desk
see "ti:speaks+reads,am:speaks"

# So is what the workers of a house speak.
as manager
go /houses
follow "Rowan House"
follow "Change what the house takes"
fill languages = Tigrinia
press "Save"
status 422
see "Tigrinia is no language that Haven knows"
fill languages = English, tigrinya
press "Save"
see "English, Tigrinya"

"""One platform on one day: its database, its nouns, its clock, and what happens in it."""

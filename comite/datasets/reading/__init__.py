"""From the file an authority really has to a clean table, facts and remarks. Knows neither web nor ORM."""

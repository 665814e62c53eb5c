"""What each kind of import asks of a line, and what it makes of it."""

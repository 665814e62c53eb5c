"""Tables of mutualised engineering, split by subject."""

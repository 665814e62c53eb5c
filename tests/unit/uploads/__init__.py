"""Files sent in pieces."""

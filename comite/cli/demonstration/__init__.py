"""The demonstration committee: what it is made of, and how it is loaded."""

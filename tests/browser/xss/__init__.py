"""Hostile texts: a corpus, the places where people may write them, and what counts as an execution."""

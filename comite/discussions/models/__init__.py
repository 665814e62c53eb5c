"""The tables of discussions, one file per subject."""

"""The tables of meetings, one file per subject."""

"""Reading discussions, one file per subject."""

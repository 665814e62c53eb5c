"""Changes in meetings, one file per subject."""

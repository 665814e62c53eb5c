"""Changes in discussions, one file per subject."""

"""The pages of discussions, one file per place."""

"""Datasets of general interest: their description, their files, their previews, the catalogue."""

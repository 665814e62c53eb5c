"""The chapters of an archive: one file for each kind of thing."""

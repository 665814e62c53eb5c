"""Local authorities, committees, and who belongs to them since when."""

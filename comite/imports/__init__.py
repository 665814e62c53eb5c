"""Imports: reports, people to invite, descriptions of datasets, from the spreadsheets that offices keep."""

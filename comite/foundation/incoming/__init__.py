"""Mails that arrive: hostile until proven otherwise, read within limits, cut down to what somebody wrote."""

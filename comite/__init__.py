"""Comité: the portal with which a territorial data committee works."""

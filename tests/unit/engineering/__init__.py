"""Mutualised engineering."""

"""Mutualised engineering: who asks for help, who gives it, for how many days, and what came of it."""

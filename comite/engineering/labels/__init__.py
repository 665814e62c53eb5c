"""The French names of the values of mutualised engineering."""

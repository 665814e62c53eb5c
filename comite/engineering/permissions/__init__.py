"""Who may do what in mutualised engineering."""

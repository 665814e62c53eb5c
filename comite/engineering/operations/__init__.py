"""Changes to mutualised engineering: each function is one whole change."""

"""Reading mutualised engineering: each function takes the reader."""

"""What a committee takes away: nothing hidden in it, nothing missing from it, nothing that escapes."""

"""What a person may submit to mutualised engineering."""

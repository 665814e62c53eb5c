"""All that a committee owns, in one archive that its animators take away."""

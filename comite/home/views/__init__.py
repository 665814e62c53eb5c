"""The pages of no feature: what the site says of itself, its looks, the first steps."""

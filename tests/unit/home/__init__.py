"""What belongs to no feature: the dashboard, the first steps, the looks of the site."""

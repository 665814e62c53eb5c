"""What people are told, in the page and by mail, and what they follow or mute."""

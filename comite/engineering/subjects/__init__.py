"""How requests, missions and expertise present themselves to search and notifications."""

"""The door for people: welcome page, dashboard, state of the service."""

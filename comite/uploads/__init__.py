"""Files sent in pieces: interrupted, resumed, and attached to what a person writes."""

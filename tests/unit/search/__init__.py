"""The search engine and the life of its index."""

"""Threads and messages, on any subject or alone, and their moderation."""

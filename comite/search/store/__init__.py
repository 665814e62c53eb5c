"""The Whoosh index on disk, written so that a power cut loses nothing; nothing else knows Whoosh."""

"""A report to take away: Markdown, PDF."""

"""Experience reports: operations, permissions, queries."""

"""One index over all that can be read: French analysis, ranking, counts, and the life of the index."""

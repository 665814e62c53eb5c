"""Datasets: what an authority publishes in the general interest, their files and their previews."""

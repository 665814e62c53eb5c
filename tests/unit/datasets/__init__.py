"""Tests, level unit: datasets and their files."""

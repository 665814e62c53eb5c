"""Tests, level crash."""

"""Tests, level properties."""

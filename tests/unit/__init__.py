"""Tests, level unit."""

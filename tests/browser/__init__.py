"""Tests, level browser."""

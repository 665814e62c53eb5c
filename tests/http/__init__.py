"""Tests, level http."""

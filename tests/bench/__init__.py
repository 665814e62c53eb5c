"""Tests, level bench."""

"""Tests, level house."""

"""Tests, level unit: the foundation."""

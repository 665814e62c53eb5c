"""The rules that can be broken in meetings, each with its sentence."""

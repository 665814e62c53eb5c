"""The tests of Comité: see `comite/README.md` for their levels."""

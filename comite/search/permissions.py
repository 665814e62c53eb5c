"""Who may act upon the index."""

from comite.accounts.readers import Reader


def may_rebuild(reader: Reader) -> bool:
    """Administrators: it takes the machine's time, and changes nothing of what anybody may read."""
    return reader.is_administrator

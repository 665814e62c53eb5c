"""Who may do what about the pages of no feature."""

from comite.accounts.readers import Reader


def may_edit_pages(reader: Reader) -> bool:
    """Administrators: these pages bind the publisher of the site."""
    return reader.is_administrator

"""Who may do what about the pages of no feature."""

from comite.accounts.readers import Reader


def may_edit_pages(reader: Reader) -> bool:
    """Administrators: these pages bind the publisher of the site."""
    return reader.is_administrator


def may_choose_appearance(reader: Reader) -> bool:
    """Administrators: the looks are those of the whole site."""
    return reader.is_administrator


def may_take_first_steps(reader: Reader) -> bool:
    """Everyone with an account, about themselves."""
    return reader.is_signed_in


def may_keep_head(reader: Reader) -> bool:
    """Administrators, and animators: they answer for what was voted and settled."""
    return reader.is_administrator or bool(reader.led_committee_ids)

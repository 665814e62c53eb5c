"""Who may do what about notifications: one's own, and nobody else's."""

from comite.accounts.readers import Reader
from comite.notifications.models import Subscription


def may_be_told(reader: Reader) -> bool:
    """People with an account."""
    return reader.is_signed_in


def may_forget(reader: Reader, subscription: Subscription) -> bool:
    """The person whose choice it is."""
    return reader.user_id == subscription.user_id

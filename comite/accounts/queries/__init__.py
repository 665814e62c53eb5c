"""Reading people: who is signed in, who belongs where, which links are alive."""

from comite.accounts.queries.administrators import (
    count_administrators,
    ids_of_administrators,
    list_erased,
)
from comite.accounts.queries.entry import (
    count_failed_attempts,
    digest,
    find_feed_key,
    find_live_token,
    find_session,
    list_feed_keys,
    list_sessions,
)
from comite.accounts.queries.invitations import (
    find_invitation_by_key,
    get_invitation,
    list_invitations,
)
from comite.accounts.queries.people import (
    find_user_by_email,
    find_user_by_handle,
    find_users,
    free_handle,
    get_membership,
    get_user,
    ids_of_animators,
    ids_of_users,
    ids_seated_with,
    ids_with_role,
    list_accounts,
    list_people_of,
    list_people_with_role,
    list_users_of,
    users_of_handles,
)
from comite.accounts.queries.readers import (
    reader_of,
    readers_of,
    sits_in,
)

__all__ = [
    "count_administrators",
    "count_failed_attempts",
    "digest",
    "find_feed_key",
    "find_invitation_by_key",
    "find_live_token",
    "find_session",
    "find_user_by_email",
    "find_user_by_handle",
    "find_users",
    "free_handle",
    "get_invitation",
    "get_membership",
    "get_user",
    "ids_of_administrators",
    "ids_of_animators",
    "ids_of_users",
    "ids_seated_with",
    "ids_with_role",
    "list_accounts",
    "list_erased",
    "list_feed_keys",
    "list_invitations",
    "list_people_of",
    "list_people_with_role",
    "list_sessions",
    "list_users_of",
    "reader_of",
    "readers_of",
    "sits_in",
    "users_of_handles",
]

"""Changes about people: each function is one whole change."""

from comite.accounts.operations.erasure import (
    erase_account,
    erase_again,
    forget_expired,
)
from comite.accounts.operations.feed_keys import (
    FEED_KEYS_MAX,
    create_feed_key,
    note_feed_key_used,
    revoke_feed_key,
)
from comite.accounts.operations.invitations import (
    accept_invitation,
    invite,
    invite_administrator,
    send_invitation_again,
    withdraw_invitation,
)
from comite.accounts.operations.lists import Reported, authority_named, invite_list
from comite.accounts.operations.memberships import (
    change_role,
    end_membership,
    present_authority,
)
from comite.accounts.operations.moderation import (
    log_moderation,
    reopen,
    set_administrator,
    suspend,
)
from comite.accounts.operations.own_account import (
    RESETS_PER_HOUR,
    ask_address_change,
    ask_address_proof,
    ask_password_reset,
    change_address,
    change_password,
    choose_questions,
    edit_profile,
    note_reachability,
    reset_password,
)
from comite.accounts.operations.sessions import (
    ATTEMPTS_PER_ACCOUNT,
    SESSION_LASTS,
    Visit,
    end_other_sessions,
    end_session,
    note_seen,
    open_session,
    sign_in,
    sign_out,
    switch_voice,
)

__all__ = [
    "ATTEMPTS_PER_ACCOUNT",
    "FEED_KEYS_MAX",
    "RESETS_PER_HOUR",
    "SESSION_LASTS",
    "Reported",
    "Visit",
    "accept_invitation",
    "ask_address_change",
    "ask_address_proof",
    "ask_password_reset",
    "authority_named",
    "change_address",
    "change_password",
    "change_role",
    "choose_questions",
    "create_feed_key",
    "edit_profile",
    "end_membership",
    "end_other_sessions",
    "end_session",
    "erase_account",
    "erase_again",
    "forget_expired",
    "invite",
    "invite_administrator",
    "invite_list",
    "log_moderation",
    "note_feed_key_used",
    "note_reachability",
    "note_seen",
    "open_session",
    "present_authority",
    "reopen",
    "reset_password",
    "revoke_feed_key",
    "send_invitation_again",
    "set_administrator",
    "sign_in",
    "sign_out",
    "suspend",
    "switch_voice",
    "withdraw_invitation",
]

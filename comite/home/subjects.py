"""How the audit log presents itself to those who choose whether its head is mailed to them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, String, literal, literal_column, select, true

from comite.accounts.audiences import Audience
from comite.accounts.readers import Reader
from comite.foundation.subjects import NotSearched, Subject
from comite.home import permissions
from comite.home.audit_mail import KIND, LOG

ADDRESS, TITLE = "/journal-d-audit", "Empreinte du journal d’audit"


class AuditLogLoader(NotSearched):
    """The one log of the installation."""

    kind = KIND
    label = "Journal d’audit"

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """The log, for those who may keep its head."""
        return {LOG: _log()} if LOG in ids and permissions.may_keep_head(reader) else {}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """Its name, for the same."""
        named: Select[int, str, str, int] = select(
            literal_column(str(LOG)), literal(TITLE, String), literal("", String), literal(0)
        )
        return named.where(true() if permissions.may_keep_head(reader) else ~true())

    def address(self, _subject_id: int, _key: str, _rank: int) -> str:
        """Its page."""
        return ADDRESS


def _log() -> Subject:
    """The log, as others speak of it."""
    return Subject(kind=KIND, id=LOG, title=TITLE, address=ADDRESS, audience=Audience.AUTHORITY.value)

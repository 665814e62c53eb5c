"""Who takes away what a committee owns."""

from comite.accounts.readers import Reader
from comite.exports.models import CommitteeExport


def may_export(reader: Reader, committee_id: int) -> bool:
    """The animators of the committee: they answer for what it owns. Administrators have the backup."""
    return reader.is_signed_in and reader.animates(committee_id)


def may_download(reader: Reader, export: CommitteeExport) -> bool:
    """Who asked for it, as long as they animate the committee: it holds what they could read."""
    return may_export(reader, export.committee_id) and export.asked_by_id == reader.user_id

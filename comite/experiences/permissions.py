"""Who may do what with experience reports."""

from comite.accounts.audiences import may_read
from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.accounts.trash import is_thrower
from comite.experiences.models import ExperienceReport, Replication, ReportStatus


def may_start(reader: Reader, authority_id: int | None) -> bool:
    """Agents write for their authority from their first day."""
    return reader.has_role(Role.AGENT, authority_id)


def may_edit(reader: Reader, report: ExperienceReport) -> bool:
    """Agents of its authority while it is a draft; its editors until it is archived; nobody in the trash."""
    if report.is_trashed:
        return False
    if report.is_draft:
        return reader.has_role(Role.AGENT, report.authority_id)
    return not report.is_archived and reader.has_role(Role.EDITOR, report.authority_id)


def may_propose(reader: Reader, report: ExperienceReport) -> bool:
    """Agents of its authority, for a draft; editors publish at once."""
    return (
        report.is_draft
        and not report.is_trashed
        and reader.has_role(Role.AGENT, report.authority_id)
        and not reader.has_role(Role.EDITOR, report.authority_id)
    )


def may_publish(reader: Reader, report: ExperienceReport) -> bool:
    """Editors of its authority: a publication speaks for the authority."""
    awaits = (report.is_draft or report.is_proposed) and not report.is_trashed
    return awaits and reader.has_role(Role.EDITOR, report.authority_id)


def may_request_changes(reader: Reader, report: ExperienceReport) -> bool:
    """Editors of its authority, of what was proposed to them."""
    return report.is_proposed and reader.has_role(Role.EDITOR, report.authority_id)


def may_withdraw(reader: Reader, report: ExperienceReport) -> bool:
    """Whoever proposed it takes it back; editors also take back what is published."""
    if report.is_proposed and reader.user_id is not None and report.proposed_by_id == reader.user_id:
        return reader.has_role(Role.AGENT, report.authority_id)
    return not report.is_draft and reader.has_role(Role.EDITOR, report.authority_id)


def may_archive(reader: Reader, report: ExperienceReport) -> bool:
    """Editors of its authority, of what is published."""
    return report.is_published and reader.has_role(Role.EDITOR, report.authority_id)


def may_restore(reader: Reader, report: ExperienceReport) -> bool:
    """Editors of its authority bring an archived report back to the lists."""
    return report.is_archived and reader.has_role(Role.EDITOR, report.authority_id)


def may_confirm(reader: Reader, report: ExperienceReport) -> bool:
    """Agents of its authority say that it is still right."""
    return report.is_published and reader.has_role(Role.AGENT, report.authority_id)


def may_delete(reader: Reader, report: ExperienceReport) -> bool:
    """Whoever started it, or its editors, while nobody else has read it."""
    if not report.is_draft or report.is_hidden or report.is_trashed:
        return False
    started = report.started_by_id == reader.user_id and reader.has_role(Role.AGENT, report.authority_id)
    return started or reader.has_role(Role.EDITOR, report.authority_id)


def may_take_out_of_trash(reader: Reader, report: ExperienceReport) -> bool:
    """Whoever threw it away, as long as they write for its authority, and its editors."""
    thrower = is_thrower(reader, report) and reader.has_role(Role.AGENT, report.authority_id)
    return thrower or reader.has_role(Role.EDITOR, report.authority_id)


def may_see_history(reader: Reader, report: ExperienceReport) -> bool:
    """Its authority: former versions may hold what was taken out on purpose."""
    return reader.has_role(Role.AGENT, report.authority_id)


def may_replicate(reader: Reader, report: ExperienceReport, authority_id: int | None) -> bool:
    """Agents of another authority who may read it."""
    return (
        report.status in (ReportStatus.PUBLISHED, ReportStatus.ARCHIVED)
        and may_read(reader, report)
        and authority_id != report.authority_id
        and reader.has_role(Role.AGENT, authority_id)
    )


def may_take_back(reader: Reader, replication: Replication) -> bool:
    """Agents of the authority that told it."""
    return reader.has_role(Role.AGENT, replication.authority_id)


def may_moderate(reader: Reader, report: ExperienceReport) -> bool:
    """The animator of its committee, and administrators."""
    if report.status not in (ReportStatus.PUBLISHED, ReportStatus.ARCHIVED):
        return False
    return reader.is_administrator or (
        report.committee_id is not None and reader.animates(report.committee_id)
    )


def may_manage_domains(reader: Reader) -> bool:
    """Administrators."""
    return reader.is_administrator

"""Who may do what on a mission, and with the time bank."""

from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.engineering.models.missions import Mission, WorkLogEntry


def may_log(reader: Reader, mission: Mission) -> bool:
    """Agents of the authority that helps: they know what they did."""
    return reader.has_role(Role.AGENT, mission.helper_id)


def may_strike_out(reader: Reader, mission: Mission, entry: WorkLogEntry) -> bool:
    """Whoever wrote the line, whose work it tells, and the editors of the authority that helps."""
    if not may_log(reader, mission):
        return False
    return reader.user_id in (entry.logged_by_id, entry.person_id) or reader.has_role(
        Role.EDITOR, mission.helper_id
    )


def may_ask_evaluation(reader: Reader, mission: Mission) -> bool:
    """Agents of the authority that helps, when they think that the work is done."""
    return may_log(reader, mission)


def may_evaluate(reader: Reader, mission: Mission) -> bool:
    """Agents of the authority that was helped."""
    return reader.has_role(Role.AGENT, mission.authority_id)


def may_tell(reader: Reader, mission: Mission) -> bool:
    """Agents of the authority that was helped tell its experience, once the mission is closed."""
    return mission.is_closed and reader.has_role(Role.AGENT, mission.authority_id)


def may_sign(reader: Reader, mission: Mission) -> bool:
    """Both parties, and those who animate the committee, have the convention."""
    parties = (mission.authority_id, mission.helper_id)
    return any(reader.has_role(Role.AGENT, each) for each in parties) or may_steer(
        reader, mission.committee_id
    )


def may_steer(reader: Reader, committee_id: int | None) -> bool:
    """Those who animate the committee, and administrators."""
    return reader.is_administrator or reader.animates(committee_id)


def may_steer_somewhere(reader: Reader) -> bool:
    """Whoever animates a committee, and administrators: they have a dashboard."""
    return reader.is_administrator or bool(reader.led_committee_ids)

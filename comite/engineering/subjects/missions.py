"""How missions present themselves to search, notifications and discussions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time

from sqlalchemy import Select, literal, select

from comite.accounts.audiences import effective, keys_for, readable_by
from comite.accounts.readers import Reader
from comite.engineering.models.missions import Mission
from comite.engineering.queries import missions as queries
from comite.foundation import clock
from comite.foundation.subjects import Subject


class MissionLoader:
    """Missions, found by what was asked, offered, done and learnt."""

    kind = "mission"
    label = "Mission"

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The missions of these ids."""
        yield from map(_subject, queries.list_loaded(Mission.id.in_(ids)))

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read now."""
        found = queries.list_loaded(Mission.id.in_(ids), readable_by(reader, Mission))
        return {each.id: _subject(each) for each in found}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The titles of those that a reader may read."""
        return select(Mission.id, Mission.title, Mission.slug, literal(0)).where(readable_by(reader, Mission))

    def address(self, _subject_id: int, key: str, _rank: int) -> str:
        """The page of the mission."""
        return f"/ingenierie/missions/{key}"

    def each_id(self) -> Iterator[int]:
        """Every mission."""
        return iter(queries.ids_of_missions())

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """Those whose title holds every word."""
        return [_subject(each) for each in queries.search_titles(reader, words, limit)]


def _subject(mission: Mission) -> Subject:
    """One mission, as others speak of it."""
    done = "\n".join(entry.done for entry in mission.log)
    parts = ("" if mission.offer.is_masked else mission.offer.note, done, mission.evaluation, mission.learnt)
    return Subject(
        kind="mission",
        id=mission.id,
        title=mission.title,
        address=f"/ingenierie/missions/{mission.slug}",
        audience=effective(mission).value,
        authority_id=mission.authority_id,
        committee_id=mission.committee_id,
        text="\n".join(part for part in parts if part),
        extra=mission.helper.name,
        happened_at=datetime.combine(mission.started_on, time(12), clock.PARIS),
        authority_name=mission.authority.name,
        status="closed" if mission.is_closed else "under_way",
        keys=keys_for(
            effective(mission), mission.authority_id, mission.committee_id, for_lead=not mission.is_masked
        ),
        is_for_lead=not mission.is_masked,
    )

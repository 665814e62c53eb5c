"""How expertise presents itself to search: to those who have an account and an authority."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Select, func, literal, select

from comite.accounts.audiences import Audience, keys_for
from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.engineering.models.directory import ExpertiseProfile
from comite.engineering.queries import directory as queries
from comite.foundation.subjects import Subject
from comite.territories.models import LocalAuthority


class ExpertiseLoader:
    """Profiles of people and authorities, found by what they can help with."""

    kind = "expertise"
    label = "Expertise"

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The profiles of these ids."""
        yield from map(
            _subject, queries.list_loaded(ExpertiseProfile.id.in_(ids), ExpertiseProfile.trashed_at.is_(None))
        )

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read now."""
        found = queries.list_loaded(ExpertiseProfile.id.in_(ids), queries.readable(reader))
        return {each.id: _subject(each) for each in found}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The names of those that a reader may read."""
        name = func.coalesce(User.name, LocalAuthority.name)
        return (
            select(ExpertiseProfile.id, name, literal(""), literal(0))
            .join(LocalAuthority, LocalAuthority.id == ExpertiseProfile.authority_id)
            .outerjoin(User, User.id == ExpertiseProfile.user_id)
            .where(queries.readable(reader))
        )

    def address(self, subject_id: int, _key: str, _rank: int) -> str:
        """The page of the profile."""
        return f"/ingenierie/annuaire/{subject_id}"

    def each_id(self) -> Iterator[int]:
        """Every profile."""
        return iter(queries.ids_of_profiles())

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """Those that hold every word."""
        return [_subject(each) for each in queries.search_profiles(reader, words, limit)]


def _subject(profile: ExpertiseProfile) -> Subject:
    """One profile, as others speak of it."""
    skills = ", ".join(each.label for each in profile.skills)
    return Subject(
        kind="expertise",
        id=profile.id,
        title=profile.user.name if profile.user else profile.authority.name,
        address=f"/ingenierie/annuaire/{profile.id}",
        audience=Audience.NETWORK.value,
        authority_id=profile.authority_id,
        text=". ".join(part for part in (skills, profile.note) if part),
        extra=f"{profile.words} {profile.languages}",
        happened_at=profile.updated_at,
        authority_name=profile.authority.name,
        keys=keys_for(Audience.NETWORK, None, None),
    )

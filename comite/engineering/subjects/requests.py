"""How requests for help present themselves to search, notifications and discussions."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Select, literal, select

from comite.accounts.audiences import effective, keys_for, readable_by
from comite.accounts.readers import Reader
from comite.engineering.labels.requests import STATUSES
from comite.engineering.models.requests import HelpRequest
from comite.engineering.queries import requests as queries
from comite.foundation.subjects import Subject


class RequestLoader:
    """Requests, found by their sentence and by what explains it."""

    kind = "help_request"
    label = "Demande d’appui"

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The requests of these ids."""
        yield from map(_subject, queries.list_loaded(HelpRequest.id.in_(ids)))

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read now."""
        found = queries.list_loaded(HelpRequest.id.in_(ids), readable_by(reader, HelpRequest))
        return {each.id: _subject(each) for each in found}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The sentences of those that a reader may read."""
        columns = (HelpRequest.id, HelpRequest.sentence, HelpRequest.slug, literal(0))
        return select(*columns).where(readable_by(reader, HelpRequest))

    def address(self, _subject_id: int, key: str, _rank: int) -> str:
        """The page of the request."""
        return f"/ingenierie/demandes/{key}"

    def each_id(self) -> Iterator[int]:
        """Every request."""
        return iter(queries.ids_of_requests())

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """Those whose sentence holds every word."""
        return [_subject(each) for each in queries.search_sentences(reader, words, limit)]


def _subject(request: HelpRequest) -> Subject:
    """One request, as others speak of it."""
    parts = (request.need, request.tried, request.data_held)
    return Subject(
        kind="help_request",
        id=request.id,
        title=request.sentence,
        address=f"/ingenierie/demandes/{request.slug}",
        audience=effective(request).value,
        authority_id=request.authority_id,
        committee_id=request.committee_id,
        text="\n".join(part for part in parts if part),
        extra=STATUSES[request.status],
        happened_at=request.asked_at,
        authority_name=request.authority.name,
        status=request.status.value,
        keys=keys_for(
            effective(request), request.authority_id, request.committee_id, for_lead=not request.is_masked
        ),
        is_for_lead=not request.is_masked,
    )

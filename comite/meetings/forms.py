"""What a person may submit about meetings, with French labels and limits."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import SelectMultipleField, TimeField
from wtforms.validators import InputRequired

from comite.accounts.audiences import SHARED, Audience
from comite.accounts.labels import AUDIENCES
from comite.foundation import clock
from comite.foundation.forms import (
    TO_WRITE,
    Form,
    choice,
    choice_of_ids,
    day,
    files,
    hidden,
    long_text,
    offer,
    sent_files,
    text,
    web_address,
    whole_hidden,
    whole_number,
    yes_no,
)
from comite.foundation.storage import Storage
from comite.foundation.text import whole
from comite.meetings import labels
from comite.meetings.models.attendance import LISTENER_ANSWERS, Answer, ReplyFacts
from comite.meetings.models.meetings import (
    DOCUMENT_BYTES_MAX,
    AgendaItem,
    ItemContent,
    ItemKind,
    Meeting,
    MeetingContent,
    NewDocument,
    PlaceKind,
)
from comite.meetings.models.rules import QuorumBasis, Rules, Weighting, end_of_day
from comite.meetings.models.seats import College, MandateFacts, Seat, SeatFacts
from comite.meetings.recurrence import Pattern


def hour(label: str, *, hint: str = "") -> TimeField:
    """An hour of the day, « 14:30 » or « 14h30 »."""
    return TimeField(
        label,
        format=["%H:%M", "%Hh%M", "%H:%M:%S"],
        validators=[InputRequired(message=TO_WRITE)],
        description=hint,
    )


class TimesForm(Form):
    """When and where one meets."""

    title = text("Titre", max_length=MeetingContent.TITLE_MAX)
    held_on = day("Jour", required=True)
    begins = hour("Début")
    ends = hour("Fin prévue")
    place_kind = choice("Comment on participe", PlaceKind, labels.PLACE_KINDS, radio=True)
    place = text("Lieu", max_length=MeetingContent.PLACE_MAX, required=False, hint="Salle, adresse, accès.")
    link = web_address("Lien de la visioconférence", max_length=MeetingContent.LINK_MAX)

    def _starts_at(self) -> datetime:
        return _in_paris(self.held_on.data, self.begins.data)

    def _ends_at(self) -> datetime:
        return _in_paris(self.held_on.data, self.ends.data)


def _in_paris(on: date | None, at: time | None) -> datetime:
    """An hour of a day on the clocks of Paris; both were asked for."""
    if on is None or at is None:
        raise ValueError("a form that was not checked")
    return datetime.combine(on, at, tzinfo=clock.PARIS)


class MeetingForm(TimesForm):
    """A meeting, planned or changed."""

    kept_as = "seance"

    introduction = long_text(
        "Mot d’introduction",
        max_length=MeetingContent.SOURCE_MAX,
        required=False,
        rows=4,
        hint="Ce qu’il faut savoir avant de venir\u202f: il figure dans la convocation.",
    )
    proposals_until = day(
        "Points proposés jusqu’au",
        hint="Laissez vide pour suivre le règlement du comité.",
    )
    audience = choice("Qui peut lire", Audience, AUDIENCES, radio=True, among=SHARED)
    version = whole_hidden()

    def content(self) -> MeetingContent:
        """What was submitted."""
        until = self.proposals_until.data
        return MeetingContent(
            title=self.title.data or "",
            starts_at=self._starts_at(),
            ends_at=self._ends_at(),
            place_kind=self.place_kind.data,
            place=self.place.data or "",
            link=self.link.data or "",
            source=self.introduction.data or "",
            audience=self.audience.data,
            proposals_until=end_of_day(until) if until else None,
        )


def facts_of(meeting: Meeting, *, with_deadline: bool = True) -> dict[str, Any]:
    """A meeting as its form shows it."""
    begins, ends = clock.in_paris(meeting.starts_at), clock.in_paris(meeting.ends_at)
    return {
        "title": meeting.title,
        "held_on": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "place_kind": meeting.place_kind,
        "place": meeting.place,
        "link": meeting.link,
        "introduction": meeting.source,
        "proposals_until": clock.in_paris(meeting.proposals_until).date() if with_deadline else None,
        "audience": meeting.audience,
        "version": meeting.version,
    }


class PaceForm(TimesForm):
    """Several meetings alike, at a regular pace; then the dates that are kept."""

    rank = choice_of_ids("Rang dans le mois")
    weekday = choice_of_ids("Jour de la semaine")
    months = choice_of_ids("Rythme")
    held_on = day("À partir du", required=True)
    count = whole_number("Nombre de séances", minimum=1, maximum=12, required=True)
    dates = SelectMultipleField("Dates retenues", choices=[], validate_choice=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        offer(self.rank, [(rank, word) for rank, word in labels.RANKS.items()], blank=None)
        offer(self.weekday, list(enumerate(labels.WEEKDAYS)), blank=None)
        offer(self.months, [(each, labels.PACES[each]) for each in labels.PACES], blank=None)

    def pattern(self) -> Pattern:
        """The pace that was chosen."""
        return Pattern(self.rank.data, self.weekday.data, self.months.data)

    def proposed(self) -> list[date]:
        """The dates of the pace."""
        first = self.held_on.data or clock.today()
        return self.pattern().dates(first - timedelta(days=1), self.count.data or 1)

    def kept(self) -> list[datetime]:
        """The beginnings of the meetings on the dates that were ticked, among those proposed."""
        ticked = set(self.dates.data or [])
        return [_in_paris(each, self.begins.data) for each in self.proposed() if each.isoformat() in ticked]

    def content(self) -> MeetingContent:
        """What all of them have in common."""
        return MeetingContent(
            title=self.title.data or "",
            starts_at=self._starts_at(),
            ends_at=self._ends_at(),
            place_kind=self.place_kind.data,
            place=self.place.data or "",
            link=self.link.data or "",
        )


class ItemForm(Form):
    """A point of an agenda."""

    kept_as = "point"

    title = text("Intitulé du point", max_length=ItemContent.TITLE_MAX)
    kind = choice("Ce qui est attendu du comité", ItemKind, labels.ITEM_KINDS, radio=True)
    planned_minutes = whole_number(
        "Durée prévue, en minutes", minimum=0, maximum=ItemContent.MINUTES_MAX, required=True
    )
    rapporteur = choice_of_ids("Qui présente le point", required=False)
    rapporteur_name = text(
        "Ou son nom, si la personne n’a pas de compte", max_length=ItemContent.NAME_MAX, required=False
    )
    text = long_text(
        "De quoi il s’agit",
        max_length=ItemContent.SOURCE_MAX,
        required=False,
        hint="Le contexte, la question posée, ce qui est proposé.",
    )
    files = files("Documents à lire avant", hint="Dix au plus, de 20 Mo chacun.")
    born = hidden(max_length=60)
    version = whole_hidden()

    def content(self) -> ItemContent:
        """What was submitted."""
        kind, _, number = (self.born.data or "").partition(":")
        born_id = whole(number) if kind else None
        return ItemContent(
            title=self.title.data or "",
            kind=self.kind.data or ItemKind.DISCUSSION,
            source=self.text.data or "",
            planned_minutes=self.planned_minutes.data or 0,
            rapporteur_id=self.rapporteur.data,
            rapporteur_name=self.rapporteur_name.data or "",
            born_kind=kind if born_id is not None else None,
            born_id=born_id,
        )

    def documents(self, storage: Storage) -> tuple[NewDocument, ...]:
        """The files that were sent, kept; raises `TooLargeError`."""
        return tuple(
            NewDocument(
                storage.put(each.stream, DOCUMENT_BYTES_MAX),
                each.filename or "",
                each.mimetype or "application/octet-stream",
            )
            for each in sent_files(self.files)
        )


def facts_of_item(item: AgendaItem) -> dict[str, Any]:
    """A point as its form shows it."""
    return {
        "title": item.title,
        "kind": item.kind,
        "planned_minutes": item.planned_minutes,
        "rapporteur": item.rapporteur_id,
        "rapporteur_name": item.rapporteur_name,
        "text": item.source,
        "version": item.version,
    }


class ReasonForm(Form):
    """Why something is refused or cancelled."""

    kept_as = "motif"

    reason = long_text("Pourquoi", max_length=AgendaItem.REASON_MAX, rows=3)


class RulesForm(Form):
    """How a committee meets and votes."""

    quorum_basis = choice("Ce qui compte pour le quorum", QuorumBasis, labels.QUORUM_BASES, radio=True)
    quorum_percent = whole_number(
        "Part nécessaire, en pour cent", minimum=1, maximum=100, required=True, hint="50 pour la moitié."
    )
    are_proxies_in_quorum = yes_no("Les pouvoirs comptent dans le quorum")
    proxies_per_holder = whole_number(
        "Pouvoirs qu’un même siège peut détenir",
        minimum=0,
        maximum=9,
        required=True,
        hint="0 pour ne pas admettre de pouvoirs.",
    )
    weighting = choice("Poids des voix", Weighting, labels.WEIGHTINGS, radio=True)
    is_secret_allowed = yes_no("Le vote secret est possible")
    proposal_days = whole_number(
        "Jours avant la séance où l’on cesse de proposer des points", maximum=90, required=True
    )
    notice_days = whole_number("Jours de délai de convocation", maximum=90, required=True)
    reminder_days = whole_number(
        "Jours avant la séance où part le rappel", maximum=30, required=True, hint="0 pour ne pas rappeler."
    )
    amendment_days = whole_number(
        "Jours pour proposer des modifications au compte rendu", maximum=90, required=True
    )
    frequency = text(
        "Rythme des séances",
        max_length=Rules.FREQUENCY_MAX,
        required=False,
        hint="Par exemple\u202f: le premier mardi, tous les deux mois.",
    )
    version = whole_hidden()

    def content(self) -> Rules:
        """What was submitted."""
        numbers = ("proposal_days", "notice_days", "reminder_days", "amendment_days", "proxies_per_holder")
        return Rules(
            quorum_basis=self.quorum_basis.data or QuorumBasis.SEATS,
            quorum_percent=self.quorum_percent.data or 50,
            are_proxies_in_quorum=bool(self.are_proxies_in_quorum.data),
            weighting=self.weighting.data or Weighting.ONE_PER_SEAT,
            is_secret_allowed=bool(self.is_secret_allowed.data),
            frequency=self.frequency.data or "",
            **{name: self[name].data or 0 for name in numbers},
        )


class SeatForm(Form):
    """A seat: its name, its weight, its college."""

    name = text(
        "Nom du siège",
        max_length=Seat.NAME_MAX,
        required=False,
        hint="Utile quand une collectivité en a plusieurs\u202f: « Siège de la petite enfance ».",
    )
    weight = whole_number("Poids de la voix", minimum=0, maximum=Seat.WEIGHT_MAX, required=True)
    college = choice_of_ids("Collège", required=False)

    def content(self) -> SeatFacts:
        """What was submitted."""
        return SeatFacts(self.name.data or "", self.weight.data or 0, self.college.data)


class NewSeatForm(Form):
    """One more seat for an authority."""

    authority = choice_of_ids("Collectivité membre")


class MandateForm(Form):
    """Somebody's right to sit."""

    person = choice_of_ids("Personne")
    is_substitute = yes_no("En suppléance")
    starts_on = day("À partir du", required=True)
    ends_on = day("Jusqu’au", hint="Laissez vide s’il n’a pas de fin connue.")

    def content(self) -> MandateFacts:
        """What was submitted."""
        return MandateFacts(
            self.person.data,
            not self.is_substitute.data,
            self.starts_on.data or clock.today(),
            self.ends_on.data,
        )


class CollegeForm(Form):
    """A new college."""

    name = text("Nom du collège", max_length=College.NAME_MAX)


class ListenerReplyForm(Form):
    """The answer of somebody who observes: they come or not, and nobody votes in their place."""

    answer = choice("Votre réponse", Answer, labels.ANSWERS, radio=True, among=LISTENER_ANSWERS)


class ReplyForm(Form):
    """The answer to a convocation."""

    answer = choice("Votre réponse", Answer, labels.ANSWERS, radio=True)
    substitute = choice_of_ids("Qui vous remplace", required=False)
    holder = choice_of_ids("À qui vous donnez pouvoir", required=False)

    def prepare(self, substitutes: Iterable[tuple[int, str]], holders: Iterable[tuple[int, str]]) -> None:
        """Offer the people and the seats among which to choose; an answer without choice is left out."""
        replacing, holding = list(substitutes), list(holders)
        offer(self.substitute, replacing, blank="Personne")
        offer(self.holder, holding, blank="Personne")
        left_out = {Answer.SUBSTITUTE: not replacing, Answer.PROXY: not holding}
        self.answer.choices = [
            (each.value, labels.ANSWERS[each]) for each in Answer if not left_out.get(each, False)
        ]

    def content(self) -> ReplyFacts:
        """What was submitted."""
        return ReplyFacts(self.answer.data, self.substitute.data, self.holder.data)

"""What a person may submit about votes."""

from collections.abc import Mapping
from datetime import datetime, time

from wtforms import Field, TimeField
from wtforms.validators import Optional, ValidationError

from comite.accounts.audiences import SHARED, Audience
from comite.accounts.labels import AUDIENCES
from comite.foundation import clock
from comite.foundation.forms import (
    Form,
    choice,
    day,
    long_text,
    text,
    whole_hidden,
    whole_number,
    yes_no,
)
from comite.foundation.text import clean_line, whole
from comite.meetings.ballot_labels import KINDS, METHODS
from comite.meetings.models.ballots import Ballot, BallotContent, BallotKind, BallotMethod, Choice
from comite.meetings.tally import Answer

LAST_MOMENT = time(18, 0)


class BallotForm(Form):
    """A question, how it is answered, and who will read the result."""

    kept_as = "question"

    question = text(
        "La question",
        max_length=BallotContent.QUESTION_MAX,
        hint="Une phrase dont le sens ne fait pas hésiter. Par exemple\u202f: Adopter la charte\u202f?",
    )
    source = long_text(
        "Ce qu’il faut savoir pour voter", max_length=BallotContent.SOURCE_MAX, required=False, rows=6
    )
    kind = choice("Comment répond-on ?", BallotKind, KINDS, radio=True)
    options = long_text(
        "Les options",
        max_length=BallotContent.OPTIONS_MAX * (BallotContent.OPTION_MAX + 2),
        required=False,
        rows=4,
        hint="Une par ligne, douze au plus. Seulement pour un choix entre plusieurs options.",
    )
    method = choice("Comment vote-t-on ?", BallotMethod, METHODS, radio=True)
    is_secret = yes_no(
        "Vote secret",
        hint="Ce que le site garde ne permet pas de savoir qui a voté quoi. Chaque vote est définitif.",
    )
    closes_on = day("Dernier jour pour voter", required=True)
    closes_time = TimeField("Heure limite", validators=[Optional()], default=LAST_MOMENT)
    participation_percent = whole_number(
        "Participation nécessaire, en pour cent des sièges",
        minimum=0,
        maximum=100,
        hint="En dessous, le vote est sans effet. 0 si aucune participation n’est exigée.",
    )
    visibility = choice(
        "Qui pourra lire la question et le résultat", Audience, AUDIENCES, radio=True, among=SHARED
    )
    version = whole_hidden()

    def __init__(self, *, in_meeting: bool, ballot: Ballot | None = None, **options: object) -> None:
        super().__init__(data=data_of(ballot), **options)
        if in_meeting:
            del self.closes_on, self.closes_time, self.participation_percent
        else:
            del self.method

    def validate_options(self, field: Field) -> None:
        """As many options as the question needs, none too long."""
        labels = self._labels()
        if self.kind.data is BallotKind.OPTIONS and len(set(labels)) < 2:
            raise ValidationError("Proposez au moins deux options différentes, une par ligne.")
        if len(labels) > BallotContent.OPTIONS_MAX:
            raise ValidationError("Douze options au plus : regroupez-en.")
        if any(len(label) > BallotContent.OPTION_MAX for label in labels):
            raise ValidationError("Une option compte 120 caractères au plus.")

    def content(self) -> BallotContent:
        """What the operation is given."""
        return BallotContent(
            question=self.question.data or "",
            source=self.source.data or "",
            kind=self.kind.data,
            method=self.method.data if "method" in self else BallotMethod.ONLINE,
            is_secret=bool(self.is_secret.data),
            options=tuple(self._labels()),
            audience=self.visibility.data,
            closes_at=self._closes_at(),
            participation_percent=self._participation(),
        )

    def _labels(self) -> list[str]:
        """The options, one by line."""
        return [label for line in (self.options.data or "").splitlines() if (label := clean_line(line))]

    def _closes_at(self) -> datetime | None:
        """The end, on the clocks of Paris."""
        if "closes_on" not in self or self.closes_on.data is None:
            return None
        return datetime.combine(self.closes_on.data, self.closes_time.data or LAST_MOMENT, tzinfo=clock.PARIS)

    def _participation(self) -> int:
        """The share of seats that must take part."""
        asked = self.participation_percent.data if "participation_percent" in self else None
        return BallotContent.participation_percent if asked is None else asked


def data_of(ballot: Ballot | None) -> dict[str, object]:
    """What the form shows first."""
    if ballot is None:
        return {
            "kind": BallotKind.MOTION,
            "method": BallotMethod.ONLINE,
            "visibility": Audience.COMMITTEE,
            "participation_percent": BallotContent.participation_percent,
            "closes_time": LAST_MOMENT,
        }
    closes_at = clock.in_paris(ballot.closes_at) if ballot.closes_at else None
    return {
        "question": ballot.question,
        "source": ballot.source,
        "kind": ballot.kind,
        "method": ballot.method,
        "options": "\n".join(each.label for each in ballot.options),
        "is_secret": ballot.is_secret,
        "visibility": ballot.audience,
        "closes_on": closes_at.date() if closes_at else None,
        "closes_time": closes_at.time() if closes_at else LAST_MOMENT,
        "participation_percent": ballot.participation_percent,
        "version": ballot.version,
    }


class CancelForm(Form):
    """Stopping a vote, and why."""

    kept_as = "annulation-de-vote"

    reason = long_text(
        "Pourquoi ce vote est-il annulé ?",
        max_length=Ballot.REASON_MAX,
        rows=3,
        hint="Les personnes appelées à voter liront cette raison.",
    )


def read_answer(value: str) -> Answer | None:
    """The answer that a button sends: a choice, or the number of an option."""
    option_id = whole(value)
    if option_id is not None:
        return Answer(Choice.OPTION, option_id)
    known = {each.value: each for each in Choice if each is not Choice.OPTION}
    return Answer(known[value]) if value in known else None


def read_hands(form: Mapping[str, str]) -> dict[int, Answer]:
    """The hands that the animator saw: `voter-12=for`; a seat left blank did not vote."""
    found = {}
    for name, value in form.items():
        voter_id = whole(name.removeprefix("voter-")) if name.startswith("voter-") else None
        answer = read_answer(value)
        if voter_id is not None and answer is not None:
            found[voter_id] = answer
    return found

"""What a person says of what they want to be told, and when."""

from collections.abc import Sequence

from comite.foundation.forms import Form, choice, choice_of_ids
from comite.notifications import labels
from comite.notifications.models import Level
from comite.notifications.rhythm import Frequency, Rhythm


class DomainForm(Form):
    """A domain one wants to hear of, and how much."""

    subject_id = choice_of_ids("Domaine d’action publique")
    level = choice("Ce que j’en reçois", Level, labels.LEVELS)

    def __init__(self, domains: Sequence[tuple[int, str]]) -> None:
        super().__init__(data={"level": Level.DIGEST})
        self.subject_id.choices = list(domains)


class RhythmForm(Form):
    """How often, on which day, at which hour."""

    frequency = choice("Recevoir mon résumé", Frequency, labels.FREQUENCIES, radio=True)
    weekday = choice_of_ids("Jour", hint="Pour un résumé chaque semaine.")
    hour = choice_of_ids("Heure", hint="Heure de Paris.")

    def __init__(self, present: Rhythm) -> None:
        super().__init__(
            data={"frequency": present.frequency, "weekday": present.weekday, "hour": present.hour}
        )
        self.weekday.choices = list(labels.WEEKDAYS.items())
        self.hour.choices = [(hour, f"{hour} h") for hour in range(24)]

    def rhythm(self) -> Rhythm:
        """What the operation takes."""
        return Rhythm(self.frequency.data, self.hour.data, self.weekday.data)

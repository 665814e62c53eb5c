"""What a person may submit about expertise."""

from collections.abc import Sequence

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from comite.engineering.content import QUARTERS_A_DAY, ProfileContent
from comite.engineering.forms.days import days
from comite.engineering.models.directory import ExpertiseProfile, Skill
from comite.foundation.forms import Form, id_sent, long_text, text, whole_hidden, whole_number

DAYS_A_YEAR = 366 * QUARTERS_A_DAY


def _several_ids(label: str, hint: str = "") -> SelectMultipleField:
    """Any of the rows that the view offers, as boxes; `data` is the list of their ids."""
    return SelectMultipleField(
        label,
        choices=[],
        coerce=id_sent,
        description=hint,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class ProfileForm(Form):
    """What somebody can help with."""

    kept_as = "fiche"

    note = long_text(
        "Ce sur quoi vous pouvez aider",
        max_length=ProfileContent.NOTE_MAX,
        rows=4,
        hint="Deux phrases : ce que vous avez déjà fait, ce que vous pouvez montrer.",
    )
    skills = _several_ids("Compétences")
    words = text(
        "D’autres mots",
        max_length=ProfileContent.WORDS_MAX,
        required=False,
        hint="Ceux qu’une autre commune taperait : cantine, QGIS, délibérations…",
    )
    quarter_days = days(
        "Journées disponibles par an",
        most=DAYS_A_YEAR,
        least=0,
        required=False,
        hint="Une estimation suffit ; rien n’est promis.",
    )
    languages = text(
        "Langues",
        max_length=ProfileContent.LANGUAGES_MAX,
        required=False,
        hint="Si ce n’est pas le français seul.",
    )
    kilometres = whole_number(
        "Jusqu’à combien de kilomètres",
        maximum=ProfileContent.KILOMETRES_MAX,
        hint="0 si vous aidez à distance seulement.",
    )
    version = whole_hidden()

    def content(self) -> ProfileContent:
        """What the operation takes."""
        return ProfileContent(
            note=self.note.data or "",
            words=self.words.data or "",
            skill_ids=tuple(self.skills.data or ()),
            quarter_days_a_year=self.quarter_days.data,
            languages=self.languages.data or "",
            kilometres=self.kilometres.data,
        )


def values_of(profile: ExpertiseProfile | None) -> dict[str, object]:
    """What the form shows of a profile."""
    if profile is None:
        return {"version": 0}
    return {
        "note": profile.note,
        "skills": [each.id for each in profile.skills],
        "words": profile.words,
        "quarter_days": profile.quarter_days_a_year,
        "languages": profile.languages,
        "kilometres": profile.kilometres,
        "version": profile.version,
    }


def offer_skills(form: ProfileForm, skills: Sequence[Skill], profile: ExpertiseProfile | None) -> None:
    """The skills of the list, and those that the profile has kept."""
    kept = [each for each in (profile.skills if profile else []) if each.is_retired]
    form.skills.choices = [(each.id, each.label) for each in [*skills, *kept]]


class AiLeadsForm(Form):
    """Who the AI leads of an authority are."""

    people = _several_ids(
        "Référents IA", "Une ou plusieurs personnes, parmi celles qui écrivent pour la collectivité."
    )


class SkillForm(Form):
    """The name and the place of a skill."""

    label = text("Compétence", max_length=Skill.LABEL_MAX)
    position = whole_number("Rang", maximum=10_000)

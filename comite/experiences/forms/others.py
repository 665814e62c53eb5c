"""The small forms around a report: reasons, replications, documents, datasets, domains."""

from typing import Self

from comite.datasets.forms import DatasetChoiceForm
from comite.experiences import content as contents
from comite.experiences.forms.fields import amount
from comite.experiences.labels import OUTCOMES
from comite.experiences.models import Outcome
from comite.foundation.forms import Form, choice, choice_of_ids, day, file, long_text, text


class ReasonForm(Form):
    """What is expected of the authors."""

    kept_as = "modifications-demandees"

    reason = long_text(
        "Qu’attendez-vous des auteurs ?",
        max_length=2_000,
        rows=4,
        hint="Concret et bienveillant : ce qui manque, ce qui gêne, ce qui est déjà bien.",
    )


class ReplicationForm(Form):
    """« Nous l’avons repris »."""

    kept_as = "reprise"

    authority_id = choice_of_ids("Au nom de")
    how_it_went = long_text(
        "Comment cela s’est-il passé chez vous ?",
        max_length=3_000,
        rows=5,
        hint="Ce que vous avez gardé, changé, abandonné.",
    )
    outcome = choice("Votre bilan", Outcome, OUTCOMES, radio=True)
    happened_on = day("Depuis le", hint="La date de mise en service ou de l’essai, même approximative.")
    own_report_id = choice_of_ids(
        "Votre propre retour", required=False, hint="S’il est déjà publié ici, il sera relié à celui-ci."
    )


class SideForm(Form):
    """A form that shares its page with another: shown empty while the other is sent."""

    @classmethod
    def blank(cls) -> Self:
        """The form as nobody has filled it in yet."""
        form = cls()
        form.process()
        return form


class FileForm(SideForm):
    """A document to attach."""

    file = file(
        "Document",
        required=True,
        in_pieces=True,
        hint=f"Un fichier de {contents.FILE_MAX_MB} Mo au plus : PDF, image, tableur, texte… "
        "Retirez-en d’abord les données personnelles. Les images sont réduites, et leur lieu retiré.",
    )
    caption = text("Ce que c’est", max_length=contents.CAPTION_MAX, required=False)


class DatasetForm(SideForm, DatasetChoiceForm):
    """A dataset to cite."""


class DomainForm(Form):
    """A policy domain, for administrators."""

    label = text("Nom du domaine", max_length=80)
    position = amount("Rang dans la liste", contents.DAYS_MAX)

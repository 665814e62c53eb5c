"""The sections in which a report is completed, each with its form."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, ClassVar, Self

from wtforms import FieldList, FormField
from wtforms import Form as InnerForm

from comite.accounts.audiences import Audience
from comite.experiences import content as contents
from comite.experiences.content import IndicatorContent, ReportContent
from comite.experiences.forms.fields import amount, answer, asked, lines, lines_of, told
from comite.experiences.labels import (
    AI_ACT_CLASSES,
    AI_TYPES,
    HOSTINGS,
    OUTCOMES,
    PHASES,
    REPLICABILITIES,
    VISIBILITIES,
)
from comite.experiences.models import (
    AiActClass,
    AiType,
    Hosting,
    Outcome,
    Phase,
    Replicability,
    Section,
    Wish,
)
from comite.foundation.forms import (
    Form,
    choice,
    choice_of_ids,
    day,
    long_text,
    several,
    text,
    whole_hidden,
    words,
)
from comite.foundation.text import clean_line

BLANK_ROWS = 2


class SectionForm(Form):
    """One section of a report: its fields bear the names of what they say in the content.

    Its `version` is the mark of what the section said: two people at work on two sections don't meet.
    """

    version = whole_hidden()
    names: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def filled(cls, content: ReportContent) -> Self:
        """The form as it is first shown: what the report says."""
        seen = contents.mark(content, cls.names)
        return cls(data={"version": seen, **{name: cls.shown(name, content) for name in cls.names}})

    @classmethod
    def shown(cls, name: str, content: ReportContent) -> Any:
        """A value of the content, as its field shows it."""
        return getattr(content, name)

    def content(self, before: ReportContent) -> ReportContent:
        """The whole content, with this section as it was submitted."""
        return replace(before, **{name: self.value(name) for name in self.names})

    def value(self, name: str) -> Any:
        """What a field says, as the content keeps it."""
        data = self[name].data
        if isinstance(data, list):
            return tuple(data)
        return "" if data is None and isinstance(_DEFAULTS[name], str) else data


_DEFAULTS: Mapping[str, Any] = {each.name: each.default for each in fields(ReportContent)} | {"title": ""}


def _long(label: str, hint: str = "", rows: int = 6) -> Any:
    """A long text of the sheet, which may stay empty."""
    return long_text(label, max_length=contents.TEXT_MAX, required=False, hint=hint, rows=rows)


def _short(label: str, most: int = contents.LINE_MAX, hint: str = "") -> Any:
    """A short text of the sheet, which may stay empty."""
    return text(label, max_length=most, required=False, hint=hint)


class CardForm(SectionForm):
    """What the lists show."""

    names = ("title", "summary", "domain_id", "ai_types", "phase", "outcome", "replicability", "visibility",
             "committee_id", "tags")  # fmt: skip

    title = text("Titre", max_length=contents.TITLE_MAX)
    summary = long_text(
        "Résumé",
        max_length=contents.SUMMARY_MAX,
        required=False,
        rows=3,
        hint="Ce que l’on lira dans les listes : quoi, pour qui, avec quel résultat.",
    )
    domain_id = choice_of_ids("Domaine", required=False)
    ai_types = several("Types d’IA", AiType, AI_TYPES)
    phase = choice("Phase", Phase, PHASES, required=False)
    outcome = choice("Bilan", Outcome, OUTCOMES, required=False)
    replicability = choice("Réplicable ailleurs ?", Replicability, REPLICABILITIES, required=False)
    tags = text(
        "Mots-clés",
        max_length=contents.TAGS_MAX * (contents.TAG_MAX + 2),
        required=False,
        hint="Séparés par des virgules : « cantine, prévision, gaspillage ».",
    )
    visibility = choice("Qui pourra lire, une fois publié ?", Wish, VISIBILITIES, radio=True)
    committee_id = choice_of_ids(
        "Comité", required=False, hint="Nécessaire pour partager avec un seul comité."
    )

    @classmethod
    def shown(cls, name: str, content: ReportContent) -> Any:
        """Tags are shown in one line."""
        return ", ".join(content.tags) if name == "tags" else super().shown(name, content)

    def value(self, name: str) -> Any:
        """Tags are written in one line; the wish becomes an audience."""
        if name == "tags":
            return tuple(words(self.tags.data, most=contents.TAGS_MAX, longest=contents.TAG_MAX))
        if name == "visibility":
            return Audience(self.visibility.data)
        return super().value(name)


class NeedForm(SectionForm):
    """The problem, and what else was considered."""

    names = ("problem", "alternatives")

    problem = _long("Le problème de départ", "Qui était gêné, combien de fois, depuis quand.")
    alternatives = _long(
        "Les autres solutions étudiées",
        "Y compris sans IA : changer l’organisation, un tableur, ne rien faire.",
    )


class SolutionForm(SectionForm):
    """What was put in place, by whom, and where it runs."""

    names = ("solution", "supplier", "hosting", "licence")

    solution = _long("Ce qui a été mis en place")
    supplier = _short("Fournisseur", hint="Ou « développé en interne », « service mutualisé »…")
    hosting = choice("Hébergement des données", Hosting, HOSTINGS, required=False)
    licence = _short("Licence", hint="Logiciel libre, abonnement, marché…")


class DataForm(SectionForm):
    """The data that was used."""

    names = ("data_used", "has_personal_data")

    data_used = _long("Les données utilisées", "Quelles données, d’où viennent-elles, sur quelle durée.")
    has_personal_data = answer("Y a-t-il des données personnelles ?")

    @classmethod
    def shown(cls, name: str, content: ReportContent) -> Any:
        """Yes, no, or not said."""
        shown = super().shown(name, content)
        return asked(shown) if name == "has_personal_data" else shown

    def value(self, name: str) -> Any:
        """Yes, no, or not said."""
        return told(self.has_personal_data.data) if name == "has_personal_data" else super().value(name)


class HumanForm(SectionForm):
    """Who decides, and what people can do against a decision."""

    names = ("human_role", "recourse")

    human_role = _long("Le rôle des personnes", "Qui vérifie, qui décide, qui peut arrêter.")
    recourse = _long("Le recours possible", "Comment demander une réponse humaine, ou contester.", 4)


class CostsForm(SectionForm):
    """When, how much, and who paid."""

    names = ("timeline", "investment_euros", "yearly_euros", "agent_days", "funding")

    timeline = _long("Le calendrier", "Les grandes étapes, avec leurs mois.", 4)
    investment_euros = amount(
        "Investissement (€)", contents.EUROS_MAX, hint="Achat, développement, intégration."
    )
    yearly_euros = amount("Fonctionnement par an (€)", contents.EUROS_MAX)
    agent_days = amount("Jours d’agents", contents.DAYS_MAX, hint="Le temps passé en interne, à la louche.")
    funding = _short("Financement", 400, "Budget propre, subvention, mutualisation…")


class IndicatorForm(InnerForm):
    """One figure, before and after."""

    label = _short("Ce qui est mesuré", 160)
    before = _short("Avant", 60)
    after = _short("Après", 60)
    unit = _short("Unité", 80)
    period = _short("Période", 120)
    method = _short("Méthode de mesure", 300)
    source = _short("Source", 300)


class IndicatorsForm(SectionForm):
    """The figures; those left without a name are forgotten."""

    names = ("indicators",)

    indicators = FieldList(FormField(IndicatorForm), max_entries=contents.INDICATORS_MAX)

    def add_rows(self, count: int = BLANK_ROWS) -> None:
        """Offer blank rows after those that are filled in."""
        for _ in range(min(count, contents.INDICATORS_MAX - len(self.indicators))):
            self.indicators.append_entry()

    def value(self, name: str) -> Any:
        """The figures that have a name."""
        rows = [
            IndicatorContent(
                **{
                    each.name: clean_line(entry.form[each.name].data or "")
                    for each in fields(IndicatorContent)
                }
            )
            for entry in self.indicators
        ]
        return tuple(row for row in rows if row.label)


class LessonsForm(SectionForm):
    """What others will look for first."""

    names = ("what_worked", "what_did_not", "replication_conditions")

    what_worked = _long("Ce qui a marché")
    what_did_not = _long(
        "Ce qui n’a pas marché", "Ce que vous feriez autrement. C’est souvent la partie la plus lue."
    )
    replication_conditions = _long(
        "Les conditions pour refaire ailleurs", "Ce qu’il faut avoir, et à qui cela convient."
    )


class SobrietyForm(SectionForm):
    """What it consumes."""

    names = ("model", "usage_volume", "energy", "clause")

    model = _short("Modèle utilisé", hint="Son nom, sa taille si vous la connaissez.")
    usage_volume = _short("Volume d’usage", contents.SENTENCE_MAX, "Par exemple : 40 documents par mois.")
    energy = _short(
        "Estimation d’énergie", contents.SENTENCE_MAX, "Avec la méthode ; « non publiée » est une réponse."
    )
    clause = _short(
        "Clause environnementale", contents.SENTENCE_MAX, "La clause du marché ou de la commande."
    )


class PeopleForm(SectionForm):
    """Those who work with it, and those for whom it works."""

    names = ("staff", "citizens")

    staff = _long("Les agents", "Formation, dialogue social, changements de tâches.")
    citizens = _long("Les habitants", "Information donnée, réunions, réactions.")


class ComplianceForm(SectionForm):
    """What the law asks."""

    names = ("aipd", "ai_act_class", "mention", "register")

    aipd = _short(
        "AIPD", contents.SENTENCE_MAX, "Analyse d’impact : faite, pas nécessaire (pourquoi), à faire."
    )
    ai_act_class = choice("Classe du règlement européen sur l’IA", AiActClass, AI_ACT_CLASSES, required=False)
    mention = _short(
        "Mention d’information (CRPA, art. L311-3-1)", 400, "Ce qui est dit aux personnes concernées."
    )
    register = _short(
        "Registre", contents.SENTENCE_MAX, "Inscription au registre des traitements ou des usages."
    )


class DocumentsForm(SectionForm):
    """Sources, contact, and when to read it again."""

    names = ("sources", "contact", "review_on")

    sources = lines(
        "Sources",
        most=contents.SOURCES_MAX,
        longest=contents.SENTENCE_MAX,
        hint="Une par ligne : rapport, délibération, article, bilan interne.",
    )
    contact = _short("Contact", hint="Un service ou une adresse générique, plutôt qu’une personne.")
    review_on = day("À relire le", hint="Ce jour-là, nous vous demanderons si c’est toujours juste.")

    @classmethod
    def shown(cls, name: str, content: ReportContent) -> Any:
        """Sources are shown one a line."""
        return "\n".join(content.sources) if name == "sources" else super().shown(name, content)

    def value(self, name: str) -> Any:
        """Sources are written one a line."""
        return lines_of(self.sources.data) if name == "sources" else super().value(name)


FORMS: Mapping[Section, type[SectionForm]] = {
    Section.CARD: CardForm,
    Section.NEED: NeedForm,
    Section.SOLUTION: SolutionForm,
    Section.DATA: DataForm,
    Section.HUMAN: HumanForm,
    Section.COSTS: CostsForm,
    Section.INDICATORS: IndicatorsForm,
    Section.LESSONS: LessonsForm,
    Section.SOBRIETY: SobrietyForm,
    Section.PEOPLE: PeopleForm,
    Section.COMPLIANCE: ComplianceForm,
    Section.DOCUMENTS: DocumentsForm,
}

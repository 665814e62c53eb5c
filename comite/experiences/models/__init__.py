"""Tables and enumerations of the experience reports."""

from comite.experiences.models.kinds import (
    AiActClass,
    AiType,
    Heading,
    Hosting,
    KeywordKind,
    Outcome,
    Phase,
    Replicability,
    ReportStatus,
    RevisionAction,
    Section,
    Wish,
)
from comite.experiences.models.life import Replication, Revision, UnsavedText
from comite.experiences.models.parts import Author, DatasetLink, Indicator, Keyword, ReportFile
from comite.experiences.models.reports import ExperienceReport, PolicyDomain, Sheet

__all__ = [
    "AiActClass",
    "AiType",
    "Author",
    "DatasetLink",
    "ExperienceReport",
    "Heading",
    "Hosting",
    "Indicator",
    "Keyword",
    "KeywordKind",
    "Outcome",
    "Phase",
    "PolicyDomain",
    "Replicability",
    "Replication",
    "ReportFile",
    "ReportStatus",
    "Revision",
    "RevisionAction",
    "Section",
    "Sheet",
    "UnsavedText",
    "Wish",
]

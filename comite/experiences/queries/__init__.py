"""Reading the experience reports; every reading starts from who reads."""

from comite.experiences.queries.life import (
    find_moderated,
    find_replication,
    find_unsaved,
    get_revision,
    list_origins,
    list_revisions,
    unvouched_ids,
)
from comite.experiences.queries.lists import (
    count_awaiting_approval,
    count_reports,
    list_alike,
    list_departements,
    list_own,
    list_reports,
)
from comite.experiences.queries.reports import (
    find_file,
    find_report_by_id,
    free_slug,
    get_report,
    list_cited_datasets,
    list_committees_of,
    list_domains,
    whole_report,
)

__all__ = [
    "count_awaiting_approval",
    "count_reports",
    "find_file",
    "find_moderated",
    "find_replication",
    "find_report_by_id",
    "find_unsaved",
    "free_slug",
    "get_report",
    "get_revision",
    "list_alike",
    "list_cited_datasets",
    "list_committees_of",
    "list_departements",
    "list_domains",
    "list_origins",
    "list_own",
    "list_reports",
    "list_revisions",
    "unvouched_ids",
    "whole_report",
]

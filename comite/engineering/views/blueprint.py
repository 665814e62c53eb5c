"""The blueprint of mutualised engineering, and the tabs that its pages share."""

from collections.abc import Callable, Sequence

from flask import Blueprint, request, url_for

from comite.accounts.readers import Reader
from comite.engineering.permissions.directory import may_read_directory
from comite.engineering.permissions.missions import may_steer_somewhere

engineering = Blueprint("engineering", __name__, url_prefix="/ingenierie")
# Endpoint, label, the beginnings of the endpoints that belong to the tab, and who may use it.
TABS: Sequence[tuple[str, str, tuple[str, ...], Callable[[Reader], bool]]] = (
    ("engineering.index", "Demandes", ("engineering.index", "engineering.request"), lambda _reader: True),
    ("engineering.missions", "Missions", ("engineering.mission",), lambda _reader: True),
    (
        "engineering.directory",
        "Annuaire",
        ("engineering.directory", "engineering.ai_leads", "engineering.skill"),
        may_read_directory,
    ),
    ("projects.index", "Projets", ("projects.", "simulator."), lambda _reader: True),
    ("library.index", "Bibliothèque", ("library.",), lambda _reader: True),
    ("engineering.time_bank", "Banque de temps", ("engineering.time_bank",), lambda _reader: True),
    ("engineering.steering", "Tableau de bord", ("engineering.steering",), may_steer_somewhere),
)


def tabs(reader: Reader) -> Sequence[tuple[str, str, bool]]:
    """The tabs that this reader may use: label, address, whether it is the present one."""
    here = request.endpoint or ""
    return [
        (label, url_for(endpoint), any(here.startswith(beginning) for beginning in beginnings))
        for endpoint, label, beginnings, may_use in TABS
        if may_use(reader)
    ]


def page_tabs() -> dict[str, object]:
    """What the templates of this blueprint may say besides their own words."""
    return {"engineering_tabs": tabs}


engineering.context_processor(page_tabs)

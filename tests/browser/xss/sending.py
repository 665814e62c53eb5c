"""Forms that are refused and shown again with all that was typed, and documents that must never be shown as pages."""

from collections.abc import Mapping
from typing import Any

from comite.experiences.labels import SECTION_SLUGS
from tests.browser.xss.filling import Filling
from tests.client import Client
from tests.site import Site

LINES_MAX = 290
Sent = tuple[str, str, Mapping[str, Any]]


def pages_sent_back(site: Site, filling: Filling, payloads: list[str]) -> list[list[str]]:
    """What our forms answer to all the texts at once, in each of their fields."""
    whole = " ".join(payloads)
    with site.inside() as cast:
        clients = {who: Client(site.app, reader) for who, reader in cast.people().items() if who != "gael"}
    pages = []
    for who, path, fields in _forms(filling, payloads):
        typed = {name: whole if value is None else value for name, value in fields.items()}
        client = clients[who]
        answer = client.browser.post(path, data={"form_token": client.form_token(), **typed})
        assert answer.status_code in (200, 409, 413, 422), f"{path}: {answer.status_code}"
        pages.append([path, answer.get_data(as_text=True)])
    return pages


def _forms(filling: Filling, payloads: list[str]) -> list[Sent]:
    """Each form, by whom it is sent, and its fields; None stands for all the texts."""
    report, sections = f"/retours-experience/{filling.draft}", SECTION_SLUGS.values()
    found: list[Sent] = [
        ("visitor", "/connexion", {"email": None, "password": None, "next": None}),
        ("visitor", "/mot-de-passe-oublie", {"email": None}),
        (
            "bruno",
            "/retours-experience/nouveau",
            {"title": None, "problem": None, "solution": None, "phase": None},
        ),
        (
            "bruno",
            "/discussions/nouvelle",
            {"title": None, "text": None, "category": None, "visibility": None},
        ),
        ("bruno", "/jeux-de-donnees/nouveau", {"title": None, "general_interest": None, "visibility": None}),
        ("amina", f"/discussions/{filling.thread_id}/messages", {"text": None, "quoted": None}),
        ("amina", f"/signaler/discussion/{filling.thread_id}", {"comment": None, "grievance": None}),
        ("amina", "/mon-compte", {"name": None, "title": None, "version": None}),
        ("amina", "/mon-compte/adresse", {"email": None, "password": None}),
        ("amina", "/collectivites/valmer/presentation", {"presentation": None, "version": None}),
        ("amina", "/collectivites/valmer/personnes", {"email": None, "name": None, "role": None}),
        ("elise", "/comites/comite-de-valmer/modifier", {"name": None, "territory": None, "purpose": None}),
        ("elise", "/comites/comite-de-valmer/membres", {"authority": None, "standing": None}),
        ("elise", "/comites/comite-de-valmer/invitations", {"email": None, "name": None, "role": None}),
        ("denis", "/comites/nouveau", {"name": None, "territory": None, "purpose": None, "authority": None}),
        ("denis", "/collectivites/nouvelle", {"name": None, "siren": None, "presentation": None}),
        ("denis", "/retours-experience/domaines", {"label": None}),
        ("denis", "/administration/pages/about", {"body": None, "version": "0"}),
        ("denis", "/administration/personnes/bruno/suspension", {"reason": None}),
        (
            "amina",
            f"/jeux-de-donnees/{filling.tables}/modifier",
            {"title": None, "keywords": None, "box": None},
        ),
        *(("bruno", f"{report}/completer/{each}", _section_fields()) for each in sections),
    ]
    for start in range(0, len(payloads), LINES_MAX):
        lines = "\n".join(each.replace("\n", " ") for each in payloads[start : start + LINES_MAX])
        for who, path in (
            ("elise", "/comites/comite-de-valmer"),
            ("amina", "/collectivites/valmer/personnes"),
        ):
            place = f"{path}/invitations/liste" if who == "elise" else f"{path}/liste"
            found.append((who, place, {"people": lines, "authority": ""}))
    return found


def _section_fields() -> dict[str, Any]:
    """The fields of all the sections of a report, sent as if somebody had saved meanwhile."""
    names = [
        "title",
        "summary",
        "tags",
        "problem",
        "alternatives",
        "solution",
        "supplier",
        "licence",
        "data_used",
        "human_role",
        "recourse",
        "timeline",
        "investment_euros",
        "funding",
        "what_worked",
        "what_did_not",
        "replication_conditions",
        "model",
        "usage_volume",
        "energy",
        "clause",
        "staff",
        "citizens",
        "aipd",
        "mention",
        "register",
        "sources",
        "contact",
        "review_on",
        "indicators-0-label",
        "indicators-0-before",
        "indicators-0-source",
    ]
    return {**dict.fromkeys(names), "version": "0"}


def shown_documents(site: Site, filling: Filling) -> list[str]:
    """The documents of the site that a browser would show as a page."""
    tables = f"/jeux-de-donnees/{filling.tables}"
    with site.inside() as cast:
        client = Client(site.app, cast.amina).browser
    documents = [
        f"{tables}/fichiers/{each}/{kind}"
        for each in filling.table_ids
        for kind in ("original", "propre.csv")
    ]
    documents += [f"{path}/export.{kind}" for path in filling.report_paths[:8] for kind in ("md", "pdf")]
    documents += [f"{path}/documents/{rank}" for rank, path in enumerate(filling.report_paths[:8], start=1)]
    documents += [f"/discussions/fichiers/{rank}" for rank in range(1, 8)]
    documents += [
        "/catalogue.ttl",
        "/mon-compte/donnees/mes-donnees.json",
        "/mon-compte/donnees/mes-donnees.zip",
        "/robots.txt",
    ]
    documents += [f"/{name}.json?q=svg" for name in ("personnes", "mentions", "collectivites")]
    found = []
    for path in documents:
        with client.get(path) as answer:
            if _is_page(answer):
                found.append(path)
    return found


def _is_page(answer: Any) -> bool:
    """Whether a browser would take this answer for something to run."""
    if answer.status_code == 404 or answer.headers.get("Content-Disposition", "").startswith("attachment"):
        return False
    harmless = answer.mimetype in ("application/json", "text/turtle", "text/plain")
    return not (harmless and answer.headers.get("X-Content-Type-Options") == "nosniff")

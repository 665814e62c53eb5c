"""Every form that is kept while it is typed: its name, its page, one of its fields, who fills it in."""

from collections.abc import Callable

from comite.accounts.readers import Reader
from comite.datasets import operations as datasets
from comite.engineering.operations import missions
from comite.meetings.models.meetings import ItemStatus, MeetingStatus
from tests.cast import Cast
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_message, make_thread
from tests.factories_engineering import make_mission, make_request
from tests.factories_engineering_projects import make_project
from tests.factories_experiences import make_proposed, make_report
from tests.factories_library import make_model
from tests.factories_meetings import make_agenda_item, make_meeting
from tests.factories_minutes import circulate, hold_meeting, make_action, make_decision, point_of
from tests.factories_votes import make_ballot, make_seats, open_ballot

Kept = tuple[str, str, str, Reader]


def talk(cast: Cast) -> list[Kept]:
    """The forms of discussions and of moderation:"""
    thread = make_thread(cast)
    message = make_message(cast, thread)
    address = f"/discussions/{thread.id}-{thread.slug}"
    return [
        ("nouvelle-discussion", "/discussions/nouvelle", "text", cast.bruno),
        ("nouvelle-discussion", f"/discussions/nouvelle?sujet=thread:{thread.id}", "title", cast.bruno),
        ("discussion", address, "text", cast.bruno),
        ("message", f"/discussions/messages/{message.id}/modifier", "text", cast.bruno),
        ("signalement", f"/signaler/discussion/{thread.id}", "comment", cast.bruno),
        ("moderation", f"/moderation/discussion/{thread.id}", "reason", cast.elise),
    ]


def things(cast: Cast) -> list[Kept]:
    """Those of datasets and of reports."""
    dataset = make_dataset(cast, author=cast.bruno, published=False)
    proposed = make_dataset(cast, author=cast.bruno, published=False, title="Proposé")
    datasets.propose_dataset(cast.bruno, proposed)
    report = make_report(cast)
    waiting = f"/retours-experience/{make_proposed(cast).slug}/modifications-a-faire"
    return [
        ("nouveau-jeu", "/jeux-de-donnees/nouveau", "general_interest", cast.bruno),
        ("jeu", f"/jeux-de-donnees/{dataset.slug}/modifier", "description", cast.bruno),
        ("changements-demandes", f"/jeux-de-donnees/{proposed.slug}", "reason", cast.amina),
        ("reprise", f"/retours-experience/{report.slug}/nous-l-avons-repris", "how_it_went", cast.chloe),
        ("modifications-demandees", waiting, "reason", cast.amina),
    ]


def engineering(cast: Cast) -> list[Kept]:
    """Those of mutualised engineering."""
    base, asked, project = "/ingenierie", make_request(cast), make_project(cast)
    model, mission = make_model(cast), make_mission(cast, sentence="Autre chose")
    with_peers = make_request(cast, with_peers=True, sentence="Pour tous")
    missions.ask_for_evaluation(cast.elise, mission)
    return [
        ("nouvelle-demande", f"{base}/demandes/nouvelle", "need", cast.bruno),
        ("demande", f"{base}/demandes/{asked.slug}/modifier", "tried", cast.bruno),
        ("offre", f"{base}/demandes/{with_peers.slug}", "note", cast.elise),
        ("bilan", f"{base}/missions/{mission.slug}/bilan", "words", cast.bruno),
        ("fiche", f"{base}/annuaire/ma-fiche", "note", cast.amina),
        ("projet", f"{base}/projets/nouveau", "objective", cast.bruno),
        ("projet", f"{base}/projets/{project.slug}/modifier", "objective", cast.amina),
        ("fin-de-projet", f"{base}/projets/{project.slug}", "word", cast.amina),
        ("modele", f"{base}/modeles/nouveau", "source", cast.bruno),
        ("modele", f"{base}/modeles/{model.slug}/modifier", "source", cast.amina),
        ("usage", f"{base}/modeles/{model.slug}", "word", cast.chloe),
        ("proposition", f"{base}/modeles/{model.slug}", "suggestion", cast.chloe),
    ]


def meetings(cast: Cast) -> list[Kept]:
    """Those of meetings, of their minutes and of what they decide."""
    base, coming = "/seances", make_meeting(cast, status=MeetingStatus.PREPARING)
    item = make_agenda_item(cast, coming)
    proposal = make_agenda_item(cast, coming, "Une proposition", status=ItemStatus.PROPOSED)
    held = hold_meeting(cast)
    section = circulate(cast, held).sections[0]
    decision = make_decision(cast)
    own, theirs = make_action(cast, decision), make_action(cast, decision, owner_authority_id=cast.lead)
    return [
        ("seance", f"{base}/nouvelle", "introduction", cast.elise),
        ("seance", f"{base}/{coming.id}/modifier", "introduction", cast.elise),
        ("motif", f"{base}/{coming.id}/annulation", "reason", cast.elise),
        ("point", f"{base}/{coming.id}/points/nouveau", "text", cast.bruno),
        ("point", f"{base}/points/{item.id}/modifier", "text", cast.elise),
        ("motif", f"{base}/points/{proposal.id}/refus", "reason", cast.elise),
        ("note", f"{base}/{held.id}/notes/{point_of(held).id}", "source", cast.elise),
        ("compte-rendu", f"{base}/{held.id}/compte-rendu/partie-{section.id}", "source", cast.elise),
        ("amendement", f"{base}/{held.id}/compte-rendu", "text", cast.amina),
        ("decision", "/decisions/nouvelle?comite=comite-de-valmer", "source", cast.elise),
        ("decision", f"/decisions/{decision.id}/modifier", "source", cast.elise),
        ("avancement", f"/decisions/actions/{own.id}", "word", cast.amina),
        ("commentaire", f"/decisions/actions/{theirs.id}", "comment", cast.bruno),
    ]


def votes(cast: Cast) -> list[Kept]:
    """Those of who conducts votes; never those of who votes."""
    make_seats(cast, 3)
    ballot, begun = make_ballot(cast), open_ballot(cast, "Renouveler la charte ?")
    return [
        ("question", f"/votes/nouveau?comite={cast.committee}", "source", cast.elise),
        ("question", f"/votes/{ballot.id}/modification", "source", cast.elise),
        ("annulation-de-vote", f"/votes/{begun.id}-{begun.slug}", "reason", cast.elise),
    ]


def places(cast: Cast) -> list[Kept]:
    """Those of committees, of authorities and of the site itself."""
    return [
        ("nouveau-comite", "/comites/nouveau", "purpose", cast.denis),
        ("comite", "/comites/comite-de-valmer/modifier", "purpose", cast.elise),
        ("nouvelle-collectivite", "/collectivites/nouvelle", "presentation", cast.denis),
        ("presentation", "/collectivites/valmer/presentation", "presentation", cast.amina),
        ("page", "/administration/pages/legal", "body", cast.denis),
    ]


ROOMS: dict[str, Callable[[Cast], list[Kept]]] = {
    each.__name__: each for each in (talk, things, engineering, meetings, votes, places)
}

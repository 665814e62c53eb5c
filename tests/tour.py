"""A furnished site, and the tour of its pages: every kind of page, full, empty, refused, by each role."""

import io
from dataclasses import dataclass, replace

from comite.accounts import codes, queries
from comite.accounts import operations as accounts
from comite.accounts.audiences import Audience
from comite.accounts.models import Role, SecondFactor, Token, TokenPurpose, User
from comite.accounts.readers import Reader
from comite.datasets import operations as datasets
from comite.datasets import queries as dataset_queries
from comite.datasets.models import Dataset, PrivacyDecision
from comite.discussions.models.reports import Grievance
from comite.discussions.models.threads import Category, MessageContent, NewFile
from comite.discussions.operations import messages, moderation, threads
from comite.discussions.queries.threads import find_any_thread
from comite.engineering.costs import CostBasis, CostKey
from comite.engineering.library_content import UseContent
from comite.engineering.models.library import UseOutcome
from comite.engineering.models.projects import ProjectStatus
from comite.engineering.operations import library, projects
from comite.experiences import operations as experiences
from comite.experiences import queries as experience_queries
from comite.experiences.content import IndicatorContent
from comite.experiences.labels import SECTION_SLUGS
from comite.experiences.models import AiType, ExperienceReport, Outcome, Replicability
from comite.experiences.operations.documents import Document
from comite.experiences.operations.replications import Story
from comite.foundation import clock, deliveries, storage
from comite.foundation.database import db, write
from comite.foundation.jobs import Job
from comite.home import style_guide
from comite.home.first_steps import Step
from comite.home.models import PageName
from comite.imports import operations as imports
from comite.imports import queries as imported
from comite.imports import work
from comite.meetings.ballot_links import VoteLink, key_of
from comite.meetings.minutes_text import Draft
from comite.meetings.models.ballots import BallotMethod, BallotVoter, Choice
from comite.meetings.models.decisions import Decision
from comite.meetings.models.meetings import MeetingStatus
from comite.meetings.models.minutes import MinutesSection
from comite.meetings.operations import decisions, minutes
from comite.meetings.operations.ballots import cancel_ballot
from comite.meetings.operations.voting import cast_vote
from comite.meetings.queries.ballots import get_voter
from comite.meetings.tally import Answer
from comite.notifications.links import Link, Purpose, path_of, settings_path
from comite.notifications.models import Level
from comite.notifications.operations import choose_level
from comite.search.operations import apply_changes
from tests.cast import Cast
from tests.factories_datasets import kept_file, make_dataset
from tests.factories_discussions import make_message, make_thread
from tests.factories_engineering_projects import make_furnished_project, make_project
from tests.factories_experiences import content, make_archived, make_draft, make_proposed, make_report
from tests.factories_exports import make_export
from tests.factories_imports import PEOPLE, make_import, people_list
from tests.factories_library import make_model
from tests.factories_meetings import make_meeting, make_presence, make_rules, make_seat
from tests.factories_minutes import (
    circulate,
    draft,
    freeze,
    hold_meeting,
    make_action,
    make_decision,
    take_note,
)
from tests.factories_people import PASSWORD, invite_key, last_key, make_person, the_authority, the_user
from tests.factories_votes import close, make_ballot, open_ballot
from tests.site import Site
from tests.tour_engineering import engineering_stops
from tests.tour_meetings import meeting_places

PERSONAL = (
    "nom;prenom;courriel;telephone\nDURAND;Marie;marie.durand@boite.test;06 12 34 56 78\n"
    "MARTIN;Jean;j.martin@boite.test;06 12 34 56 79\n"
).encode("cp1252")
# The longest words people write, which must not push a page wider than a telephone.
LONG = "Anticonstitutionnellement-vôtre_" * 3
RICH = f"""## Un titre

Un paragraphe avec un [lien](https://exemple.test/une/{"tres-" * 20}longue), du `code`, et une note[^1].

| Rue | Débit de nuit | Fuites trouvées | Remarque |
|---|--:|--:|---|
| Rue de l’Étang | 12,5 | 3 | {LONG} |

- [x] écouter
- [ ] creuser

> Une citation.

```
{"une ligne de code qui ne finit pas " * 6}
```

[^1]: La note, avec ses mots."""


@dataclass(frozen=True)
class Stop:
    """One page: where, seen by whom, and the status it answers."""

    name: str
    path: str
    who: str = "visitor"
    status: int = 200
    # Whether the form of the page is sent as it stands, to see what is said of it.
    is_sent: bool = False


def empty_tour() -> list[Stop]:
    """The pages that teach what to do while there is nothing yet."""
    public = (
        "/",
        "/retours-experience/",
        "/jeux-de-donnees/",
        "/discussions/",
        "/seances/",
        "/recherche?q=cantine",
    )
    own = (
        *public,
        "/notifications",
        "/notifications/suivis",
        "/moderation",
        "/moderation/journal",
        "/taches",
        "/comites/comite-de-valmer/sieges",
    )
    return [
        *(Stop(f"vide {path}", path) for path in public),
        *(Stop(f"vide {path} (animation)", path, "elise") for path in own),
        Stop("comité sans contenu", "/comites/comite-de-valmer"),
    ]


def furnish(site: Site) -> list[Stop]:
    """Fill a site with at least one of each thing, and say which pages show them."""
    with site.inside() as cast:
        stops = [*_site_pages(cast), *_people(cast), *_territories(cast)]
        dataset = _published_dataset(cast)
        reports = _reports(cast, dataset)
        stops += [*_experiences(cast, reports), *_discussions(cast, reports), *_imports(cast)]
        stops += [Stop(*place) for place in meeting_places(cast)]
        stops += _votes(cast)
        stops += [Stop(*told) for told in engineering_stops(cast)]
        stops += _projects(cast)
        stops += _minutes(cast)
        stops += _models(cast)
        awaited = _dataset_drafts(cast)
        site.work()
        datasets.publish_dataset(
            cast.amina, _decided(cast, dataset_queries.get_dataset(cast.amina, dataset.slug))
        )
        experiences.cite_dataset(
            cast.amina, experience_queries.get_report(cast.amina, reports["full"]), dataset
        )
        unread = make_dataset(cast, title="Un fichier qui attend sa lecture", published=False)
        stops += [*_datasets(cast, dataset, awaited), Stop("jeu en cours de lecture", _of(unread), "amina")]
        file_id = dataset_queries.get_dataset(cast.amina, dataset.slug).files[0].id
        stops += [
            Stop("lignes", f"{_of(dataset)}/fichiers/{file_id}"),
            Stop("lignes triées", f"{_of(dataset)}/fichiers/{file_id}?tri=2&sens=desc"),
        ]
        db.session.remove()
        while apply_changes():  # and not `site.work()`: the last file must be seen waiting
            pass
    return stops


def _site_pages(cast: Cast) -> list[Stop]:
    """Pages of no feature, and refusals."""
    with write() as session:
        now, words = clock.now(), "SMTPServerDisconnected: Connection unexpectedly closed"
        session.add(Job(name="mail.send", arguments={}, asked_at=now, run_at=now, attempts=5, error=words))
    stops = [
        Stop("accueil", "/"),
        *(Stop(f"page {path}", f"/{path}") for path in _SITE_PAGES),
        *(Stop(f"modifier la page {each}", f"/administration/pages/{each}", "denis") for each in PageName),
        Stop("introuvable", "/nulle-part", status=404),
        Stop("introuvable (connecté)", "/nulle-part", "bruno", 404),
        Stop("réservé", "/comites/comite-de-valmer/invitations", "bruno", 403),
        Stop("adresse à usage interne", "/deconnexion", status=405),
        Stop("demande incomprise", "/?q=%00", status=400),
        Stop("courriels de la démonstration", "/courriels"),
        Stop("guide de style", "/style"),
        *(Stop(f"composant {name}", f"/style/{name}") for name in style_guide.TITLES),
        Stop("travaux", "/administration/travaux", "denis"),
        Stop("apparence", "/administration/apparence", "denis"),
        Stop("journal d’audit", "/journal-d-audit", "elise"),
    ]
    stops += [Stop(f"tableau de bord de {who}", "/", who) for who in ("bruno", "amina", "elise", "denis")]
    stops += [
        Stop(f"recherche « {words} » de {who}", f"/recherche?q={words}", who)
        for words in ("fuites", "fuittes", "zzzzzzz", "", "le+la")
        for who in ("visitor", "bruno")
    ]
    stops.append(Stop("recherche filtrée", "/recherche?q=fuites&nature=experience&tri=recent", "bruno"))
    return stops


_SITE_PAGES = ("a-propos", "accessibilite", "mentions-legales", "donnees-personnelles", "ecoconception")


def _people(cast: Cast) -> list[Stop]:
    """Accounts: coming in, one's own, those of others."""
    welcome = invite_key(cast, "invitee@exemple.test")
    invite_key(cast, "seconde@exemple.test", Role.EDITOR)
    person = make_person(cast, name="Hélène Vasseur")
    accounts.ask_password_reset(person.email)
    reset = last_key()
    late, known = _late_invitation(cast), invite_key(cast, "connue@exemple.test")
    with write() as session:
        session.get_one(User, person.user_id).email = "connue@exemple.test"
    accounts.ask_address_change(person, "helene@ailleurs.test", PASSWORD)
    address = last_key()
    shared = make_person(cast, name="Secrétaire de deux communes")
    assert shared.user_id
    accounts.invite(cast.chloe, shared.email, the_authority(cast.ostrelle), Role.AGENT)
    accounts.suspend(
        cast.denis,
        the_user(make_person(cast, name="Compte suspendu").user_id),
        "Des messages publicitaires répétés malgré deux rappels.",
    )
    guard(cast.denis)
    accounts.create_feed_key(cast.amina, "Agenda du téléphone")
    deliveries.note_refusal(cast.farid.email, "5.1.1")
    own = ("", "/adresse", "/connexions", "/flux", "/donnees", "/mot-de-passe", "/suppression")
    return [
        Stop("connexion", "/connexion?next=/notifications"),
        Stop("connexion refusée", "/connexion", status=422, is_sent=True),
        Stop("mot de passe oublié", "/mot-de-passe-oublie"),
        Stop("mot de passe oublié refusé", "/mot-de-passe-oublie", status=422, is_sent=True),
        Stop("nouveau mot de passe", f"/nouveau-mot-de-passe/{reset}"),
        Stop("nouvelle adresse", f"/nouvelle-adresse/{address}"),
        Stop("invitation", f"/invitation/{welcome}"),
        Stop("invitation refusée", f"/invitation/{welcome}", status=422, is_sent=True),
        Stop("invitation tardive", f"/invitation/{late}", status=410),
        Stop("invitation d’un compte connu", f"/invitation/{known}", "amina"),
        *(Stop(f"lien mort {link}", f"/{link}/perdu", status=410) for link in _LINKS),
        Stop("compte supprimé", "/mon-compte/supprime"),
        *(Stop(f"mon compte{path}", f"/mon-compte{path}", "amina") for path in own),
        Stop("deux étapes", "/mon-compte/deux-etapes", "amina"),
        Stop("deux étapes refusées", "/mon-compte/deux-etapes", "amina", 422, is_sent=True),
        Stop("deux étapes, active", "/mon-compte/deux-etapes", "denis"),
        Stop("préparer son téléphone", "/mon-compte/deux-etapes/telephone", "denis"),
        Stop("mon adresse refuse les courriels", "/mon-compte/adresse", "farid"),
        Stop("mes flux sans clé", "/mon-compte/flux", "bruno"),
        Stop("mes flux refusés", "/mon-compte/flux", "amina", 422, is_sent=True),
        Stop("mon compte refusé", "/mon-compte/mot-de-passe", "amina", 422, is_sent=True),
        Stop("tâches", "/taches", "amina"),
        *(Stop(f"premiers pas, {step}", f"/premiers-pas/{step}", "bruno") for step in Step),
        Stop("corbeille", "/corbeille", "bruno"),
        Stop("une personne", "/personnes/bruno", "amina"),
        Stop("une personne (administration)", "/personnes/bruno", "denis"),
        Stop("personnes d’une collectivité", "/collectivites/valmer/personnes", "amina"),
        Stop("inviter une liste", "/collectivites/valmer/personnes/liste", "amina"),
        Stop("comptes", "/administration/personnes", "denis"),
        Stop("comptes suspendus", "/administration/personnes?suspendus=1", "denis"),
        Stop("suspendre", "/administration/personnes/bruno/suspension", "denis"),
    ]


def guard(person: Reader) -> None:
    """Somebody whose telephone protects the account, and who is changing telephones."""
    with write() as session:
        session.add(
            SecondFactor(
                user_id=person.user_id,
                secret=codes.new_secret(),
                pending_secret=codes.new_secret(),
                confirmed_at=clock.now(),
            )
        )


def _late_invitation(cast: Cast) -> str:
    """The key of an invitation whose link came too late."""
    key = invite_key(cast, "tardive@exemple.test")
    token = queries.find_live_token(key, TokenPurpose.INVITATION)
    assert token is not None
    with write() as session:
        session.get_one(Token, token.id).expires_at = clock.now()
    return key


_LINKS = ("invitation", "nouveau-mot-de-passe", "nouvelle-adresse")


def _imports(cast: Cast) -> list[Stop]:
    """A list waiting, one checked with its faults, one done, one unreadable."""
    sent = {"checked": people_list(12, 7), "done": PEOPLE, "unreadable": b"%PDF-1.4"}
    batches = {name: make_import(cast, content) for name, content in sent.items()}
    for batch in batches.values():
        work.check_lines(batch_id=batch.id)
    done = imported.find_batch(batches["done"].id)
    imports.run_import(cast.elise, done)
    work.carry_out(batch_id=done.id)
    return [
        Stop("importer", "/imports/", "elise"),
        Stop("importer sans rôle", "/imports/", "denis"),
        *(Stop(f"importer : {each}", f"/imports/{each}", "amina") for each in ("retours", "jeux-de-donnees")),
        Stop("importer des personnes", "/imports/personnes", "elise"),
        Stop("importer sans fichier", "/imports/personnes", "elise", 422, is_sent=True),
        *(Stop(f"import {name}", f"/imports/lots/{each.id}", "elise") for name, each in batches.items()),
    ]


def _territories(cast: Cast) -> list[Stop]:
    """Authorities and committees."""
    base = "/comites/comite-de-valmer"
    make_export(cast)
    return [
        Stop("comités", "/comites/"),
        Stop("comités (administration)", "/comites/", "denis"),
        Stop("un comité", base),
        Stop("un comité (animation)", base, "elise"),
        Stop("nouveau comité", "/comites/nouveau", "denis"),
        Stop("nouveau comité refusé", "/comites/nouveau", "denis", 422, is_sent=True),
        Stop("modifier un comité", f"{base}/modifier", "elise"),
        Stop("sièges", f"{base}/membres", "elise"),
        Stop("sièges (administration)", f"{base}/membres", "denis"),
        Stop("un siège", f"{base}/membres/2", "elise"),
        Stop("exporter le comité", f"{base}/export", "elise"),
        Stop("invitations", f"{base}/invitations", "elise"),
        Stop("liste d’invitations", f"{base}/invitations/liste", "elise"),
        Stop("liste d’invitations rendue", f"{base}/invitations/liste", "elise", is_sent=True),
        Stop("collectivités", "/collectivites"),
        Stop("collectivités cherchées", "/collectivites?q=val"),
        Stop("collectivités introuvables", "/collectivites?q=zzzzz"),
        Stop("une collectivité", "/collectivites/valmer"),
        Stop("une collectivité (édition)", "/collectivites/valmer", "amina"),
        Stop("présentation", "/collectivites/valmer/presentation", "amina"),
        Stop("nouvelle collectivité", "/collectivites/nouvelle", "denis"),
    ]


def _votes(cast: Cast) -> list[Stop]:
    """Votes in each state, public, secret and by raised hands; Amina holds the seat of Valmer."""
    seat = make_seat(cast, cast.lead, cast.elise, name=LONG)
    draft = make_ballot(cast, "Quel jour nous réunir ?", options=("Lundi", LONG))
    opened = open_ballot(cast, f"Adopter la charte commune ? {LONG}")
    secret = open_ballot(cast, "Qui représentera le comité ?", is_secret=True, options=("Bruno", "Élise"))
    done = open_ballot(cast, "Ouvrir les données des cantines ?")
    meeting = make_meeting(cast, status=MeetingStatus.OPEN)
    make_presence(cast, meeting, seat, cast.elise)
    make_rules(cast, quorum_percent=1)
    hands = open_ballot(cast, "Lever la main ?", meeting=meeting, method=BallotMethod.HANDS)
    cancelled = open_ballot(cast, "Une question mal posée ?")
    voter = db.session.scalars(db.select(BallotVoter).where(BallotVoter.ballot_id == done.id)).first()
    assert voter is not None
    cast_vote(cast.amina, done, get_voter(done, voter.id), Answer(Choice.FOR))
    close(cast, done)
    cancel_ballot(cast.elise, cancelled, "Il manquait une option.")
    page = {each.id: f"/votes/{each.id}-{each.slug}" for each in (draft, opened, secret, done)}
    key = {each: f"/votes/voter/{key_of(VoteLink(each, cast.amina.user_id or 0))}" for each in page}
    return [
        Stop("votes", "/votes/", "elise"),
        Stop("nouveau vote", "/votes/nouveau?comite=1", "elise"),
        Stop("nouveau vote refusé", "/votes/nouveau?comite=1", "elise", 422, is_sent=True),
        Stop("nouveau vote en séance", f"/votes/nouveau?seance={meeting.id}", "elise"),
        Stop("un vote en préparation", page[draft.id], "elise"),
        Stop("modifier une question", f"/votes/{draft.id}/modification", "elise"),
        Stop("un vote ouvert", page[opened.id], "amina"),
        Stop("un vote ouvert (animation)", page[opened.id], "elise"),
        Stop("un vote secret", page[secret.id], "amina"),
        Stop("un vote clos", page[done.id], "amina"),
        Stop("un vote annulé", f"/votes/{cancelled.id}-{cancelled.slug}", "bruno"),
        Stop("feuille de résultat", f"/votes/{done.id}/feuille", "amina"),
        Stop("mains levées", f"/votes/{hands.id}/main-levee", "elise"),
        Stop("voter par le courriel", key[opened.id]),
        Stop("voter en secret par le courriel", key[secret.id]),
        Stop("voter trop tard par le courriel", key[done.id]),
    ]


def _published_dataset(cast: Cast) -> Dataset:
    """A dataset with all its words, a table and a file that is none."""
    rows = "\n".join(
        f"École n° {rank};{rank * 7 % 250};{rank / 3:.2f}".replace(".", ",") for rank in range(1, 120)
    )
    sent = [
        kept_file(f"nom;effectif;part\n{rows}\n".encode("cp1252"), "effectifs des écoles.csv"),
        kept_file(b"%PDF-1.4 pas un tableau", "notice.csv"),
        kept_file(PERSONAL, "agents.csv"),
    ]
    return make_dataset(cast, title="Effectifs des écoles", published=False, files=sent, description=RICH)


def _decided(cast: Cast, dataset: Dataset) -> Dataset:
    """The same dataset, once its producer decided about what looks personal."""
    for file in dataset.files:
        if file.needs_decision:
            reason = "Ce sont les coordonnées publiques du service."
            datasets.decide_privacy(cast.amina, dataset, file, PrivacyDecision.JUSTIFIED, reason)
    return dataset_queries.get_dataset(cast.amina, dataset.slug)


def _dataset_drafts(cast: Cast) -> dict[str, str]:
    """Datasets that are not published: awaiting a decision, proposed, sent back."""
    personal = make_dataset(
        cast, title="Liste des agents", published=False, files=[kept_file(PERSONAL, "agents.csv")]
    )
    proposed = make_dataset(cast, title="Menus des cantines", author=cast.bruno, published=False)
    datasets.propose_dataset(cast.bruno, proposed)
    returned = make_dataset(cast, title="Budget primitif", author=cast.bruno, published=False)
    datasets.propose_dataset(cast.bruno, returned)
    datasets.request_changes(cast.amina, returned, "Il manque l’année dans le titre.")
    return {"personal": _of(personal), "proposed": _of(proposed), "returned": _of(returned)}


def _of(dataset: Dataset) -> str:
    """The address of a dataset."""
    return f"/jeux-de-donnees/{dataset.slug}"


def _datasets(cast: Cast, dataset: Dataset, awaited: dict[str, str]) -> list[Stop]:
    """The pages of datasets."""
    base = _of(dataset)
    return [
        Stop("jeux", "/jeux-de-donnees/"),
        Stop("jeux filtrés", "/jeux-de-donnees/?theme=EDUC&tri=title", "amina"),
        Stop("nouveau jeu", "/jeux-de-donnees/nouveau", "bruno"),
        Stop("nouveau jeu refusé", "/jeux-de-donnees/nouveau", "bruno", 422, is_sent=True),
        Stop("un jeu", base),
        Stop("un jeu (édition)", base, "amina"),
        Stop("un jeu (administration)", base, "denis"),
        Stop("modifier un jeu", f"{base}/modifier", "amina"),
        Stop("jeu à décider", awaited["personal"], "amina"),
        Stop("jeu proposé", awaited["proposed"], "amina"),
        Stop("jeu renvoyé", awaited["returned"], "bruno"),
    ]


def _reports(cast: Cast, dataset: Dataset) -> dict[str, str]:
    """Experience reports in each state; their slugs."""
    full = make_report(
        cast,
        **dict.fromkeys(("problem", "solution", "what_worked", "what_did_not", "citizens"), RICH),
        ai_types=tuple(AiType),
        replicability=Replicability.WITH_ADAPTATION,
        tags=("eau", "fuites", LONG[:40]),
        supplier="Régie des eaux",
        investment_euros=12_000,
        yearly_euros=3_000,
        agent_days=40,
        energy="Non publiée",
        aipd="Pas nécessaire",
        mention="« Un modèle compare les débits. »",
        indicators=(
            IndicatorContent("Appels perdus", "65", "8", "%", "2022-2025", "relevé", "bilan interne"),
            IndicatorContent("Appels perdus", "75", "8", "%", "2022-2025", "presse", "journal local"),
            IndicatorContent("Rendement du réseau", "75", "90", "%", source=LONG),
        ),
        sources=("Rapport de la régie, 2025", f"https://exemple.test/{LONG}"),
        contact="service-eau@exemple.test",
    )
    kept = storage.current().put(io.BytesIO(b"bilan"), 1000)
    experiences.attach_file(cast.amina, full, Document(kept, "bilan complet.pdf", "application/pdf", "Bilan"))
    other = make_report(cast, by=cast.chloe, title="Les mêmes fuites, à Ostrelle")
    story = Story("Repris en **trois mois**.", Outcome.MIXED, None, other)
    experiences.record_replication(
        cast.chloe, experience_queries.get_report(cast.chloe, full.slug), cast.ostrelle, story
    )
    said = replace(content(), title="Chercher les fuites d’eau la nuit, et le jour")
    archived = make_archived(cast, title="Un essai arrêté")
    draft = make_draft(cast, title="Trier les courriels")
    experiences.keep_unsaved(cast.bruno, draft, "need", {"problem": "Un texte tapé dans le train"}, 1)
    proposed = make_proposed(cast, title="Transcrire les conseils")
    sent_back = make_proposed(cast, title="Prévoir les repas")
    experiences.request_changes(cast.amina, sent_back, "Ajoutez le coût, s’il vous plaît.")
    hidden = make_report(cast, title="Un retour masqué", visibility=Audience.PUBLIC)
    experiences.hide(cast.denis, hidden, "Une donnée personnelle dans le texte.")
    twice = make_report(cast, title="Une fiche relue")
    experiences.edit_report(
        cast.amina, experience_queries.get_report(cast.amina, twice.slug), said, twice.version
    )
    return {
        "full": full.slug,
        "archived": archived.slug,
        "draft": draft.slug,
        "proposed": proposed.slug,
        "sent back": sent_back.slug,
        "hidden": hidden.slug,
        "twice": twice.slug,
    }


def _experiences(cast: Cast, slugs: dict[str, str]) -> list[Stop]:
    """The pages of experience reports."""
    base = "/retours-experience"
    full, draft = f"{base}/{slugs['full']}", f"{base}/{slugs['draft']}"
    return [
        Stop("retours", f"{base}/"),
        Stop("retours filtrés", f"{base}/?domaine=eau&phase=production&mot=eau&tri=titre"),
        Stop("retours semblables", f"{base}/?tri=semblables", "bruno"),
        Stop("retours en cours", f"{base}/?statut=brouillon&statut=propose", "bruno"),
        Stop("retours introuvables", f"{base}/?mot=zzzz"),
        Stop("un retour", full),
        *(Stop(f"un retour vu par {who}", full, who) for who in ("bruno", "amina", "chloe", "denis")),
        *(
            Stop(f"retour {state}", f"{base}/{slugs[state]}", "amina")
            for state in ("archived", "draft", "proposed", "sent back", "hidden")
        ),
        Stop("nouveau retour", f"{base}/nouveau", "bruno"),
        Stop("nouveau retour, question par question", f"{base}/nouveau/question-1", "bruno"),
        Stop("nouveau retour refusé", f"{base}/nouveau", "bruno", 422, is_sent=True),
        Stop("compléter", f"{draft}/completer", "bruno"),
        *(Stop(f"compléter {slug}", f"{draft}/completer/{slug}", "bruno") for slug in SECTION_SLUGS.values()),
        Stop("compléter des indicateurs", f"{full}/completer/indicateurs", "amina"),
        Stop("documents", f"{full}/documents", "amina"),
        Stop("documents refusés", f"{full}/documents", "amina", 422, is_sent=True),
        Stop("historique", f"{full}/historique", "amina"),
        Stop("une version", f"{base}/{slugs['twice']}/historique/3", "amina"),
        Stop("demander des modifications", f"{base}/{slugs['proposed']}/modifications-a-faire", "amina"),
        Stop("nous l’avons repris", f"{full}/nous-l-avons-repris", "chloe"),
        Stop("domaines", f"{base}/domaines", "denis"),
        Stop("un domaine", f"{base}/domaines/1", "denis"),
    ]


def _discussions(cast: Cast, slugs: dict[str, str]) -> list[Stop]:
    """Threads in each state, notifications, moderation, and their pages."""
    report = experience_queries.get_report(cast.amina, slugs["full"])
    thread = make_thread(cast, text=RICH)
    for rank in range(34):
        make_message(
            cast, thread, by=cast.amina if rank % 2 else cast.bruno, text=f"Réponse {rank}. @amina ?"
        )
    answer = make_message(cast, thread, text=RICH)
    messages.accept_answer(cast.amina, find_any_thread(thread.id), answer)  # type: ignore[arg-type]
    messages.edit_message(cast.bruno, answer, MessageContent(RICH + "\n\nAjout."), answer.version)
    file = NewFile(storage.current().put(io.BytesIO(b"x"), 10), "note de service.pdf", "application/pdf")
    messages.post_message(cast.bruno, thread, MessageContent("Voici la note.", (file,), answer.id))
    gone = make_message(cast, thread, by=cast.amina, text="Je retire.")
    messages.delete_message(cast.amina, gone)
    bad = make_message(cast, thread, text="Achetez notre logiciel.")
    moderation.report(cast.amina, "message", bad.id, Grievance.ADVERTISING, "De la publicité.")
    hidden = make_message(cast, thread, text="Un autre message.")
    moderation.hide_message(cast.elise, thread, hidden, "Il cite une personne.")
    closed = make_thread(cast, title="Une discussion close", category=Category.DEBATE)
    threads.close_thread(cast.amina, closed)
    threads.pin_thread(cast.elise, make_thread(cast, title="À lire d’abord", category=Category.ANNOUNCEMENT))
    own = f"/discussions/{thread.id}-{thread.slug}"
    links = (f"/retours-experience/{report.slug}", own, "/comites/comite-de-valmer")
    citing = " ".join(f"[Voir ici]({link})" for link in links)
    make_thread(cast, title="Une discussion qui en cite d’autres", text=f"{citing} @valmer")
    make_thread(cast, title="Sur cette fiche", about_kind="experience", about_id=report.id)
    choose_level(cast.bruno, "experience", report.id, Level.DIGEST)
    base = f"/discussions/{thread.id}-{thread.slug}"
    muting = path_of(Link(Purpose.MUTE, 2, "thread", thread.id))
    return [
        Stop("discussions", "/discussions/"),
        Stop("discussions suivies", "/discussions/?voir=suivies&categorie=question", "bruno"),
        Stop("discussions sur une fiche", f"/discussions/?sujet=experience:{report.id}"),
        Stop("une discussion", base),
        *(Stop(f"une discussion vue par {who}", base, who) for who in ("bruno", "amina", "elise")),
        Stop("une discussion, page 2", f"{base}?page=2", "bruno"),
        Stop("une citation", f"{base}?page=2&citer={answer.id}", "amina"),
        Stop("une discussion close", f"/discussions/{closed.id}-{closed.slug}", "bruno"),
        Stop("nouvelle discussion", "/discussions/nouvelle", "bruno"),
        Stop("nouvelle discussion refusée", "/discussions/nouvelle", "bruno", 422, is_sent=True),
        Stop(
            "nouvelle discussion sur une fiche",
            f"/discussions/nouvelle?sujet=experience:{report.id}",
            "bruno",
        ),
        Stop("modifier une discussion", f"/discussions/{thread.id}/modifier", "amina"),
        Stop("modifier un message", f"/discussions/messages/{answer.id}/modifier", "bruno"),
        Stop("historique d’un message", f"/discussions/messages/{answer.id}/historique", "amina"),
        Stop("signaler", f"/signaler/message/{answer.id}", "amina"),
        Stop("signalement refusé", f"/signaler/message/{answer.id}", "amina", 422, is_sent=True),
        Stop("modération", "/moderation", "elise"),
        Stop("un cas", f"/moderation/message/{bad.id}", "elise"),
        Stop("un cas décidé", f"/moderation/message/{hidden.id}", "elise"),
        Stop("une fiche masquée", f"/moderation/retour-experience/{_hidden(slugs)}", "denis"),
        Stop("journal", "/moderation/journal", "elise"),
        Stop("notifications", "/notifications", "amina"),
        Stop("notifications non lues", "/notifications?voir=non-lues", "bruno"),
        Stop("suivis", "/notifications/suivis", "bruno"),
        Stop("mise en sourdine", muting),
        Stop("rythme du résumé", "/notifications/rythme", "bruno"),
        Stop("rythme du résumé depuis un courriel", settings_path(2)),
        Stop("arrêt du résumé", path_of(Link(Purpose.STOP, 2))),
    ]


def _hidden(slugs: dict[str, str]) -> int:
    """The report that moderation hid."""
    found = db.session.scalar(db.select(ExperienceReport.id).where(ExperienceReport.slug == slugs["hidden"]))
    assert found is not None
    return found


def _models(cast: Cast) -> list[Stop]:
    """The library of models."""
    model = make_model(cast, title=f"Une clause {LONG}", source=RICH)
    make_model(cast, title="Brouillon", published=False)
    library.tell_use(cast.elise, model, cast.lead, UseContent(UseOutcome.ADAPTED, "Deux phrases changées."))
    library.suggest_change(cast.elise, model, "Ajouter un délai.")
    base = f"/ingenierie/modeles/{model.slug}"
    return [
        Stop("bibliothèque", "/ingenierie/modeles/"),
        Stop("bibliothèque (animation)", "/ingenierie/modeles/", "elise"),
        Stop("bibliothèque vide", "/ingenierie/modeles/?genre=agreement", "bruno"),
        Stop("nouveau modèle", "/ingenierie/modeles/nouveau", "bruno"),
        Stop("nouveau modèle refusé", "/ingenierie/modeles/nouveau", "bruno", 422, is_sent=True),
        *(Stop(f"un modèle vu par {who}", base, who) for who in ("visitor", "amina", "elise")),
        Stop("modifier un modèle", f"{base}/modifier", "amina"),
        Stop("versions d’un modèle", f"{base}/versions", "amina"),
    ]


def _projects(cast: Cast) -> list[Stop]:
    """Pooled projects, and the simulator."""
    running = make_furnished_project(cast, title=f"Un outil commun {LONG}", objective=RICH)
    missing = make_furnished_project(cast, title="Sans l’usage", key=CostKey(CostBasis.POPULATION))
    over = make_project(cast, title="Abandonné")
    projects.move_project(cast.bruno, over, ProjectStatus.ABANDONED, "Trop cher pour trois communes.")
    base = f"/ingenierie/projets/{running.slug}"
    share = f"/ingenierie/repartition?comite={cast.committee}"
    return [
        Stop("projets", "/ingenierie/projets/", "bruno"),
        Stop("projets passés", "/ingenierie/projets/?voir=passes", "farid"),
        Stop("nouveau projet", "/ingenierie/projets/nouveau", "bruno"),
        Stop("nouveau projet refusé", "/ingenierie/projets/nouveau", "bruno", 422, is_sent=True),
        *(Stop(f"un projet vu par {who}", base, who) for who in ("bruno", "amina", "elise", "farid")),
        Stop("un projet sans toutes les mesures", f"/ingenierie/projets/{missing.slug}", "bruno"),
        Stop("un projet abandonné", f"/ingenierie/projets/{over.slug}", "bruno"),
        Stop("modifier un projet", f"{base}/modifier", "bruno"),
        Stop("répartition", share, "bruno"),
        Stop("répartition calculée", f"{share}&montant=12000&cle=population", "bruno"),
        Stop("répartition impossible", f"{share}&montant=12000&cle=usage", "bruno"),
    ]


def _minutes(cast: Cast) -> list[Stop]:
    """Notes, minutes in each of their states, decisions and actions."""
    going = hold_meeting(cast, status=MeetingStatus.OPEN)
    take_note(cast, going, RICH)
    take_note(cast, going, RICH + "\n\nAjout.", base=1, by=cast.amina)
    held, drafted, sent = hold_meeting(cast), hold_meeting(cast), hold_meeting(cast)
    draft(cast, drafted, [Draft("Présences", "Tous."), Draft(f"1. {LONG}", RICH)])
    found = circulate(cast, sent)
    minutes.propose_amendment(cast.amina, sent, found, found.sections[0], f"Plutôt {LONG}.")
    settled, _ = freeze(cast)
    decision = make_decision(
        cast, source=RICH, item=settled.items[0], vote="2 pour", audience=Audience.PUBLIC
    )
    action = make_action(cast, decision)
    decisions.comment_action(cast.bruno, action, "Le conseil se réunit en avril.")
    masked, its_minutes = freeze(cast)
    hidden = make_decision(cast, source=RICH, vote="2 pour", audience=Audience.PUBLIC)
    with write() as session:
        for each in (
            session.get(Decision, hidden.id),
            session.get(MinutesSection, its_minutes.sections[0].id),
        ):
            each.masked_at, each.masked_reason = clock.now(), LONG
    point = f"/seances/{going.id}/notes/{going.items[0].id}"
    text = f"/seances/{sent.id}/compte-rendu"
    return [
        Stop("séance et ses suites", f"/seances/{settled.id}-{settled.slug}", "elise"),
        Stop("notes", f"/seances/{going.id}/notes", "amina"),
        Stop("une note", point, "amina"),
        Stop("préparer un compte rendu", f"/seances/{held.id}/compte-rendu", "elise"),
        Stop("compte rendu en brouillon", f"/seances/{drafted.id}/compte-rendu", "elise"),
        Stop("compte rendu envoyé (animation)", text, "elise"),
        Stop("compte rendu envoyé (présente)", text, "amina"),
        Stop("modifier une partie", f"{text}/partie-{found.sections[0].id}", "elise"),
        Stop("compte rendu arrêté", f"/seances/{settled.id}/compte-rendu", "farid"),
        Stop("compte rendu masqué en partie", f"/seances/{masked.id}/compte-rendu", "farid"),
        Stop("une décision masquée", f"/decisions/{hidden.id}"),
        Stop("registre des décisions", "/decisions/"),
        Stop("registre d’un comité", "/decisions/?comite=comite-de-valmer", "elise"),
        Stop("inscrire une décision", "/decisions/nouvelle?comite=comite-de-valmer", "elise"),
        Stop("décision refusée", "/decisions/nouvelle?comite=comite-de-valmer", "elise", 422, is_sent=True),
        Stop("une décision", f"/decisions/{decision.id}"),
        Stop("une décision (animation)", f"/decisions/{decision.id}", "elise"),
        Stop("modifier une décision", f"/decisions/{decision.id}/modifier", "elise"),
        Stop("actions", "/decisions/actions", "bruno"),
        Stop("une action", f"/decisions/actions/{action.id}"),
        Stop("une action (sa collectivité)", f"/decisions/actions/{action.id}", "bruno"),
    ]

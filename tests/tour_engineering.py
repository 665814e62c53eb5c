"""The pages of mutualised engineering, full, empty, refused, by each role."""

from comite.engineering.operations import directory, missions, requests
from comite.engineering.queries.directory import list_skills
from tests.cast import Cast
from tests.factories_engineering import (
    SENTENCE,
    again,
    close_mission,
    log_work,
    make_mission,
    make_offer,
    make_profile,
    make_request,
)
from tests.factories_people import the_authority

LONG = "Anticonstitutionnellement-vôtre_" * 3
Stop = tuple[str, str, str, int, bool]


def engineering_stops(cast: Cast) -> list[Stop]:
    """The pages, with who sees them, the status, and whether their form is sent as it stands."""
    base = "/ingenierie"
    request = make_request(cast, need=f"Gagner du temps.\n{LONG}", tried="Des règles.", data_held="Dix ans.")
    grouped = make_request(cast, by=cast.farid, sentence=f"{SENTENCE} du syndicat")
    make_request(cast, by=cast.farid, sentence=f"{SENTENCE} et aux élus")
    requests.group_requests(cast.elise, request, grouped)
    make_offer(cast, again(cast.bruno, request), note=f"Deux personnes viennent.\n{LONG}")
    settled = make_request(cast, sentence="Une demande qui a trouvé autrement")
    requests.close_request(cast.bruno, settled, "Notre logiciel le faisait déjà.")
    mission = make_mission(cast, sentence=f"Lire les registres {LONG}", quarter_days=10)
    log_work(cast, mission, quarter_days=3)
    missions.ask_for_evaluation(cast.elise, again(cast.elise, mission))
    closed = make_mission(cast, sentence="Prévoir les repas")
    log_work(cast, closed)
    close_mission(cast, again(cast.bruno, closed))
    return [
        *_directory(cast),
        ("banque de temps", f"{base}/banque-de-temps", "bruno", 200, False),
        ("banque de temps (animation)", f"{base}/banque-de-temps", "elise", 200, False),
        ("banque de temps vide", f"{base}/banque-de-temps?annee=1999", "chloe", 200, False),
        (
            "tableau de bord de la cheffe de file",
            f"{base}/tableau-de-bord/comite-de-valmer",
            "elise",
            200,
            False,
        ),
        (
            "tableau de bord (administration)",
            f"{base}/tableau-de-bord/comite-d-ostrelle",
            "denis",
            200,
            False,
        ),
        *((f"demandes vues par {who}", f"{base}/", who, 200, False) for who in ("bruno", "elise", "denis")),
        ("demandes filtrées", f"{base}/?etat=closed&voir=les-notres", "bruno", 200, False),
        ("aucune demande", f"{base}/?etat=withdrawn", "bruno", 200, False),
        ("aucune demande du tout", f"{base}/", "chloe", 200, False),
        ("demander un appui", f"{base}/demandes/nouvelle", "bruno", 200, False),
        ("demander un appui, refusé", f"{base}/demandes/nouvelle", "bruno", 422, True),
        *(
            (f"une demande vue par {who}", f"{base}/demandes/{request.slug}", who, 200, False)
            for who in ("bruno", "elise", "farid")
        ),
        ("une demande close", f"{base}/demandes/{settled.slug}", "bruno", 200, False),
        ("modifier une demande", f"{base}/demandes/{request.slug}/modifier", "amina", 200, False),
        ("missions", f"{base}/missions", "bruno", 200, False),
        ("missions en cours", f"{base}/missions?etat=en-cours", "elise", 200, False),
        ("aucune mission", f"{base}/missions", "chloe", 200, False),
        *(
            (f"une mission vue par {who}", f"{base}/missions/{mission.slug}", who, 200, False)
            for who in ("bruno", "elise", "farid")
        ),
        ("une mission close", f"{base}/missions/{closed.slug}", "bruno", 200, False),
        ("évaluer une mission", f"{base}/missions/{mission.slug}/bilan", "bruno", 200, False),
        ("évaluer une mission, refusé", f"{base}/missions/{mission.slug}/bilan", "bruno", 422, True),
    ]


def _directory(cast: Cast) -> list[Stop]:
    """The directory of expertise."""
    directory.seed_skills()
    skills = tuple(each.id for each in list_skills()[:5])
    profile = make_profile(
        cast, note=f"L’accueil.\n{LONG}", words=LONG, skill_ids=skills, quarter_days_a_year=10, kilometres=30
    )
    directory.name_ai_leads(cast.amina, the_authority(cast.valmer), [cast.amina.user_id or 0])
    base = "/ingenierie/annuaire"
    return [
        ("annuaire", base, "bruno", 200, False),
        ("annuaire (administration)", base, "denis", 200, False),
        ("annuaire cherché", f"{base}?q=accueil&avec=referents", "chloe", 200, False),
        ("annuaire sans réponse", f"{base}?q=zzzzz", "bruno", 200, False),
        ("une fiche", f"{base}/{profile.id}", "amina", 200, False),
        ("ma fiche", f"{base}/ma-fiche", "amina", 200, False),
        ("ma fiche refusée", f"{base}/ma-fiche", "bruno", 422, True),
        ("fiche d’une collectivité", f"{base}/collectivites/valmer", "amina", 200, False),
        ("référents", "/ingenierie/referents", "amina", 200, False),
        ("nommer les référents", "/ingenierie/referents/valmer", "amina", 200, False),
        ("compétences", "/ingenierie/competences", "denis", 200, False),
        ("une compétence", f"/ingenierie/competences/{skills[0]}", "denis", 200, False),
    ]

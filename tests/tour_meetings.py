"""The pages of meetings on the tour: each state, empty and full, seen by each role."""

from comite.meetings.models.meetings import ItemStatus, MeetingStatus
from comite.meetings.queries.seats import list_colleges
from tests.cast import Cast
from tests.factories_meetings import (
    link_of,
    listening_link_of,
    make_agenda_item,
    make_college,
    make_listener_reply,
    make_meeting,
    make_presence,
    make_proxy,
    make_reply,
    make_seat,
)

# Where a stop stands: its name, its path, who looks, the status, whether the form is sent as it is.
Place = tuple[str, str, str, int, bool]


def meeting_places(cast: Cast) -> list[Place]:
    """Write a meeting in each state, and say which pages show them."""
    valmer = make_seat(cast, cast.valmer, cast.amina, cast.bruno, college=make_college(cast))
    lead = make_seat(cast, cast.lead, cast.elise, name="Anticonstitutionnellement-vôtre_" * 3)
    states = {each: make_meeting(cast, status=each, title=f"Séance {each.value}") for each in MeetingStatus}
    preparing, convened = states[MeetingStatus.PREPARING], states[MeetingStatus.CONVENED]
    held = states[MeetingStatus.OPEN]
    for meeting in states.values():
        make_agenda_item(cast, meeting, "Le mot_" * 20, source="Un texte.", plain="Un texte.")
    proposal = make_agenda_item(cast, preparing, status=ItemStatus.PROPOSED)
    make_agenda_item(cast, preparing, "Un refus", status=ItemStatus.DECLINED)
    item = make_agenda_item(cast, preparing, "Un second point", position=2)
    make_reply(cast, convened, valmer)
    make_listener_reply(cast, convened, cast.farid)
    make_listener_reply(cast, held, cast.farid)
    make_proxy(cast, held, valmer, lead)
    make_presence(cast, held, lead, cast.elise)
    base, committee = "/seances", "/comites/comite-de-valmer"
    shown = [
        (f"séance {each.value} ({who})", f"{base}/{meeting.id}-{meeting.slug}", who, 200, False)
        for each, meeting in states.items()
        for who in ("elise", "amina")
    ]
    assert list_colleges(cast.committee)
    return [
        *shown,
        ("séances", f"{base}/", "amina", 200, False),
        ("séances (animation)", f"{base}/?comite=comite-de-valmer", "elise", 200, False),
        ("séances passées", f"{base}/?vue=passees", "amina", 200, False),
        ("préparer une séance", f"{base}/nouvelle", "elise", 200, False),
        ("choisir le comité d’une séance", f"{base}/nouvelle", "denis", 200, False),
        ("séance refusée", f"{base}/nouvelle", "elise", 422, True),
        ("rythme", f"{base}/rythme", "elise", 200, False),
        ("modifier une séance", f"{base}/{convened.id}/modifier", "elise", 200, False),
        ("convoquer", f"{base}/{preparing.id}/convocation", "elise", 200, False),
        ("annuler une séance", f"{base}/{convened.id}/annulation", "elise", 200, False),
        ("annulation sans raison", f"{base}/{convened.id}/annulation", "elise", 422, True),
        ("proposer un point", f"{base}/{preparing.id}/points/nouveau", "bruno", 200, False),
        ("point refusé par le formulaire", f"{base}/{preparing.id}/points/nouveau", "bruno", 422, True),
        ("modifier un point", f"{base}/points/{item.id}/modifier", "elise", 200, False),
        ("ne pas retenir un point", f"{base}/points/{proposal.id}/refus", "elise", 200, False),
        ("à quelle séance", f"{base}/points/choix?sujet=authority:2", "elise", 200, False),
        ("répondre à la convocation", f"{base}/{convened.id}/reponse/{valmer.id}", "amina", 200, False),
        ("répondre depuis le courriel", link_of(convened, valmer, cast.amina), "visitor", 200, False),
        ("séance où l’on assiste", f"{base}/{convened.id}-{convened.slug}", "farid", 200, False),
        ("dire si l’on assiste", f"{base}/{convened.id}/reponse", "farid", 200, False),
        ("assister, depuis le courriel", listening_link_of(convened, cast.farid), "visitor", 200, False),
        ("répondre trop tard", link_of(held, valmer, cast.amina), "visitor", 200, False),
        ("feuille de présence", f"{base}/{held.id}/presences", "elise", 200, False),
        (
            "feuille de présence close",
            f"{base}/{states[MeetingStatus.CLOSED].id}/presences",
            "elise",
            200,
            False,
        ),
        ("règlement", f"{committee}/reglement", "elise", 200, False),
        ("règlement (lecture)", f"{committee}/reglement", "bruno", 200, False),
        ("sièges", f"{committee}/sieges", "elise", 200, False),
        ("sièges (lecture)", f"{committee}/sieges", "farid", 200, False),
        ("un siège", f"{committee}/sieges/{valmer.id}", "elise", 200, False),
        ("désigner quelqu’un", f"{committee}/sieges/{valmer.id}/mandats", "elise", 200, False),
        ("collèges", f"{committee}/colleges", "elise", 200, False),
        ("tableau de bord avec convocation", "/", "bruno", 200, False),
    ]

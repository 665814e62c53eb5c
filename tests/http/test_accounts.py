"""The pages by which people come in, look after their account, and are looked after."""

import io
import json
import re
import zipfile

import pytest
from flask import Flask

from comite.accounts import operations, queries
from comite.accounts.models import Invitation, Membership, Role, User
from comite.accounts.operations import Visit
from comite.discussions.models.threads import MessageContent, NewFile
from comite.discussions.operations.messages import post_message
from comite.foundation import storage
from comite.foundation.database import db, write
from tests.cast import Cast
from tests.client import Client
from tests.conftest import QueryLog
from tests.factories_discussions import make_thread
from tests.factories_people import (
    PASSWORD,
    invite_key,
    last_key,
    make_authority,
    make_person,
    the_authority,
    the_user,
)

HERE = Visit("192.0.2.1")
DEMO = [
    {
        "name": "Amina Benali",
        "email": "amina@exemple.test",
        "password": "un mot de passe",
        "shows": "Éditrice.",
    }
]


def cookie(client: Client) -> str:
    found = client.browser.get_cookie("comite")
    return found.value if found else ""


def sent(address: str, password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"email": address, "password": password, **more}


# Coming in


def test_no_cookie_is_set_before_sign_in(client: Client) -> None:
    pages = [
        client.get(path) for path in ("/connexion", "/mot-de-passe-oublie", "/comites/", "/collectivites")
    ]
    refused = client.post("/connexion", sent("personne@exemple.test"))

    assert [page.status_code for page in pages] == [200] * 4
    assert refused.status_code == 409
    assert not any("Set-Cookie" in page.headers for page in [*pages, refused])


def test_signing_in_leads_back_to_the_page_that_was_asked(client: Client, cast: Cast) -> None:
    person = make_person(cast)

    asked = client.get("/mon-compte")
    answer = client.post("/connexion", sent(person.email, next="/mon-compte"))

    assert asked.status_code == 303
    assert asked.location.endswith("/connexion?next=/mon-compte")
    assert (answer.status_code, answer.location) == (303, "/mon-compte")
    assert queries.find_session(cookie(client)).user_id == person.user_id


@pytest.mark.parametrize(
    "target", ["https://ailleurs.example/", "//ailleurs.example", "/nulle-part", "/\\x", ""]
)
def test_nobody_is_led_elsewhere_after_signing_in(client: Client, cast: Cast, target: str) -> None:
    person = make_person(cast)

    answer = client.post("/connexion", sent(person.email, next=target))

    assert answer.location == "/"


def test_a_double_click_on_sign_in_gives_a_key_both_times(client: Client, cast: Cast) -> None:
    person = make_person(cast)
    form = sent(person.email, form_key="the-same-key")

    first = client.post("/connexion", form)
    client.browser.delete_cookie("comite")
    second = client.post("/connexion", form)

    assert all("comite=" in answer.headers["Set-Cookie"] for answer in (first, second))


def test_signing_in_again_ends_the_session_that_was_open_in_this_browser(client: Client, cast: Cast) -> None:
    person = make_person(cast)
    client.post("/connexion", sent(person.email))
    former = client.key = cookie(client)

    client.post("/connexion", sent(person.email))

    assert queries.find_session(former) is None
    assert queries.find_session(cookie(client)) is not None


def test_a_refused_sign_in_keeps_the_address_and_not_the_password(client: Client, cast: Cast) -> None:
    make_person(cast)

    page = client.post("/connexion", sent("helene-vasseur@exemple.test", "tout à fait faux"))

    assert "helene-vasseur@exemple.test" in page.text
    assert "tout à fait faux" not in page.text


def test_a_suspended_person_is_told_why_and_not_let_in(client: Client, cast: Cast) -> None:
    person = make_person(cast)
    operations.suspend(cast.denis, the_user(person.user_id), "Propos blessants.")

    page = client.post("/connexion", sent(person.email))

    assert page.status_code == 403
    assert "Propos blessants." in page.text
    assert cookie(client) == ""


def test_signing_out_ends_the_session(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)

    answer = bruno.post("/deconnexion")

    assert answer.status_code == 303
    assert queries.find_session(bruno.key) is None


def test_the_accounts_of_the_demonstration_are_offered_there_only(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = client.get("/connexion")
    monkeypatch.setitem(app.extensions, "demo_accounts", DEMO)

    offered = client.get("/connexion")

    assert "Essayer un rôle" not in elsewhere.text
    assert "Entrer comme Amina" in offered.text


# Single-use links


def test_looking_at_an_invitation_does_not_use_it_up(client: Client, cast: Cast) -> None:
    key = invite_key(cast)

    looks = [client.get(f"/invitation/{key}") for _ in range(3)]
    answer = client.post(f"/invitation/{key}", {"name": "Nour Elbaz", "title": "", "password": PASSWORD})

    assert [look.status_code for look in looks] == [200] * 3
    assert "Amina Berger vous invite" in looks[0].text
    assert answer.status_code == 303
    assert (
        queries.find_session(cookie(client)).user_id == queries.find_user_by_email("nouvelle@exemple.test").id
    )


def test_a_newcomer_may_write_on_the_first_day(client: Client, cast: Cast) -> None:
    key = invite_key(cast)
    client.post(f"/invitation/{key}", {"name": "Nour Elbaz", "title": "", "password": PASSWORD})
    client.key = cookie(client)

    page = client.get("/retours-experience/nouveau")

    assert page.status_code == 200


def test_a_used_invitation_says_what_to_do_next(client: Client, cast: Cast) -> None:
    key = invite_key(cast)
    client.post(f"/invitation/{key}", {"name": "Nour Elbaz", "title": "", "password": PASSWORD})

    page = client.as_(cast.visitor).get(f"/invitation/{key}")

    assert page.status_code == 410
    assert "connectez-vous" in page.text


def test_a_weak_password_is_explained_and_nothing_is_lost(client: Client, cast: Cast) -> None:
    key = invite_key(cast)

    page = client.post(
        f"/invitation/{key}", {"name": "Nour El-Baz", "title": "Secrétaire", "password": "court"}
    )

    assert page.status_code == 422
    assert 'href="#password"' in page.text
    assert "trop court" in page.text
    assert "Nour El-Baz" in page.text
    assert "Secrétaire" in page.text


def test_a_forgotten_password_gets_the_same_answer_for_every_address(client: Client, cast: Cast) -> None:
    person = make_person(cast)

    known = client.post("/mot-de-passe-oublie", {"email": person.email})
    unknown = client.post("/mot-de-passe-oublie", {"email": "personne@exemple.test"})

    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(person.email, "…") == unknown.text.replace("personne@exemple.test", "…")


def test_a_reset_link_lets_in_with_the_new_password(client: Client, cast: Cast) -> None:
    person = make_person(cast)
    operations.ask_password_reset(person.email)
    path = f"/nouveau-mot-de-passe/{last_key()}"

    looked = client.get(path)
    answer = client.post(path, {"password": "une tout autre phrase"})
    again = client.as_(cast.visitor).get(path)

    assert (looked.status_code, answer.status_code, again.status_code) == (200, 303, 410)
    assert queries.find_session(cookie(client)).user_id == person.user_id


def test_a_new_address_is_confirmed_by_a_press_not_by_opening_the_link(client: Client, cast: Cast) -> None:
    person = make_person(cast)
    operations.ask_address_change(person, "neuve@exemple.test", PASSWORD)
    path = f"/nouvelle-adresse/{last_key()}"

    client.get(path)
    unchanged = the_user(person.user_id).email
    page = client.post(path)

    assert unchanged == person.email
    assert page.status_code == 200
    assert "neuve@exemple.test" in page.text
    assert the_user(person.user_id).email == "neuve@exemple.test"


def test_the_mails_of_accounts_are_sent_with_links_of_the_public_address(
    cast: Cast, work: object, data_dir: object
) -> None:
    person = make_person(cast)
    invite_key(cast)
    operations.invite(cast.amina, cast.chloe.email, the_authority(cast.valmer), Role.AGENT)
    operations.ask_password_reset(person.email)
    operations.ask_address_change(person, "neuve@exemple.test", PASSWORD)
    operations.change_address(last_key())

    work()

    mails = [path.read_text() for path in (data_dir / "mails").glob("*.eml")]
    assert len(mails) == 5
    assert all("http://localhost" in mail for mail in mails)


# One's own account


@pytest.mark.parametrize("page", ["", "/mot-de-passe", "/adresse", "/connexions", "/donnees", "/suppression"])
def test_the_pages_of_an_account_are_for_its_owner(client: Client, cast: Cast, page: str) -> None:
    own = client.as_(cast.bruno).get(f"/mon-compte{page}")
    visitor = client.get(f"/mon-compte{page}")

    assert own.status_code == 200
    assert visitor.status_code == 303


def test_a_profile_is_changed(client: Client, cast: Cast) -> None:
    answer = client.as_(cast.bruno).post(
        "/mon-compte", {"name": "Bruno L.", "title": "Agent", "version": "1"}
    )

    assert answer.status_code == 303
    assert the_user(cast.bruno.user_id).name == "Bruno L."


def test_a_profile_changed_meanwhile_is_shown_again_with_what_was_written(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    bruno.post("/mon-compte", {"name": "Bruno L.", "title": "", "version": "1"})

    page = bruno.post("/mon-compte", {"name": "Bruno le Second", "title": "", "version": "1"})

    assert page.status_code == 409
    assert "Bruno le Second" in page.text
    assert the_user(cast.bruno.user_id).name == "Bruno L."


def test_changing_the_password_gives_a_new_key_and_ends_the_former(client: Client, cast: Cast) -> None:
    person = make_person(cast)
    browser = client.as_(person)
    former = browser.key

    answer = browser.post(
        "/mon-compte/mot-de-passe", {"former": PASSWORD, "password": "une autre phrase longue"}
    )

    assert answer.status_code == 303
    assert queries.find_session(former) is None
    assert queries.find_session(cookie(browser)) is not None


def test_one_closes_a_session_elsewhere(client: Client, cast: Cast) -> None:
    elsewhere = operations.open_session(cast.bruno.user_id, HERE)
    session_id = queries.find_session(elsewhere).id

    answer = client.as_(cast.bruno).post(f"/mon-compte/connexions/{session_id}/fin")

    assert answer.status_code == 303
    assert queries.find_session(elsewhere) is None


def test_the_session_of_somebody_else_is_not_found(client: Client, cast: Cast) -> None:
    session_id = queries.find_session(operations.open_session(cast.amina.user_id, HERE)).id

    answer = client.as_(cast.bruno).post(f"/mon-compte/connexions/{session_id}/fin")

    assert answer.status_code == 404


def test_an_export_is_a_file_that_no_page_can_run(client: Client, cast: Cast) -> None:
    answer = client.as_(cast.bruno).get("/mon-compte/donnees/mes-donnees.json")

    assert json.loads(answer.text)["Compte"]["email"] == cast.bruno.email
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_export_with_files_is_an_archive_sent_while_it_is_made(client: Client, cast: Cast) -> None:
    kept = storage.current().put(io.BytesIO(b"une annexe"), 1000)
    content = NewFile(kept, "annexe de Bruno.txt", "text/plain")
    post_message(cast.bruno, make_thread(cast), MessageContent("Voici.", (content,)))
    browser = client.as_(cast.bruno)

    answer = browser.get("/mon-compte/donnees/mes-donnees.zip")

    assert "mes-donnees.zip" in browser.get("/mon-compte/donnees").text
    zipped = zipfile.ZipFile(io.BytesIO(answer.data))
    assert json.loads(zipped.read("mes-donnees.json"))["Compte"]["email"] == cast.bruno.email
    assert any(name.endswith("-annexe-de-bruno.txt") for name in zipped.namelist())
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Content-Length" not in answer.headers


def test_an_account_is_deleted_after_two_confirmations(client: Client, cast: Cast) -> None:
    person = make_person(cast)
    browser = client.as_(person)

    unsure = browser.post("/mon-compte/suppression", {"password": PASSWORD})
    sure = browser.post("/mon-compte/suppression", {"password": PASSWORD, "is_sure": "y"}, follow=True)

    assert unsure.status_code == 409
    assert "Votre compte est supprimé" in sure.text
    assert the_user(person.user_id).is_erased


def test_the_name_in_which_one_writes_is_shown_and_switched(client: Client, cast: Cast) -> None:
    with write() as session:
        session.add(Membership(user_id=cast.bruno.user_id, authority_id=cast.ostrelle, role=Role.AGENT))
    bruno = client.as_(cast.bruno)

    answer = bruno.post("/au-nom-de", {"authority_id": str(cast.ostrelle), "next": "/mon-compte"})
    page = bruno.get("/mon-compte")

    assert answer.location == "/mon-compte"
    assert "Vous écrivez maintenant au nom de : Ostrelle" in page.text.replace("\u202f", " ")
    assert queries.find_session(bruno.key).reader.speaking_for.authority_id == cast.ostrelle


@pytest.mark.parametrize(("count", "buttons"), [(1, 0), (2, 2), (3, 3), (5, 5), (6, 0)])
def test_up_to_five_authorities_are_one_press_away(
    client: Client, cast: Cast, count: int, buttons: int
) -> None:
    others = [make_authority(f"Commune {rank}", insee_code=f"9910{rank}") for rank in range(count - 1)]
    with write() as session:
        for each in others:
            session.add(Membership(user_id=cast.bruno.user_id, authority_id=each.id, role=Role.AGENT))
    bruno = client.as_(cast.bruno)
    if others:
        bruno.post("/au-nom-de", {"authority_id": str(others[-1].id), "next": "/mon-compte"})

    page = bruno.get("/mon-compte").text

    pressed = re.findall(r'value="(\d+)"\s+aria-describedby="voix"\s+aria-pressed="true"', page)
    assert page.count('class="voice__choice"') == buttons
    assert pressed == ([str(others[-1].id)] if buttons else [])


def test_who_has_an_account_enters_at_once_and_the_inviter_is_told(client: Client, cast: Cast) -> None:
    elise = client.as_(cast.elise)
    sent = {"email": cast.chloe.email, "authority": str(cast.valmer), "role": "agent"}

    page = elise.post("/comites/comite-de-valmer/invitations", sent, follow=True)

    assert "a déjà un compte" in page.text
    assert "L’invitation est partie" not in page.text


@pytest.mark.parametrize("wanted", ["3", "abc", "", "9" * 30])
def test_nobody_takes_the_voice_of_another_authority(client: Client, cast: Cast, wanted: str) -> None:
    answer = client.as_(cast.bruno).post("/au-nom-de", {"authority_id": wanted})

    assert answer.status_code == 403


# People


def test_the_page_of_a_person_is_for_those_who_have_a_place(client: Client, cast: Cast) -> None:
    with write() as session:
        session.add(User(id=50, handle="seul", email="seul@exemple.test", name="Seul"))
    alone = queries.reader_of(50)

    statuses = {
        "member": client.as_(cast.bruno).get("/personnes/amina").status_code,
        "outsider": client.as_(cast.chloe).get("/personnes/amina").status_code,
        "administrator": client.as_(cast.denis).get("/personnes/amina").status_code,
        "alone": client.as_(alone).get("/personnes/amina").status_code,
        "visitor": client.get("/personnes/amina").status_code,
        "unknown": client.as_(cast.bruno).get("/personnes/inconnue").status_code,
    }

    assert statuses == {
        "member": 200, "outsider": 200, "administrator": 200, "alone": 404, "visitor": 303, "unknown": 404,
    }  # fmt: skip


def test_mentions_suggest_people_by_any_of_their_names_and_authorities(client: Client, cast: Cast) -> None:
    person = make_person(cast, name="Hélène Vasseur")

    by_first = client.as_(cast.bruno).get("/personnes.json?q=hél").get_json()
    by_last = client.as_(cast.bruno).get("/personnes.json?q=vass").get_json()
    authority = client.as_(cast.bruno).get("/personnes.json?q=ostr").get_json()

    assert by_first == by_last == [{"label": "Hélène Vasseur", "value": person.handle, "hint": "Valmer"}]
    assert authority == [{"label": "Ostrelle", "value": "ostrelle", "hint": "Collectivité"}]


# Inviting


def test_the_animator_invites_one_person(client: Client, cast: Cast) -> None:
    form = {"email": "x@exemple.test", "name": "X", "authority": str(cast.valmer), "role": "agent"}

    answer = client.as_(cast.elise).post("/comites/comite-de-valmer/invitations", form)
    page = client.as_(cast.elise).get("/comites/comite-de-valmer/invitations")

    assert answer.status_code == 303
    assert "x@exemple.test" in page.text


def test_a_role_that_was_not_offered_is_refused(client: Client, cast: Cast) -> None:
    form = {"email": "x@exemple.test", "name": "", "authority": str(cast.valmer), "role": "animator"}

    page = client.as_(cast.elise).post("/comites/comite-de-valmer/invitations", form)

    assert page.status_code == 403
    assert db.session.query(Invitation).count() == 0


def test_a_list_reports_line_by_line_and_keeps_what_must_be_mended(client: Client, cast: Cast) -> None:
    people = "un@exemple.test;Un;Valmer\nsans adresse du tout\ndeux@exemple.test;Deux;Nulle-Part"

    page = client.as_(cast.elise).post("/comites/comite-de-valmer/invitations/liste", {"people": people})

    assert page.status_code == 200
    assert "1 invitation est partie, 2 lignes sont à revoir" in page.text.replace("\u00a0", " ")
    assert "sans adresse du tout" in page.text
    assert db.session.query(Invitation).count() == 1


def test_a_list_in_a_file_of_a_spreadsheet_is_read(client: Client, cast: Cast) -> None:
    file = (io.BytesIO("Courriel;Nom\nun@exemple.test;Élodie".encode("cp1252")), "liste.csv")

    page = client.as_(cast.amina).post(
        "/collectivites/valmer/personnes/liste",
        {"people": "", "document": file},
        content_type="multipart/form-data",
    )

    assert page.status_code == 200
    assert db.session.query(Invitation).one().name == "Élodie"


def test_a_list_that_is_too_long_sends_nothing_and_says_so(client: Client, cast: Cast) -> None:
    people = "\n".join(f"p{number}@exemple.test" for number in range(301))

    page = client.as_(cast.amina).post("/collectivites/valmer/personnes/liste", {"people": people})

    assert page.status_code == 409
    assert "p300@exemple.test" in page.text
    assert db.session.query(Invitation).count() == 0


def test_an_invitation_is_sent_again_and_taken_back(client: Client, cast: Cast) -> None:
    invite_key(cast)
    number = db.session.query(Invitation).one().id
    amina = client.as_(cast.amina)

    again = amina.post(f"/invitations/{number}/renvoi", {"next": "/collectivites/valmer/personnes"})
    back = amina.post(f"/invitations/{number}/retrait", {"next": "/collectivites/valmer/personnes"})

    assert again.location == back.location == "/collectivites/valmer/personnes"
    assert db.session.query(Invitation).one().withdrawn_at is not None


def test_an_invitation_of_others_is_not_found(client: Client, cast: Cast) -> None:
    invite_key(cast)
    number = db.session.query(Invitation).one().id

    statuses = [
        client.as_(who).post(f"/invitations/{number}/{action}").status_code
        for who in (cast.bruno, cast.chloe, cast.elise)
        for action in ("renvoi", "retrait")
    ]

    assert statuses == [404] * 6


# Managing people


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("amina", 200),
        ("denis", 200),
        ("bruno", 403),
        ("chloe", 403),
        ("elise", 403),
        ("farid", 403),
        ("visitor", 303),
    ],
)
@pytest.mark.parametrize("page", ["", "/liste"])
def test_the_people_of_an_authority_are_managed_by_its_editors(
    client: Client, cast: Cast, name: str, status: int, page: str
) -> None:
    answer = client.as_(getattr(cast, name)).get(f"/collectivites/valmer/personnes{page}")

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("name", "status"),
    [("elise", 200), ("denis", 200), ("amina", 403), ("chloe", 403), ("farid", 403), ("visitor", 303)],
)
@pytest.mark.parametrize("page", ["", "/liste"])
def test_the_animator_invites_for_the_committee(
    client: Client, cast: Cast, name: str, status: int, page: str
) -> None:
    answer = client.as_(getattr(cast, name)).get(f"/comites/comite-de-valmer/invitations{page}")

    assert answer.status_code == status


def test_an_editor_changes_a_role_then_ends_a_place(client: Client, cast: Cast) -> None:
    place = db.session.query(Membership).where(Membership.user_id == cast.bruno.user_id).one().id
    amina = client.as_(cast.amina)

    changed = amina.post(f"/adhesions/{place}/role", {"role": "editor"})
    role = queries.reader_of(2).affiliations[0].role
    ended = amina.post(f"/adhesions/{place}/fin")

    assert (changed.status_code, ended.status_code) == (303, 303)
    assert role is Role.EDITOR
    assert not queries.reader_of(2).is_affiliated


@pytest.mark.parametrize("name", ["bruno", "chloe", "elise"])
def test_others_do_not_know_that_a_place_exists(client: Client, cast: Cast, name: str) -> None:
    place = db.session.query(Membership).where(Membership.user_id == cast.amina.user_id).one().id
    browser = client.as_(getattr(cast, name))

    answers = [
        browser.post(f"/adhesions/{place}/role", {"role": "agent"}),
        browser.post(f"/adhesions/{place}/fin"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(
    ("name", "status"), [("denis", 200), ("elise", 404), ("amina", 404), ("visitor", 303)]
)
@pytest.mark.parametrize("page", ["/personnes", "/personnes/bruno/suspension"])
def test_accounts_are_administered_by_administrators(
    client: Client, cast: Cast, name: str, status: int, page: str
) -> None:
    answer = client.as_(getattr(cast, name)).get(f"/administration{page}")

    assert answer.status_code == status


def test_an_administrator_suspends_with_a_reason_then_reopens(client: Client, cast: Cast) -> None:
    denis = client.as_(cast.denis)

    denis.post("/administration/personnes/bruno/suspension", {"reason": "Le temps de comprendre."})
    listed = denis.get("/administration/personnes?suspendus=1")
    denis.post("/administration/personnes/bruno/reouverture")

    assert "Le temps de comprendre." in listed.text
    assert not the_user(cast.bruno.user_id).is_suspended


def test_the_last_administrator_is_told_why_they_must_stay(client: Client, cast: Cast) -> None:
    page = client.as_(cast.denis).post(
        "/administration/personnes/denis/administration", {"wanted": "0"}, follow=True
    )

    assert "nommez d’abord quelqu’un d’autre" in page.text


# Cost


@pytest.mark.parametrize("how_many", [1, 20])
def test_lists_of_people_cost_the_same_however_long(
    client: Client, cast: Cast, query_log: QueryLog, how_many: int
) -> None:
    for rank in range(how_many):
        with write() as session:
            person = User(handle=f"p{rank}", email=f"p{rank}@exemple.test", name=f"P {rank}")
            session.add(person)
            session.flush()
            session.add(Membership(user_id=person.id, authority_id=cast.valmer, role=Role.AGENT))
        invite_key(cast, f"i{rank}@exemple.test")

    counts = []
    for who, page in (
        (cast.amina, "/collectivites/valmer/personnes"),
        (cast.denis, "/administration/personnes"),
        (cast.bruno, "/collectivites/valmer"),
    ):
        browser = client.as_(who)
        with query_log:
            browser.get(page)
        counts.append(len(query_log))

    assert counts == [5, 5, 12]

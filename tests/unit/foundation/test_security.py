"""What the locks of the doors promise."""

import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask, g
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from comite.accounts import operations as accounts
from comite.app import create_app
from comite.discussions.models.threads import Thread
from comite.foundation import clock, security, settings
from comite.foundation.database import db
from comite.foundation.security import CONTENT_POLICY, FILE_POLICY, Submission, safe_next
from tests.cast import Cast
from tests.client import Client
from tests.factories_datasets import make_dataset

NEW = "/discussions/nouvelle"
THREAD = {
    "title": "Qui a essayé un assistant d’accueil ?",
    "category": "question",
    "visibility": "network",
    "committee": "",
    "text": "Nous cherchons des retours.",
}


def count_threads() -> int:
    """How many threads there are."""
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(Thread)) or 0


def send(browser: Client, changes: dict[str, Any] | None = None, **headers: str) -> TestResponse:
    """Send the form of a new thread with the token our page would give, and some headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.post(NEW, {**THREAD, **(changes or {})}, headers=named)


@pytest.mark.parametrize("token", ["", "x", "1.2", "99999999999.abc", "-5.abc", "١٢٣.abc", "1" * 40])
def test_a_form_without_a_good_token_is_refused(client: Client, cast: Cast, token: str) -> None:
    response = send(client.as_(cast.bruno), {"form_token": token})

    assert response.status_code == 403
    assert "votre texte y est encore" in response.text
    assert count_threads() == 0


def test_a_form_with_its_token_is_received(client: Client, cast: Cast) -> None:
    response = send(client.as_(cast.bruno))

    assert response.status_code == 303
    assert count_threads() == 1


def test_the_token_of_somebody_else_is_refused(client: Client, cast: Cast) -> None:
    stolen = client.as_(cast.amina).form_token()

    response = send(client.as_(cast.bruno), {"form_token": stolen})

    assert response.status_code == 403


def test_the_token_given_before_signing_in_is_refused_after(client: Client, cast: Cast) -> None:
    response = send(client.as_(cast.bruno), {"form_token": client.form_token()})

    assert response.status_code == 403


def test_a_token_is_good_for_half_a_day(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    token = bruno.form_token()

    with time_machine.travel(clock.now() + timedelta(hours=11), tick=False):
        in_time = send(bruno, {"form_token": token})
    with time_machine.travel(clock.now() + timedelta(hours=13), tick=False):
        too_late = send(bruno, {"form_token": token})

    assert (in_time.status_code, too_late.status_code) == (303, 403)


def test_a_token_sealed_with_the_secret_before_is_still_good(app: Flask, client: Client, cast: Cast) -> None:
    present = app.extensions["settings"]
    bruno = client.as_(cast.bruno)
    token = bruno.form_token()
    renewed = replace(present, secret_key="n" * 40, secret_key_fallbacks=(present.secret_key,))
    app.extensions["settings"] = renewed
    try:
        after_renewal = send(bruno, {"form_token": token})
        app.extensions["settings"] = replace(renewed, secret_key_fallbacks=())
        after_oblivion = send(bruno, {"form_token": token})
    finally:
        app.extensions["settings"] = present

    assert (after_renewal.status_code, after_oblivion.status_code) == (303, 403)


@pytest.mark.parametrize(
    "origin", ["https://mechant.test", "null", "http://localhost:81", "http://localhost.mechant.test", ""]
)
def test_a_form_sent_from_another_site_is_refused(client: Client, cast: Cast, origin: str) -> None:
    response = send(client.as_(cast.bruno), Origin=origin)

    assert response.status_code == 403
    assert count_threads() == 0


def test_a_form_sent_from_our_own_site_is_received(client: Client, cast: Cast) -> None:
    response = send(client.as_(cast.bruno), Origin="http://localhost", Sec_Fetch_Site="same-origin")

    assert response.status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "other"])
def test_a_form_that_the_browser_says_comes_from_elsewhere_is_refused(
    client: Client, cast: Cast, site: str
) -> None:
    response = send(client.as_(cast.bruno), Sec_Fetch_Site=site)

    assert response.status_code == 403


def test_a_page_may_be_reached_from_another_site(client: Client) -> None:
    response = client.get("/", headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://ailleurs.test"})

    assert response.status_code == 200


def test_a_form_sent_twice_is_received_once_and_leads_to_the_same_page(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)

    first = send(bruno, {"form_key": "one-and-only"})
    second = send(bruno, {"form_key": "one-and-only"})

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert count_threads() == 1


def test_a_form_sent_twice_at_once_is_received_once(app: Flask, client: Client, cast: Cast) -> None:
    browsers = [client.as_(cast.bruno) for _ in range(2)]
    browsers[1].browser.set_cookie("comite", browsers[0].key)
    form = {**THREAD, "form_key": "at-once", "form_token": browsers[0].form_token()}
    statuses: list[int] = []

    def post(browser: Client) -> None:
        statuses.append(browser.browser.post(NEW, data=form).status_code)

    threads = [threading.Thread(target=post, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert count_threads() == 1
    assert 303 in statuses
    assert set(statuses) <= {303, 409}


def test_another_form_with_the_same_words_is_another_sending(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)

    send(bruno, {"form_key": "first"})
    send(bruno, {"form_key": "second"})

    assert count_threads() == 2


def test_the_key_of_one_person_is_not_that_of_another(client: Client, cast: Cast) -> None:
    send(client.as_(cast.bruno), {"form_key": "shared"})
    send(client.as_(cast.amina), {"form_key": "shared"})

    assert count_threads() == 2


def test_a_form_refused_can_be_mended_and_sent_again_with_its_key(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)

    refused = send(bruno, {"form_key": "same", "title": ""})
    mended = send(bruno, {"form_key": "same"})

    assert (refused.status_code, mended.status_code) == (422, 303)
    assert count_threads() == 1


def test_a_form_kept_whose_answer_was_lost_is_said_to_be_kept(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    send(bruno, {"form_key": "lost-answer"})
    with security.write() as session:
        session.execute(db.update(Submission).values(location=None))

    again = send(bruno, {"form_key": "lost-answer"})

    assert again.status_code == 409
    assert "rien n’a été fait deux fois" in again.text
    assert count_threads() == 1


def test_the_keys_of_forms_are_forgotten_after_two_days(client: Client, cast: Cast) -> None:
    send(client.as_(cast.bruno), {"form_key": "old"})

    with time_machine.travel(clock.now() + timedelta(days=3), tick=False), security.write():
        security.forget_submissions()

    db.session.remove()
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 0


@pytest.mark.parametrize("path", ["/recherche?q=%00", "/?a=1&b=x%00y", "/discussions/%00"])
def test_an_address_with_a_null_is_not_understood(client: Client, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


def answers(client: Client, cast: Cast) -> dict[str, TestResponse]:
    """One answer of each sort."""
    dataset = make_dataset(cast)
    file_id = db.session.scalar(select(security.db.metadata.tables["dataset_files"].c.id))
    amina, sheet = client.as_(cast.amina), client.app.extensions["assets"]
    with client.app.test_request_context():
        static = sheet.address("css/comite.css")
    return {
        "page": client.get("/"),
        "page of somebody": amina.get("/"),
        "redirection": client.get("/mon-compte"),
        "not found": client.get("/nulle-part"),
        "wrong method": client.get("/deconnexion"),
        "refused": amina.post(NEW, {**THREAD, "form_token": ""}),
        "bad request": client.get("/?a=%00"),
        "json": client.get("/sante"),
        "static": client.get(static),
        "static missing": client.get("/static/x/y.css"),
        "file": client.get(f"/jeux-de-donnees/{dataset.slug}/fichiers/{file_id}/original"),
        "sign-in": client.get("/connexion"),
    }


def test_every_answer_bears_the_headers_that_protect(client: Client, cast: Cast) -> None:
    for name, answer in answers(client, cast).items():
        policy = FILE_POLICY if name == "file" else CONTENT_POLICY
        assert answer.headers["Content-Security-Policy"] == policy, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] == "same-origin", name
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert answer.headers["X-Frame-Options"] == "DENY", name
        assert "camera=()" in answer.headers["Permissions-Policy"], name
        assert answer.headers["Cache-Control"], name


def test_the_policy_allows_nothing_inline_and_nobody_else() -> None:
    assert "unsafe" not in CONTENT_POLICY
    assert "http" not in CONTENT_POLICY
    assert "default-src 'none'" in CONTENT_POLICY


def test_what_depends_on_who_asks_is_kept_by_no_cache(client: Client, cast: Cast) -> None:
    found = answers(client, cast)

    assert found["page of somebody"].headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in found["page of somebody"].headers["Vary"]
    assert "Cookie" in found["page"].headers["Vary"]
    assert found["file"].headers["Cache-Control"] == "private, no-store"
    assert "immutable" in found["static"].headers["Cache-Control"]


def test_a_file_is_sent_to_be_kept_never_shown(client: Client, cast: Cast) -> None:
    found = answers(client, cast)["file"]

    assert found.status_code == 200
    assert found.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%C3%A9coles.csv" in found.headers["Content-Disposition"]


def test_no_cookie_is_given_to_who_only_reads(client: Client) -> None:
    for path in (
        "/",
        "/connexion",
        "/recherche?q=eau",
        "/retours-experience/",
        "/jeux-de-donnees/",
        "/nulle-part",
    ):
        assert "Set-Cookie" not in client.get(path).headers, path


@pytest.fixture(scope="module")
def secure_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An installation reached over https under one name."""
    environment = {
        "DATA_DIR": str(tmp_path_factory.mktemp("secure")),
        "COMITE_SECRET_KEY": "s" * 40,
        "COMITE_PUBLIC_URL": "https://comite.exemple.test",
        "COMITE_TRUSTED_HOSTS": "comite.exemple.test",
    }
    return create_app(settings.load(environment, mode="production"), testing=True)


def test_an_installation_over_https_says_so_to_browsers(secure_app: Flask) -> None:
    answer = secure_app.test_client().get("/sante", base_url="https://comite.exemple.test")

    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_an_installation_answers_under_its_own_name_only(secure_app: Flask) -> None:
    answer = secure_app.test_client().get("/sante", base_url="https://mechant.test")

    assert answer.status_code == 400


def test_in_production_only_the_public_address_is_an_origin_of_ours(secure_app: Flask) -> None:
    with (
        secure_app.test_request_context(
            "/",
            method="POST",
            base_url="http://comite.exemple.test",
            headers={"Origin": "http://comite.exemple.test"},
        ),
        pytest.raises(security.BadFormTokenError),
    ):
        security._check_origin()


def test_the_cookies_of_an_installation_over_https_stay_there(secure_app: Flask) -> None:
    from comite.accounts import current

    with secure_app.test_request_context():
        answer = current.give_key(secure_app.make_response(""), "a-key")
    cookie = answer.headers["Set-Cookie"]

    assert cookie.startswith("__Host-comite=a-key;")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie
    assert "Domain" not in cookie


def test_an_application_with_a_door_without_a_lock_does_not_start(tmp_path: Path) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/ouvert", "open", lambda: "")

    with pytest.raises(RuntimeError, match="open"):
        security.refuse_undeclared(bare)


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/discussions/",
        "/retours-experience/?page=2",
        "/recherche?q=eau&type=experience#resultats",
        "/mon-compte",
    ],
)
def test_going_on_to_a_page_of_ours_is_accepted(app: Flask, target: str) -> None:
    with app.test_request_context():
        assert safe_next(target, "/defaut") == target


@pytest.mark.parametrize(
    "target",
    [
        None, "", "discussions", "https://mechant.test/", "//mechant.test", "/\\mechant.test",
        "\\\\mechant.test", "/\tjavascript:alert(1)", "javascript:alert(1)", "/nulle-part", "/deconnexion",
        "/discussions",
        "/%2f%2f", "http:mechant.test", "/\n/mechant.test", "/" + "a" * 600, "///mechant.test",
        "/ \\mechant.test",
    ],
)  # fmt: skip
def test_going_on_anywhere_else_leads_to_the_usual_page(app: Flask, target: str | None) -> None:
    with app.test_request_context():
        assert safe_next(target, "/defaut") == "/defaut"


def test_a_session_that_was_ended_opens_nothing(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    before = bruno.get("/mon-compte").status_code
    bruno.post("/deconnexion")

    after = bruno.get("/mon-compte").status_code

    assert (before, after) == (200, 303)


def test_a_made_up_session_opens_nothing(app: Flask, client: Client) -> None:
    for key in ("x", "x" * 43, "x" * 3000, "é", "../../"):
        client.browser.set_cookie("comite", key)
        assert client.get("/mon-compte").status_code == 303


def test_a_token_made_a_moment_ahead_by_another_clock_is_good(app: Flask) -> None:
    with app.test_request_context():
        g.session_digest = "somebody"
        with time_machine.travel(time.time() + 30, tick=False):
            token = security.form_token()

        assert security._is_token_good(token)
        assert accounts is not None

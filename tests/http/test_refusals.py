"""What a page that failed still owes to its reader."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from comite.foundation import turns
from comite.home import refusals
from tests.client import check_page


@pytest.mark.parametrize("status", [500, 503])
def test_a_failure_of_ours_stands_alone_and_leads_where_every_page_does(app: Flask, status, query_log):
    with app.test_request_context("/"), query_log:
        page, found = (
            refusals.failed(RuntimeError("no"))
            if status == 500
            else refusals.database_failed(OperationalError("", {}, RuntimeError("no")))
        )

    assert found == status
    assert len(query_log) == 0
    check_page(page, "/")
    assert 'class="skip"' in page


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/nulle-part", "GET", 404),
        ("/deconnexion", "GET", 405),
        ("/?q=%00", "GET", 400),
        ("/connexion", "POST", 403),
    ],
)
def test_a_refusal_leads_where_every_page_does(client, path, method, status):
    answer = client.browser.open(
        path, method=method, data={"form_token": "faux"} if method == "POST" else None
    )

    assert answer.status_code == status
    check_page(answer.text, path)


def test_a_site_too_busy_to_answer_leads_there_all_the_same():
    said = []

    page = b"".join(turns._busy(lambda status, headers: said.append((status, dict(headers)))))

    check_page(page.decode(), "/")
    assert said[0][0].startswith("503")
    assert "default-src 'none'" in said[0][1]["Content-Security-Policy"]

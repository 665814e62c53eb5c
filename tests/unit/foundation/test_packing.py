"""The heaviest pages are compressed for the browsers that ask."""

import gzip

import pytest
from flask import Flask

from comite.foundation import rendering


@pytest.fixture
def pages() -> Flask:
    app = Flask(__name__)
    app.after_request(rendering._pack)
    app.add_url_rule("/<int:size>", "page", lambda size: "é" * (size // 2))
    app.add_url_rule("/data", "data", lambda: (b"x" * 100_000, {"Content-Type": "application/json"}))
    return app


def test_a_heavy_page_is_packed_for_those_who_ask(pages):
    answer = pages.test_client().get("/90000", headers={"Accept-Encoding": "br, gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.content_length == len(answer.get_data()) < 1000
    assert gzip.decompress(answer.get_data()).decode() == "é" * 45_000
    assert "Accept-Encoding" in answer.vary


@pytest.mark.parametrize("asked", ["", "identity", "gzip;q=0", "br"])
def test_nobody_is_sent_what_they_cannot_read(pages, asked):
    answer = pages.test_client().get("/90000", headers={"Accept-Encoding": asked})

    assert "Content-Encoding" not in answer.headers
    assert len(answer.get_data()) == 90_000
    assert "Accept-Encoding" in answer.vary


def test_light_pages_and_data_are_left_as_they_are(pages):
    browser = pages.test_client()

    for path in ("/2000", "/data"):
        assert "Content-Encoding" not in browser.get(path, headers={"Accept-Encoding": "gzip"}).headers

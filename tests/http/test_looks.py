"""The page where administrators choose the looks of the site, and what pages make of it."""

import io
import re

import pytest
from PIL import Image

from comite.foundation.database import db
from comite.home import appearance, colours
from comite.home.models import Appearance

GOOD, PALE = "#7a1f5c", "#ffd84d"
PAGE = "/administration/apparence"


def appearance_of():
    return db.session.get(Appearance, 1, populate_existing=True)


def send(client, **words):
    answer = client.post(PAGE, {"version": "0", "accent": "", "owner_name": "", **words})
    appearance.forget()
    return answer


def test_the_accent_reaches_every_page_through_a_sheet_of_its_own(client, cast):
    answer = send(client.as_(cast.denis), accent=GOOD, owner_name="Valmer Agglomération")

    page = client.get("/").text
    address = re.search(r'href="(/apparence/\w+\.css)"', page)[1]
    sheet = client.get(address)
    assert answer.status_code == 303
    assert f"--accent:{GOOD}" in sheet.text
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "Un service proposé par Valmer Agglomération." in page


def test_a_pale_accent_is_refused_with_a_better_one_that_one_press_takes(client, cast):
    denis = client.as_(cast.denis)

    refused = send(denis, accent=PALE)
    proposed = colours.nearest_readable(PALE)
    taken = send(denis, accent=proposed)

    assert refused.status_code == 422
    assert f"Prendre {proposed}" in refused.text
    assert f'name="accent" value="{proposed}"' in re.sub(r"\s+", " ", refused.text)
    assert taken.status_code == 303


@pytest.mark.parametrize("written", ["7a1f5c", "#7A1F5C", " #7a1f5c ", "rgb(122, 31, 92)", "rgb(122 31 92)"])
def test_a_colour_is_understood_as_tools_write_it(client, cast, written):
    answer = send(client.as_(cast.denis), accent=written)

    assert answer.status_code == 303
    assert appearance_of().accent == GOOD


def test_a_colour_of_three_digits_is_understood(client, cast):
    send(client.as_(cast.denis), accent="#036")

    assert appearance_of().accent == "#003366"


def test_a_refused_colour_is_seen_beside_the_proposed_one(client, cast):
    refused = send(client.as_(cast.denis), accent=PALE).text

    for colour in (PALE, colours.nearest_readable(PALE)):
        assert f"Thème clair avec {colour}" in refused
        assert f'fill="{colours.dark(colour).accent}"' in refused


def test_what_is_no_colour_is_refused_and_reaches_no_sheet(client, cast):
    for words in (
        "rouge",
        "#12345",
        "#0b5566;}",
        "<b>",
        "#GGGGGG",
        "rgb(1,2)",
        "rgb(300,0,0)",
        "#0b556680",
        "#",
    ):
        assert send(client.as_(cast.denis), accent=words).status_code == 422

    assert "/apparence/" not in client.get("/").text


def test_the_logo_stands_in_the_header_with_its_name(client, cast):
    file = io.BytesIO()
    Image.new("RGB", (300, 100), "teal").save(file, "PNG")
    file.seek(0)

    send(client.as_(cast.denis), owner_name="Valmer Agglomération", logo=(file, "logo.png"))

    page = client.get("/").text
    address = re.search(r'src="(/apparence/\w+\.png)"', page)[1]
    logo = client.get(address)
    assert 'alt="Valmer Agglomération"' in page
    assert logo.headers["Content-Type"] == "image/png"
    assert logo.headers["X-Content-Type-Options"] == "nosniff"


def test_a_process_that_does_not_know_yet_gives_the_new_looks_all_the_same(client, cast):
    appearance.look()
    file = io.BytesIO()
    Image.new("RGB", (300, 100), "teal").save(file, "PNG")
    file.seek(0)
    known = appearance.current_app.extensions["look"]
    send(client.as_(cast.denis), accent=GOOD, logo=(file, "logo.png"))
    page = client.get("/").text
    marks = [re.search(rf'"(/apparence/\w+\.{kind})"', page)[1] for kind in ("css", "png")]

    answers = []
    for address in marks:
        appearance.current_app.extensions["look"] = known
        answers.append(client.get(address))

    assert [each.status_code for each in answers] == [200, 200]
    assert f"--accent:{GOOD}" in answers[0].text


def test_a_drawing_in_words_is_refused_and_says_what_to_do(client, cast):
    drawing = (io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "logo.svg")

    refused = send(client.as_(cast.denis), logo=drawing, owner_name="Valmer")

    assert refused.status_code == 409
    assert "exporté en PNG" in refused.text
    assert 'value="Valmer"' in refused.text


def test_without_a_choice_there_is_neither_sheet_nor_logo(client):
    assert client.get("/apparence/0123.css").status_code == 404
    assert client.get("/apparence/0123.png").status_code == 404

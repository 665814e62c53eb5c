"""Whatever is shared says who can read it, wherever it is shown."""

import re

import pytest

from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_thread
from tests.factories_engineering import make_mission, make_profile, make_request
from tests.factories_engineering_projects import make_project
from tests.factories_experiences import make_report
from tests.factories_library import make_model
from tests.factories_meetings import make_meeting
from tests.factories_minutes import freeze, make_decision
from tests.factories_votes import make_ballot

CHIP = "Peut lire"
LISTS = {
    "/retours-experience/": make_report,
    "/jeux-de-donnees/": make_dataset,
    "/discussions/": make_thread,
    "/seances/": make_meeting,
    "/votes/": make_ballot,
    "/decisions/": make_decision,
    "/ingenierie/": make_request,
    "/ingenierie/missions": make_mission,
    "/ingenierie/projets/": make_project,
    "/ingenierie/modeles/": make_model,
    "/ingenierie/annuaire": make_profile,
}


def cards(text):
    """The things that a page lists."""
    main = text.split("<main")[1]
    return re.findall(r'<article class="(?:card|thread).*?</article>', main, flags=re.DOTALL)


@pytest.mark.parametrize("path", LISTS)
def test_each_line_of_a_list_says_who_can_read_it(client, cast, path):
    LISTS[path](cast)

    page = client.as_(cast.elise).get(path).text

    lines = cards(page) or re.findall(r"<li>.*?</li>", page.split("<main")[1], flags=re.DOTALL)
    assert lines
    assert [line for line in lines if CHIP not in line] == []


@pytest.mark.parametrize("path", ["/comites/comite-de-valmer", "/collectivites/valmer"])
def test_what_a_place_shared_says_who_can_read_it(client, cast, path):
    make_report(cast)
    make_dataset(cast)
    make_thread(cast)
    make_meeting(cast)

    shared = cards(client.as_(cast.elise).get(path).text)

    assert len(shared) >= 2
    assert [line for line in shared if CHIP not in line] == []


def test_a_page_says_who_can_read_it(client, cast):
    meeting, _ = freeze(cast)
    profile = make_profile(cast)
    elise = client.as_(cast.elise)

    for path in (f"/seances/{meeting.id}/compte-rendu", f"/ingenierie/annuaire/{profile.id}"):
        assert CHIP in elise.get(path).text.split("<main")[1], path

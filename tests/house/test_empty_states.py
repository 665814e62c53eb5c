"""An empty list teaches and acts: it leads somewhere, or says why there is nowhere to go."""

import re

from comite.foundation.rendering import TEMPLATES

# Nothing is left to do there, or what does it stands just above.
NOWHERE_TO_GO = {
    "discussions/journal.html": "a register that moderation fills",
    "experiences/revision.html": "a comparison in which nothing differs",
    "home/jobs.html": "good news for operators",
    "home/mails.html": "only in the demonstration",
    "invitations/_pending.html": "the form stands above",
    "meetings/seats.html": "the form stands above",
    "search/index.html": "the search field stands above",
    "style/_empty_state.html": "shows both",
}
CALL = re.compile(r"empty_state\((.*?)\) ?(?:\}\}|%\})", re.DOTALL)


def calls(source: str) -> list[str]:
    """Each empty state that a template shows."""
    return [each for each in CALL.findall(source) if not each.startswith("title, sentence")]


def without_way(name: str, source: str) -> list[str]:
    """The empty states that lead nowhere."""
    return [name for each in calls(source) if not re.search(r"url|#", each)]


def test_every_empty_state_leads_somewhere():
    found = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in without_way(str(path.relative_to(TEMPLATES)), path.read_text(encoding="utf-8"))
    }

    assert found - {"components/empty_state.html"} == set(NOWHERE_TO_GO)


def test_one_that_leads_nowhere_is_seen():
    assert without_way("x", '{{ empty_state("Rien", "Encore rien.", symbol="idea") }}') == ["x"]
    assert without_way("x", '{{ empty_state("Rien", "Essayez.", "Essayer", url_for("x.y")) }}') == []

"""What our tests look for on every page they are given: each fault is seen."""

import html5lib
import pytest

from tests.accessible import faults

FORM = '<form method="post" action="{}"><input type="hidden" name="id" value="{}"><button>{}</button></form>'


def found(body: str, title: str = "Accueil") -> list[str]:
    """What is wrong on a page made of this."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>Ici</h1>{body}</body></html>"
    return faults(html5lib.HTMLParser(namespaceHTMLElements=False).parse(page))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h3>Plus loin</h3>", "h3 « Plus loin » under h1"),
        ("<h2> </h2>", "an empty h2"),
        ('<input aria-describedby="aide">', "input aria-describedby=aide"),
        ('<label for="nom">Nom</label>', "label for=nom"),
        ('<a href="#suite">Suite</a>', "a link to #suite"),
        ("<table><tr><td>1</td></tr></table>", "a table without a name"),
        (
            "<table><caption>Eau</caption><thead><tr><th>Rue</th></tr></thead></table>",
            "th « Rue » without scope",
        ),
        ('<a href="/"><svg aria-hidden="true"><path d=""/></svg></a>', "a without a name (/)"),
        ('<button aria-label="Fermer">Retirer</button>', "« Fermer » is not what is seen, « Retirer »"),
        (FORM.format("/a", 1, "Retirer") + FORM.format("/a", 2, "Retirer"), "2 buttons « Retirer »"),
        ('<a class="button" href="/1">Voir</a><a class="button" href="/2">Voir</a>', "2 buttons « Voir »"),
        ("<fieldset><input></fieldset>", "a fieldset without legend"),
        ('<input type="email" name="a">', "email a without autocomplete"),
        ("<nav></nav>", "a nav without a name"),
        ('<p tabindex="1">A</p>', "a positive tabindex"),
        ('<a href="/" target="_blank">A</a>', "a link to a new window"),
        (
            '<div class="form-errors">Un champ</div>',
            "the title « Accueil » does not say that the form was refused",
        ),
    ],
)
def test_each_fault_is_seen(body, fault):
    assert found(body) == [fault]


def test_an_error_that_only_the_title_knows_is_seen():
    assert found("<p>Tout va bien.</p>", title="Erreur – Accueil") == [
        "the title « Erreur – Accueil » speaks of an error that is nowhere on the page"
    ]


def test_what_is_well_said_is_no_fault():
    told = FORM.format("/a", 1, "Retirer<span> : Amina</span>") + FORM.format("/a", 2, "Retirer : Bruno")
    folds = "".join(
        f"<details><summary>Plus : message {each}</summary>{FORM.format('/a', each, 'Supprimer')}</details>"
        for each in (1, 2)
    )
    body = f"""<h2>Suite</h2><h3>Encore</h3><h2>Fin</h2><dialog><h2>À part</h2></dialog>
      <table aria-label="Rue, débit"><thead><tr><th scope="col">Rue</th></tr></thead></table>
      <a href="#" aria-label="Revenir au texte">↩</a><button aria-label="Retirer Amina">Retirer</button>
      <fieldset><legend>Coûts</legend></fieldset><nav aria-label="Menu"></nav>{told}{folds}"""

    assert found(body) == []
    assert found('<div class="form-errors" role="alert">Un champ</div>', title="Erreur – Accueil") == []

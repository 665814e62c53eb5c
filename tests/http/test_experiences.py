"""Pages of the experience reports."""

import io
import re

import pytest

from comite.accounts.audiences import Audience
from comite.experiences import labels, operations, queries
from comite.experiences.content import content_of, mark
from comite.experiences.forms.sections import FORMS
from comite.experiences.models import AiType, Outcome
from comite.experiences.operations.replications import Story
from comite.foundation.database import db
from tests.factories_datasets import make_dataset
from tests.factories_experiences import (
    again,
    content,
    make_archived,
    make_domain,
    make_draft,
    make_proposed,
    make_report,
)

HOME = "/retours-experience/"
ANSWERS = {
    "title": "Un assistant pour les délibérations",
    "phase": "experiment",
    "problem": "Deux jours de mise en forme par conseil.",
    "solution": "Un modèle **hébergé en France** propose un premier jet.",
    "ai_types": ["generative"],
    "outcome": "mixed",
    "what_did_not": "Les visas sont inventés.",
}
SECTIONS = (
    "carte", "besoin", "solution", "donnees", "role-humain", "couts", "indicateurs", "lecons", "sobriete",
    "agents-et-habitants", "conformite", "sources",
)  # fmt: skip


def place(authority_id, cast):
    """What the form sends for an authority in the committee of the cast."""
    return f"{authority_id}-{cast.committee}"


def test_a_newcomer_answers_five_questions_and_has_a_draft(client, cast):
    domain = make_domain("administration")
    bruno = client.as_(cast.bruno)
    answers = {**ANSWERS, "place": place(cast.valmer, cast), "domain_id": domain.id}

    page = bruno.post(f"{HOME}nouveau", answers, follow=True)

    assert page.status_code == 200
    assert "Votre brouillon est enregistré" in page.text
    draft = bruno.get(f"{HOME}un-assistant-pour-les-deliberations")
    assert "<strong>hébergé en France</strong>" in draft.text


def test_missing_answers_are_said_and_the_rest_is_kept(client, cast):
    make_domain()
    answers = {**ANSWERS, "title": "", "place": place(cast.valmer, cast)}

    page = client.as_(cast.bruno).post(f"{HOME}nouveau", answers)

    assert page.status_code == 422
    assert "À remplir." in page.text
    assert "Deux jours de mise en forme" in page.text


def test_nobody_answers_for_an_authority_that_is_not_theirs(client, cast):
    domain = make_domain()
    answers = {**ANSWERS, "place": place(cast.ostrelle, cast), "domain_id": domain.id}

    page = client.as_(cast.bruno).post(f"{HOME}nouveau", answers)

    assert page.status_code == 422


def test_a_visitor_is_led_to_sign_in_and_who_has_no_authority_is_told(client, cast):
    assert client.get(f"{HOME}nouveau").status_code == 303
    assert client.as_(cast.denis).get(f"{HOME}nouveau").status_code == 403


def test_a_draft_does_not_exist_for_the_others(client, cast):
    draft = make_draft(cast)
    missing = client.get(f"{HOME}rien-de-tel").text

    for path in ("", "/export.md", "/export.pdf"):
        answers = [client.as_(who).get(f"{HOME}{draft.slug}{path}") for who in (cast.visitor, cast.chloe)]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert _without_tokens(client.get(f"{HOME}{draft.slug}").text) == _without_tokens(missing)


def _without_tokens(page: str) -> str:
    return re.sub(r'(value|next)="?[^">]*"?|\?next=[^"]*|[0-9a-f]{12}', "", page)


def test_everyone_reads_a_public_report_whole(client, cast):
    report = make_report(cast, sources=("Sénat n° 447",), supplier="Régie des eaux", tags=("fuites",))

    page = client.get(f"{HOME}{report.slug}")

    for words in (report.title, "Sénat n° 447", "Régie des eaux", "fuites", "<strong>secteur</strong>"):
        assert words in page.text
    assert "Publier" not in page.text


def test_names_are_for_those_who_work_together(client, cast):
    report = make_report(cast)
    paths = (f"{HOME}{report.slug}", f"{HOME}{report.slug}/export.md")

    for path in paths:
        assert "Amina Berger" not in client.get(path).text
        assert "Amina Berger" in client.as_(cast.chloe).get(path).text


def test_an_author_proposes_and_an_editor_publishes(client, cast):
    draft = make_draft(cast)
    slug = draft.slug

    proposed = client.as_(cast.bruno).post(f"{HOME}{slug}/proposition", follow=True)
    published = client.as_(cast.amina).post(f"{HOME}{slug}/publication", follow=True)

    assert "C’est proposé" in proposed.text
    assert "C’est publié" in published.text
    assert client.get(f"{HOME}{slug}").status_code == 200


def test_an_incomplete_card_leads_to_it(client, cast):
    draft = make_draft(cast, domain_id=None)

    page = client.as_(cast.amina).post(f"{HOME}{draft.slug}/publication", follow=True)

    assert page.request.path.endswith("/completer/carte")
    assert "complétez la carte" in page.text


def test_an_editor_sends_back_with_a_reason(client, cast):
    report = make_proposed(cast)
    amina = client.as_(cast.amina)

    amina.post(f"{HOME}{report.slug}/modifications-a-faire", {"reason": "Ajoutez le coût."}, follow=True)

    assert "Ajoutez le coût." in client.as_(cast.bruno).get(f"{HOME}{report.slug}").text


@pytest.mark.parametrize("step", ["publication", "archivage", "retrait", "confirmation", "suppression"])
def test_steps_that_are_not_ones_own_are_refused(client, cast, step):
    report = make_report(cast)

    assert client.as_(cast.chloe).post(f"{HOME}{report.slug}/{step}").status_code == 403
    assert client.post(f"{HOME}{report.slug}/{step}").status_code in (401, 403)


def test_the_buttons_are_those_that_work(client, cast):
    report = make_report(cast)

    amina = client.as_(cast.amina).get(f"{HOME}{report.slug}").text
    bruno = client.as_(cast.bruno).get(f"{HOME}{report.slug}").text

    assert "Archiver" in amina
    assert "Compléter" in amina
    assert "Archiver" not in bruno
    assert "Compléter" not in bruno


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_is_shown_and_saved(client, cast, section):
    draft = make_draft(cast)
    bruno = client.as_(cast.bruno)
    path = f"{HOME}{draft.slug}/completer/{section}"

    page = bruno.get(path)
    fields = _fields_of(page.text)
    saved = bruno.post(path, fields, follow=True)

    assert page.status_code == 200
    assert "C’est enregistré." in saved.text


def _fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send back of a section, untouched."""
    import html5lib

    tree = html5lib.parse(page, namespaceHTMLElements=False)
    form = next(each for each in tree.iter("form") if "data-autosave-url" in each.attrib)
    sent: dict[str, list[str]] = {}
    for each in form.iter():
        name, kind = each.get("name"), each.get("type", "")
        if not name or kind in ("submit", "button") or each.tag == "button" or name.startswith("form_"):
            continue
        if each.tag == "select":
            chosen = [one.get("value", "") for one in each.iter("option") if one.get("selected") is not None]
            sent[name] = chosen[:1]
        elif each.tag == "textarea":
            sent[name] = [each.text or ""]
        elif kind not in ("checkbox", "radio") or each.get("checked") is not None:
            sent.setdefault(name, []).append(each.get("value", ""))
    return sent


def seen(report, section_slug) -> int:
    """The version that the form of a section shows."""
    section = next(each for each, slug in labels.SECTION_SLUGS.items() if slug == section_slug)
    return mark(content_of(report), FORMS[section].names)


def test_a_section_says_again_what_was_written(client, cast):
    draft = make_draft(cast)
    bruno = client.as_(cast.bruno)
    costs = {
        "version": seen(draft, "couts"),
        "yearly_euros": "12 000 €",
        "agent_days": "8",
        "timeline": "Mars",
        "next": "section",
    }

    answer = bruno.post(f"{HOME}{draft.slug}/completer/couts", costs)

    assert answer.location.endswith("/completer/indicateurs")
    assert 'value="12000"' in bruno.get(f"{HOME}{draft.slug}/completer/couts").text


def test_figures_are_added_row_by_row(client, cast):
    draft = make_draft(cast)
    bruno = client.as_(cast.bruno)
    path = f"{HOME}{draft.slug}/completer/indicateurs"
    row = {"indicators-0-label": "Fuites", "indicators-0-before": "5", "indicators-0-after": "1,5"}

    more = bruno.post(path, {"version": seen(draft, "indicateurs"), **row, "add_rows": "1"})
    bruno.post(path, {"version": seen(draft, "indicateurs"), **row, "indicators-1-label": ""})

    assert "indicators-2-label" in more.text
    assert "Fuites" in more.text
    assert [each.label for each in again(cast.bruno, draft).indicators] == ["Fuites"]


def conflict(client, cast):
    """Bruno sends his text after Amina saved hers: the page, where it was sent, and what it saw."""
    draft = make_draft(cast, problem="Le texte de départ.")
    opened, slug = seen(draft, "besoin"), draft.slug
    operations.edit_report(cast.amina, draft, content(problem="Le texte d’Amina."), draft.version)
    bruno, path = client.as_(cast.bruno), f"{HOME}{slug}/completer/besoin"
    page = bruno.post(path, {"version": opened, "problem": "Le texte de Bruno."})
    version = re.search(r'name="version"[^>]*value="(\d+)"', page.text) or re.search(
        r'value="(\d+)"[^>]*name="version"', page.text
    )
    return draft, bruno, path, page, version[1]


def test_a_conflict_shows_both_texts_side_by_side_and_overwrites_nothing(client, cast):
    draft, _bruno, _path, page, _version = conflict(client, cast)

    assert page.status_code == 409
    assert "Deux versions à rapprocher" in page.text
    assert "par Amina Berger" in page.text
    assert "Le texte d’Amina." in page.text
    assert ">Le texte de Bruno.</textarea>" in page.text.replace("\n", "").replace("\r", "")
    assert again(cast.bruno, draft).sheet.texts["problem"] == "Le texte d’Amina."


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("mine", "Le texte de Bruno, relu."),
        ("saved", "Le texte d’Amina."),
        ("both", "Le texte d’Amina.\n\nLe texte de Bruno, relu."),
    ],
)
def test_one_chooses_field_by_field_what_stays(client, cast, answer, kept):
    draft, bruno, path, _page, version = conflict(client, cast)
    form = {"version": version, "problem": "Le texte de Bruno, relu.", "clash": "problem"}

    saved = bruno.post(path, {**form, "keep-problem": answer})

    assert saved.status_code == 302
    assert again(cast.bruno, draft).sheet.texts["problem"] == kept


@pytest.mark.parametrize("answer", [{}, {"keep-problem": "n’importe quoi"}])
def test_without_a_choice_nothing_is_saved_and_the_question_is_asked_again(client, cast, answer):
    draft, bruno, path, _page, version = conflict(client, cast)

    page = bruno.post(path, {"version": version, "problem": "Bruno.", "clash": "problem", **answer})

    assert page.status_code == 409
    assert "quel texte garder" in page.text
    assert again(cast.bruno, draft).sheet.texts["problem"] == "Le texte d’Amina."


def test_a_third_version_saved_meanwhile_is_shown_before_any_choice_counts(client, cast):
    draft, bruno, path, _page, version = conflict(client, cast)
    report = again(cast.amina, draft)
    operations.edit_report(cast.amina, report, content(problem="Amina, encore."), report.version)

    page = bruno.post(
        path, {"version": version, "problem": "Bruno.", "clash": "problem", "keep-problem": "mine"}
    )

    assert page.status_code == 409
    assert "Amina, encore." in page.text
    assert again(cast.bruno, draft).sheet.texts["problem"] == "Amina, encore."


def test_what_was_sent_in_a_conflict_waits_on_the_server(client, cast):
    _draft, bruno, path, _page, _version = conflict(client, cast)

    assert "Le texte de Bruno." in bruno.get(path).text


@pytest.mark.parametrize("is_typing", [False, True])
def test_two_versions_are_still_two_when_the_page_is_opened_again(client, cast, is_typing):
    draft, bruno, path, _page, version = conflict(client, cast)
    if is_typing:
        _type(bruno, f"{path}/frappe", {"problem": "Bruno, encore.", "version": version, "keep-problem": ""})

    given_back = re.search(r'name="version"[^>]*value="(-?\d+)"', bruno.get(path).text)[1]
    page = bruno.post(path, {"version": given_back, "problem": "Bruno, encore."})

    assert page.status_code == 409
    assert "Deux versions à rapprocher" in page.text
    assert again(cast.bruno, draft).sheet.texts["problem"] == "Le texte d’Amina."


def test_two_people_at_work_on_two_sections_do_not_meet(client, cast):
    draft = make_draft(cast)
    opened = seen(draft, "couts")
    operations.edit_report(cast.amina, draft, content(problem="Le texte d’Amina."), draft.version)

    answer = client.as_(cast.bruno).post(
        f"{HOME}{draft.slug}/completer/couts", {"version": opened, "yearly_euros": "900"}
    )

    assert answer.status_code == 302
    kept = again(cast.bruno, draft)
    assert (kept.sheet.texts["problem"], kept.sheet.yearly_euros) == ("Le texte d’Amina.", 900)


def test_what_is_typed_comes_back(client, cast):
    draft = make_draft(cast)
    bruno = client.as_(cast.bruno)
    path = f"{HOME}{draft.slug}/completer/besoin"

    kept = _type(
        bruno, f"{path}/frappe", {"problem": "Je tape encore", "version": str(seen(draft, "besoin"))}
    )

    assert kept.status_code == 200
    assert "Je tape encore" in bruno.get(path).text
    bruno.post(f"{path}/oubli")
    assert "Je tape encore" not in bruno.get(path).text


def test_what_is_typed_on_a_stale_page_is_kept_and_said(client, cast):
    draft = make_draft(cast)
    bruno = client.as_(cast.bruno)
    path = f"{HOME}{draft.slug}/completer/besoin"

    answer = _type(bruno, f"{path}/frappe", {"problem": "Je tape encore", "version": "0"})

    assert answer.status_code == 409
    assert "gardé" in answer.json["error"]
    assert "Je tape encore" in bruno.get(path).text


@pytest.mark.parametrize("sent", [[1], {"problem": {"a": 1}}, {str(each): "x" for each in range(500)}, "x"])
def test_what_no_page_of_ours_sends_is_refused(client, cast, sent):
    draft = make_draft(cast)

    answer = _type(client.as_(cast.bruno), f"{HOME}{draft.slug}/completer/besoin/frappe", sent)

    assert answer.status_code == 400


def test_letters_that_no_database_keeps_are_dropped(client, cast):
    make_domain()
    bruno = client.as_(cast.bruno)

    answer = _type(bruno, f"{HOME}nouveau/frappe", {"title": "a\x00b\ud800c", "ai_types": ["\x00"]})

    assert answer.status_code == 200
    assert "abc" in bruno.get(f"{HOME}nouveau").text


@pytest.mark.parametrize(
    "path",
    ["?suite=faux", "?page=abc&tri=semblables", "?page=99999999999999999999&tri=semblables", "?mot=%5C%25_"],
)
def test_an_odd_address_of_the_list_is_no_mistake_of_ours(client, cast, path):
    assert client.as_(cast.bruno).get(f"{HOME}{path}").status_code == 200


def test_a_number_no_database_holds_is_a_page_that_does_not_exist(client, cast):
    report, far = make_report(cast), "9" * 25
    amina, denis = client.as_(cast.amina), client.as_(cast.denis)

    assert amina.get(f"{HOME}{report.slug}/documents/{far}").status_code == 404
    assert amina.get(f"{HOME}{report.slug}/historique/{far}").status_code == 404
    assert denis.get(f"{HOME}domaines/{far}").status_code == 404


def test_answers_to_the_five_questions_come_back(client, cast):
    make_domain()
    bruno = client.as_(cast.bruno)

    _type(bruno, f"{HOME}nouveau/frappe", {"title": "Presque écrit", "ai_types": ["voice"]})

    assert "Presque écrit" in bruno.get(f"{HOME}nouveau").text


def _type(browser, path, values):
    db.session.remove()
    return browser.browser.post(path, json=values, headers={"X-Form-Token": browser.form_token()})


def test_a_document_is_attached_and_read_by_those_who_read_the_report(client, cast):
    draft = make_draft(cast)
    bruno = client.as_(cast.bruno)
    sent = {"file": (io.BytesIO(b"%PDF-1.4"), "bilan.pdf"), "caption": "Bilan"}

    bruno.post(f"{HOME}{draft.slug}/documents", sent, follow=True)

    file = again(cast.bruno, draft).files[0]
    path = f"{HOME}{draft.slug}/documents/{file.id}"
    answer = bruno.get(path)
    assert answer.data == b"%PDF-1.4"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client.get(path).status_code == 404
    bruno.post(f"{path}/retrait")
    assert bruno.get(path).status_code == 404


def test_another_reports_document_is_not_taken_from_ones_own(client, cast):
    draft, other = make_draft(cast), make_draft(cast)
    client.as_(cast.bruno).post(f"{HOME}{draft.slug}/documents", {"file": (io.BytesIO(b"x"), "x.txt")})
    file = again(cast.bruno, draft).files[0]

    assert client.as_(cast.bruno).get(f"{HOME}{other.slug}/documents/{file.id}").status_code == 404


def test_a_report_is_taken_away_as_markdown_and_pdf(client, cast):
    report = make_report(cast)

    words, pdf = client.get(f"{HOME}{report.slug}/export.md"), client.get(f"{HOME}{report.slug}/export.pdf")

    assert words.text.startswith(f"# {report.title}")
    assert pdf.data.startswith(b"%PDF-")
    assert f"filename={report.slug}.pdf" in pdf.headers["Content-Disposition"]


def test_another_authority_tells_its_replication(client, cast):
    report = make_report(cast)
    chloe = client.as_(cast.chloe)
    told = {"authority_id": cast.ostrelle, "how_it_went": "Très **bien**", "outcome": "positive"}

    page = chloe.post(f"{HOME}{report.slug}/nous-l-avons-repris", told, follow=True)

    assert "Très <strong>bien</strong>" in page.text
    assert "Très <strong>bien</strong>" in client.get(f"{HOME}{report.slug}").text
    assert client.as_(cast.bruno).get(f"{HOME}{report.slug}/nous-l-avons-repris").status_code == 403


def test_a_replication_does_not_reveal_a_report_one_may_not_read(client, cast):
    report = make_report(cast)
    own = make_report(cast, cast.chloe, title="Réservé au réseau", visibility=Audience.NETWORK)
    operations.record_replication(
        cast.chloe, report, cast.ostrelle, Story("Bien", Outcome.POSITIVE, None, own)
    )

    assert "Réservé au réseau" not in client.get(f"{HOME}{report.slug}").text
    assert "Réservé au réseau" in client.as_(cast.bruno).get(f"{HOME}{report.slug}").text


def test_history_is_for_the_authority_and_shows_what_changed(client, cast):
    draft = make_draft(cast, problem="Cinq fuites")
    operations.edit_report(cast.bruno, draft, content(problem="Six fuites"), draft.version)
    operations.publish_report(cast.amina, again(cast.amina, draft))
    amina = client.as_(cast.amina)

    page = amina.get(f"{HOME}{draft.slug}/historique/2")

    assert "Cinq" in page.text
    assert "[ajouté" in page.text
    assert amina.get(f"{HOME}{draft.slug}/historique").status_code == 200
    assert client.as_(cast.chloe).get(f"{HOME}{draft.slug}/historique").status_code == 403
    amina.post(f"{HOME}{draft.slug}/historique/1/reprise")
    assert "Cinq fuites" in client.get(f"{HOME}{draft.slug}").text


def test_an_editor_reads_what_changed_since_her_request(client, cast):
    draft = make_draft(cast, problem="Cinq fuites")
    operations.propose_report(cast.bruno, draft)
    operations.request_changes(cast.amina, again(cast.amina, draft), "Combien ?")
    for problem in ("Six fuites", "Sept fuites"):
        now = again(cast.bruno, draft)
        operations.edit_report(cast.bruno, now, content(problem=problem), now.version)
    operations.propose_report(cast.bruno, again(cast.bruno, draft))
    amina, link = client.as_(cast.amina), f"{HOME}{draft.slug}/historique/6?depuis=3"

    page = amina.get(link).text

    assert link in amina.get(f"{HOME}{draft.slug}").text
    assert "Ce qui a changé depuis la version 3" in page
    assert "Cinq" in page
    assert "Sept" in page
    assert "Six" not in page
    assert link not in client.as_(cast.bruno).get(f"{HOME}{draft.slug}").text
    for odd in ("0", "6", "-1", "9" * 30, "x"):
        assert amina.get(f"{HOME}{draft.slug}/historique/6?depuis={odd}").status_code == 200


def test_a_report_never_sent_back_offers_no_such_reading(client, cast):
    report = make_proposed(cast)

    assert "depuis=" not in client.as_(cast.amina).get(f"{HOME}{report.slug}").text


def test_a_dataset_is_cited_by_a_few_words_of_its_title(client, cast):
    draft = make_draft(cast)
    meals, menus = make_dataset(cast, title="Repas des écoles"), make_dataset(cast, title="Menus des écoles")
    secret = make_dataset(
        cast, author=cast.chloe, authority_id=cast.ostrelle, title="Écoles d’Ostrelle", published=False
    )
    bruno, place = client.as_(cast.bruno), f"{HOME}{draft.slug}/jeux-de-donnees"

    asked = bruno.post(place, {"dataset": "ecole", "dataset_address": ""})
    nothing = bruno.post(place, {"dataset": "piscine"})
    # As a browser sends them: the hidden field, then the button.
    chosen = ["", f"/jeux-de-donnees/{menus.slug}"]
    bruno.post(place, {"dataset": "ecole", "dataset_address": chosen})
    bruno.post(place, {"dataset": "x", "dataset_address": f"/jeux-de-donnees/{secret.slug}"})

    assert asked.status_code == 422
    assert "Plusieurs jeux de données ont ces mots" in asked.text
    assert f'value="/jeux-de-donnees/{meals.slug}"' in asked.text
    assert secret.slug not in asked.text
    assert "Aucun jeu de données que vous pouvez lire" in nothing.text
    cited = queries.list_cited_datasets(cast.bruno, draft.id)
    assert [each.title for each in cited] == ["Menus des écoles"]


def test_suggestions_can_be_of_datasets_alone(client, cast):
    make_dataset(cast, title="Repas des écoles")
    make_report(cast, title="Une école sans gaspillage")

    offered = client.as_(cast.bruno).get("/contenus.json?q=ecole&nature=dataset").json

    assert [each["label"] for each in offered] == ["Repas des écoles"]
    assert client.as_(cast.bruno).get("/contenus.json?q=ecole&nature=rien").json == []


def test_administrators_edit_the_domains(client, cast):
    domain = make_domain()
    denis = client.as_(cast.denis)

    denis.post(f"{HOME}domaines", {"label": "Ports et littoral"})
    denis.post(f"{HOME}domaines/{domain.id}", {"label": "Eau", "position": "3"})
    denis.post(f"{HOME}domaines/{domain.id}/retrait")

    page = denis.get(f"{HOME}domaines").text
    assert "Ports et littoral" in page
    assert "(retiré)" in page
    assert "Eau" not in [each.label for each in queries.list_domains()]
    denis.post(f"{HOME}domaines/{domain.id}/retour")
    assert "Eau" in [each.label for each in queries.list_domains()]
    assert client.as_(cast.amina).get(f"{HOME}domaines").status_code == 404


def test_the_list_is_narrowed_and_says_how(client, cast):
    make_report(cast, title="Les fuites", ai_types=(AiType.LEARNING,), tags=("eau",))
    make_report(cast, title="Le standard", ai_types=(AiType.VOICE,))

    page = client.get(f"{HOME}?ia=learning&mot=eau&phase=production&phase=nimporte&suite=faux&tri=titre")

    assert "Les fuites" in page.text
    assert "Le standard" not in page.text
    assert "Retirer le filtre" in page.text


def test_the_list_leads_to_its_next_page_with_its_filters(client, cast):
    for rank in range(21):
        make_report(cast, title=f"retour {rank:02}", tags=("eau",))

    page = client.get(f"{HOME}?mot=eau&tri=titre")
    following = re.search(r'rel="next" href="([^"]+)"', re.sub(r"\s+", " ", page.text))[1].replace(
        "&amp;", "&"
    )

    assert "mot=eau" in following
    assert "retour 20" in client.get(following).text


def test_communes_alike_are_for_those_who_have_one(client, cast):
    make_report(cast, cast.chloe, title="Chez Ostrelle")

    assert "Chez Ostrelle" in client.as_(cast.bruno).get(f"{HOME}?tri=semblables").text
    assert "Communes comme la mienne" not in client.get(HOME).text


def test_drafts_of_ones_authority_are_one_press_away(client, cast):
    make_draft(cast, title="En cours d’écriture")
    make_draft(cast, cast.chloe, title="D’une autre commune")

    page = client.as_(cast.bruno).get(f"{HOME}mes-retours", follow_redirects=True)

    assert "En cours d’écriture" in page.text
    assert "D’une autre commune" not in page.text


def test_an_archived_report_is_read_and_not_listed(client, cast):
    report = make_archived(cast)

    assert "Retour archivé" in client.get(f"{HOME}{report.slug}").text
    assert report.title not in client.get(HOME).text


def test_moderation_hides_a_report_from_its_queue(client, cast):
    report = make_report(cast)
    denis = client.as_(cast.denis)

    page = denis.get(f"/moderation/retour-experience/{report.id}")

    assert page.status_code == 200
    assert report.title in page.text


def test_the_list_costs_the_same_however_long(client, cast, query_log):
    amina = client.as_(cast.amina)
    costs = []

    for how_many in (1, 20):
        for _ in range(how_many):
            make_report(cast, tags=("eau",), ai_types=(AiType.VOICE,))
        with query_log:
            amina.get(HOME)
        costs.append(len(query_log))

    assert costs[0] == costs[1] <= 12


@pytest.mark.parametrize("how_many", [1, 5])
def test_a_report_costs_the_same_however_rich(client, cast, query_log, how_many):
    tags = tuple(f"mot {rank}" for rank in range(how_many))
    report = make_report(cast, tags=tags, committee_id=cast.committee)
    amina = client.as_(cast.amina)

    with query_log:
        amina.get(f"{HOME}{report.slug}")

    assert len(query_log) <= 15


def test_documents_are_reached_from_what_remains_to_complete(client, cast):
    draft = make_draft(cast)

    page = client.as_(cast.bruno).get(f"{HOME}{draft.slug}/completer").text

    assert f'href="{HOME}{draft.slug}/documents"' in page


def test_who_may_publish_is_told_that_their_answer_is_awaited(client, cast):
    proposed = make_proposed(cast)

    editor = client.as_(cast.amina).get(f"{HOME}{proposed.slug}").text
    author = client.as_(cast.bruno).get(f"{HOME}{proposed.slug}").text

    assert "Votre accord est attendu" in editor
    assert "Votre accord est attendu" not in author
    assert "Proposé à la publication" in author

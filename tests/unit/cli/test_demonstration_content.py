"""The demonstration is complete, its parts know each other, and nothing invented passes for true."""

import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from stdnum.fr import siren as siren_rules

from comite.accounts.audiences import Audience
from comite.accounts.models import Role
from comite.cli.demonstration import reading
from comite.cli.demonstration.files import words
from comite.cli.demonstration.files.catalogue import FILES, make_file
from comite.cli.demonstration.files.school_days import is_holiday
from comite.datasets.models import DatasetStatus, Frequency, Licence, PrivacyDecision, Schema, Theme
from comite.discussions.models.reports import Grievance
from comite.discussions.models.threads import Category
from comite.experiences.content import (
    LINE_MAX,
    SENTENCE_MAX,
    SOURCES_MAX,
    SUMMARY_MAX,
    TAG_MAX,
    TAGS_MAX,
    TEXT_MAX,
    TITLE_MAX,
)
from comite.experiences.labels import FIRST_DOMAINS
from comite.experiences.models import (
    AiActClass,
    AiType,
    Heading,
    Hosting,
    Outcome,
    Phase,
    Replicability,
    ReportStatus,
)
from comite.territories.models import AuthorityKind, CommitteeLevel, Standing
from comite.territories.reference import reader

EXPERIENCES = reading.experiences()
DATASETS = reading.datasets()
THREADS = reading.threads()
WATCH = "valmer-agglomeration"
REAL_PLACES = ("Plaisir", "Suresnes", "Nantes", "Saint-Savin", "Sicoval", "Rennes", "Badevel", "Labège")
REAL_PLACES += ("Nîmes", "Paris 2024", "Montpellier", "Ille-et-Vilaine")
CHANGES_REQUESTED = "changes_requested"


def slugs(entries: list[dict[str, Any]]) -> set[str]:
    return {entry["slug"] for entry in entries}


def name(entry: dict[str, Any]) -> str:
    return str(entry["slug"])


def tells_of_a_real_place(report: dict[str, Any]) -> bool:
    return report["authority"] == WATCH and any(place in report["title"] for place in REAL_PLACES)


def sitting_in(committee: str) -> set[str]:
    found = next(each for each in reading.committees() if each["slug"] == committee)
    return {found["lead"], *(row["authority"] for row in found["participation"])}


def may_read(authority: str, thing: dict[str, Any]) -> bool:
    if thing.get("visibility") in {"public", "network"} and thing.get("status", "published") == "published":
        return True
    home = thing.get("authority") == authority
    drafted = thing.get("status") in {"draft", "proposed", CHANGES_REQUESTED}
    return home or (not drafted and authority in sitting_in(thing["committee"]))


def test_the_demonstration_is_as_large_as_promised() -> None:
    members = {row["authority"] for row in reading.committees()[0]["participation"]}
    communes = slugs([each for each in reading.authorities() if each["kind"] == "commune"])

    assert len(EXPERIENCES) >= 25
    assert len(DATASETS) >= 10
    assert len(THREADS) >= 40
    assert len(reading.committees()) == 2
    assert len(members & communes) >= 8


def test_slugs_are_used_once_and_fit_an_address() -> None:
    for entries in (reading.authorities(), reading.people(), EXPERIENCES, DATASETS, THREADS):
        counted = Counter(entry["slug"] for entry in entries)

        assert [slug for slug, count in counted.items() if count > 1] == []
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and len(slug) <= 80 for slug in counted)


def test_invented_authorities_say_so_and_cannot_be_taken_for_real_ones() -> None:
    real_names = {commune.name for commune in reader.each_commune()}
    real_numbers = {commune.siren for commune in reader.each_commune()}
    real_codes = {commune.insee_code for commune in reader.each_commune()}
    real_numbers |= {epci.siren for epci in [*reader.each_epci(), *reader.each_ept()]}

    for authority in reading.authorities():
        assert authority["is_fictitious"]
        assert "xemple fictif" in authority["presentation"]
        assert authority["name"] not in real_names
        assert authority.get("insee_code") not in real_codes
        assert siren_rules.is_valid(authority["siren"])
        assert authority["siren"] not in real_numbers
        assert AuthorityKind(authority["kind"])


def test_the_lead_counts_as_many_people_as_its_communes() -> None:
    by_slug = {each["slug"]: each for each in reading.authorities()}
    communes = [each for each in by_slug.values() if each.get("epci") == WATCH]

    assert by_slug[WATCH]["population"] == sum(each["population"] for each in communes)


def test_the_words_of_the_files_are_those_of_the_authorities() -> None:
    communes = [each for each in reading.authorities() if each.get("epci") == WATCH]

    assert (
        tuple((each["name"], each["insee_code"], each["postal_codes"][0], each["siren"]) for each in communes)
        == words.COMMUNES
    )


def test_committees_seat_known_authorities_and_share_some() -> None:
    first, second = reading.committees()

    for committee in (first, second):
        rows = committee["participation"]
        assert {row["authority"] for row in rows} | {committee["lead"]} <= slugs(reading.authorities())
        assert {Standing(row["standing"]) for row in rows} == {Standing.MEMBER, Standing.OBSERVER}
        assert all(row["joined_on"] >= committee["founded_on"] for row in rows)
        assert CommitteeLevel(committee["level"])
    assert len(sitting_in(first["slug"]) & sitting_in(second["slug"])) >= 3


def test_there_is_an_account_for_each_role() -> None:
    everyone = reading.people()
    memberships = [membership for person in everyone for membership in person["memberships"]]

    assert {Role(each["role"]) for each in memberships} == set(Role)
    assert {each["authority"] for each in memberships} <= slugs(reading.authorities())
    assert any(person.get("is_administrator") for person in everyone)
    assert any("suspended" in person for person in everyone)
    assert any(len(person["memberships"]) > 1 for person in everyone)
    assert any(each.get("is_elected") for each in memberships)


def test_the_cast_keeps_its_parts() -> None:
    parts = {person["name"].split()[0]: person for person in reading.people()}

    assert parts["Amina"]["memberships"] == [{"authority": "valmer", "role": "editor"}]
    assert parts["Bruno"]["memberships"] == [{"authority": "valmer", "role": "agent"}]
    assert parts["Chloé"]["memberships"] == [{"authority": "ostrelle", "role": "editor"}]
    assert parts["Denis"]["is_administrator"]


def test_no_mail_can_leave_for_somebody() -> None:
    addresses = [person["email"] for person in reading.people()]
    addresses += [each["email"] for each in reading.invitations()]
    addresses += [dataset["contact_email"] for dataset in DATASETS]

    assert [address for address in addresses if not address.endswith("@exemple.test")] == []
    assert len(reading.password()) >= 12


@pytest.mark.parametrize("report", EXPERIENCES, ids=name)
def test_a_report_is_well_formed(report: dict[str, Any]) -> None:
    assert 10 <= len(report["title"]) <= TITLE_MAX
    assert 40 <= len(report["summary"]) <= SUMMARY_MAX
    assert report["domain"] in {code for code, _ in FIRST_DOMAINS}
    assert [AiType(kind) for kind in report["ai_types"]]
    assert Phase(report["phase"])
    assert Outcome(report["outcome"])
    assert Replicability(report["replicable"])
    assert Audience(report["visibility"]) is not Audience.AUTHORITY
    assert report["status"] == CHANGES_REQUESTED or ReportStatus(report["status"])
    assert report["author"] in slugs(reading.people())
    assert report["authority"] in slugs(reading.authorities())
    assert report["authority"] in sitting_in(report["committee"])
    assert all(len(report.get(heading.value, "")) <= TEXT_MAX for heading in Heading)
    assert len(report["tags"]) <= TAGS_MAX
    assert max(len(tag) for tag in report["tags"]) <= TAG_MAX
    assert 1 <= len(report["sources"]) <= SOURCES_MAX
    assert max(len(source) for source in report["sources"]) <= SENTENCE_MAX
    assert set(report.get("datasets", [])) <= slugs(DATASETS)


@pytest.mark.parametrize(
    "report", [each for each in EXPERIENCES if each["status"] in {"published", "archived"}], ids=name
)
def test_a_published_report_is_complete(report: dict[str, Any]) -> None:
    short = ("supplier", "licence", "contact")
    sentences = [*report["sobriety"].values(), *report["compliance"].values()]

    assert [heading for heading in Heading if not report[heading.value]] == []
    assert all(0 < len(report[field]) <= LINE_MAX for field in short)
    assert Hosting(report["hosting"])
    assert isinstance(report["personal_data"], bool)
    assert report["costs"]["funding"]
    assert set(report["sobriety"]) == {"model", "usage_volume", "energy", "clause"}
    assert set(report["compliance"]) == {"aipd", "ai_act", "mention", "register"}
    assert AiActClass(report["compliance"]["ai_act"])
    assert all(0 < len(sentence) <= SENTENCE_MAX for sentence in sentences)
    assert len(report["costs"]["funding"]) <= 400
    assert report["published_on"] < 0
    assert report["review_on"] > report["published_on"]


@pytest.mark.parametrize("report", EXPERIENCES, ids=name)
def test_each_indicator_gives_what_it_takes_to_believe_it(report: dict[str, Any]) -> None:
    limits = {"label": 160, "unit": 80, "period": 120, "method": 300, "source": 300}

    for indicator in report["indicators"]:
        assert "before" in indicator or "after" in indicator
        assert all(0 < len(indicator[field]) <= limit for field, limit in limits.items())


@pytest.mark.parametrize("report", EXPERIENCES, ids=name)
def test_what_is_invented_says_so_and_what_is_real_cites_its_sources(report: dict[str, Any]) -> None:
    sources = " ".join(report["sources"])

    if tells_of_a_real_place(report):
        assert "xemple fictif" not in sources
        assert "source" in report["summary"]
    else:
        assert report["summary"].endswith("Exemple fictif.")
        assert "xemple fictif" in sources
        assert all(each["source"].startswith("Exemple fictif") for each in report["indicators"])


def test_the_twelve_known_places_are_told() -> None:
    told = [report for report in EXPERIENCES if tells_of_a_real_place(report)]

    assert len(told) == len(REAL_PLACES)


def test_contradicting_figures_stand_side_by_side() -> None:
    plaisir = next(each for each in EXPERIENCES if each["slug"].startswith("plaisir"))

    lost_calls = [each for each in plaisir["indicators"] if each["label"].startswith("Appels perdus")]

    assert [each["before"] for each in lost_calls] == [65, 70, 75]
    assert len({each["source"] for each in lost_calls}) == 3


def test_reports_stand_in_every_state_phase_outcome_and_visibility() -> None:
    assert {each["status"] for each in EXPERIENCES} == {*map(str, ReportStatus), CHANGES_REQUESTED}
    assert {each["phase"] for each in EXPERIENCES} == {*map(str, Phase)}
    assert {each["outcome"] for each in EXPERIENCES} == {*map(str, Outcome)}
    assert {each["visibility"] for each in EXPERIENCES} == {"public", "network", "committee"}
    assert {kind for each in EXPERIENCES for kind in each["ai_types"]} == {*map(str, AiType)}


def test_those_who_replicated_could_read_what_they_replicated() -> None:
    replications = [(report, each) for report in EXPERIENCES for each in report.get("replications", [])]

    assert len(replications) >= 8
    for report, replication in replications:
        assert replication["authority"] in slugs(reading.authorities()) - {report["authority"]}
        assert may_read(replication["authority"], report)
        assert report["published_on"] < replication["on"] < 0
        assert Outcome(replication["outcome"])


def test_requested_changes_give_a_reason() -> None:
    waiting = [each for each in EXPERIENCES if each["status"] == CHANGES_REQUESTED]

    assert all(each["change_request"]["reason"] for each in waiting)


@pytest.mark.parametrize("dataset", DATASETS, ids=name)
def test_a_dataset_is_complete(dataset: dict[str, Any]) -> None:
    west, south, east, north = dataset["box"]

    assert dataset["title"]
    assert "xemple fictif" in dataset["description"]
    assert len(dataset["general_interest"]) > 40
    assert dataset["authority"] in sitting_in(dataset["committee"])
    assert dataset["author"] in slugs(reading.people())
    assert Licence(dataset["licence"])
    assert Frequency(dataset["frequency"]) is not Frequency.UNKNOWN
    assert Theme(dataset["theme"])
    assert "schema" not in dataset or Schema(dataset["schema"])
    assert Audience(dataset["visibility"])
    assert DatasetStatus(dataset["status"])
    assert dataset["covers_from"] <= dataset["covers_until"]
    assert (west, south) < (east, north)
    assert dataset["keywords"]
    assert dataset["contact_name"]
    assert dataset["visibility"] == "public" or dataset["restriction_reason"]
    assert [file["name"] for file in dataset["files"] if file["name"] not in FILES] == []


def test_every_file_belongs_to_one_dataset() -> None:
    used = [file["name"] for dataset in DATASETS for file in dataset["files"]]

    assert sorted(used) == sorted(FILES)


def test_one_dataset_is_a_draft_and_one_file_cannot_be_read() -> None:
    assert any(dataset["status"] == "draft" for dataset in DATASETS)
    assert any(file.get("unreadable") for dataset in DATASETS for file in dataset["files"])


def test_decisions_about_personal_data_name_their_author_and_reason() -> None:
    decisions = [choice for dataset in DATASETS for choice in dataset.get("screening", [])]

    assert {PrivacyDecision(each["decision"]) for each in decisions} == set(PrivacyDecision)
    assert all(each["by"] in slugs(reading.people()) and each["reason"] for each in decisions)


@pytest.mark.parametrize("file_name", sorted(FILES))
def test_a_file_is_made_to_the_same_bytes(file_name: str) -> None:
    assert make_file(file_name) == make_file(file_name)


def test_messy_files_are_messy_in_the_ways_that_are_announced() -> None:
    canteens = make_file("Effectifs cantines 2023-2026.csv")
    charging = make_file("irve-valmer.tsv").decode().splitlines()[0].split("\t")
    parks = json.loads(make_file("parkings-publics.geojson"))

    with pytest.raises(UnicodeDecodeError):
        canteens.decode()
    assert canteens.decode("cp1252").splitlines()[2].startswith("Date;École;")
    assert charging.count("horaires") == 2
    assert "" in charging
    assert make_file("dae-valmer.csv").startswith(b"\xef\xbb\xbf")
    assert len(parks["features"]) == 40


def test_the_counts_told_in_descriptions_are_those_of_the_files() -> None:
    deliberations = make_file("deliberations-valmer.csv").decode().splitlines()
    uses = make_file("registre-usages-ia.csv").decode().splitlines()
    defibrillators = make_file("dae-valmer.csv").decode().splitlines()

    assert (len(deliberations) - 1, len(uses) - 1, len(defibrillators) - 1) == (240, 23, 62)


def test_nobody_eats_at_the_canteen_during_the_holidays() -> None:
    assert is_holiday(date(2025, 12, 25))
    assert is_holiday(date(2026, 1, 2))
    assert is_holiday(date(2025, 7, 14))
    assert not is_holiday(date(2025, 11, 14))


@pytest.mark.parametrize("thread", THREADS, ids=name)
def test_a_thread_is_well_formed(thread: dict[str, Any]) -> None:
    instants = [message["at"] for message in thread["messages"]]

    assert thread["title"]
    assert Category(thread["category"])
    assert "about" in thread or "committee" in thread
    assert len(thread["messages"]) >= 2
    assert instants == sorted(instants)
    assert instants[-1] < 0
    assert sum(message.get("accepted", False) for message in thread["messages"]) <= 1
    assert all(message.get("quotes", -1) < place for place, message in enumerate(thread["messages"]))


@pytest.mark.parametrize("thread", THREADS, ids=name)
def test_those_who_speak_may_read_what_they_speak_of(thread: dict[str, Any]) -> None:
    roles = {
        person["slug"]: {each["authority"] for each in person["memberships"]} for person in reading.people()
    }
    things = {"experience": EXPERIENCES, "dataset": DATASETS}
    about = thread.get("about")
    subject = (
        next(each for each in things[about["kind"]] if each["slug"] == about["slug"]) if about else thread
    )

    for message in thread["messages"]:
        assert message["as"] in roles[message["by"]]
        assert may_read(message["as"], subject)
        assert about is None or message["at"] > subject.get("published_on", 0)


def test_every_mention_reaches_somebody() -> None:
    bodies = [message["body"] for thread in THREADS for message in thread["messages"]]

    mentions = {found for body in bodies for found in re.findall(r"@([a-z-]+)", body)}

    assert mentions <= slugs(reading.people()) | slugs(reading.authorities())
    assert len(mentions) >= 5


def test_there_is_something_to_moderate_and_something_moderated() -> None:
    messages = [message for thread in THREADS for message in thread["messages"]]
    hidden = [message["hidden"] for message in messages if "hidden" in message]
    waiting = [each for each in messages if each.get("reports") and "hidden" not in each]

    assert waiting
    assert all(each["reason"] and each["by"] == "elise-fontanel" for each in hidden)
    assert all(Grievance(report["grievance"]) for each in messages for report in each.get("reports", []))
    assert any("closed" in thread for thread in THREADS)
    assert any(thread.get("pinned") for thread in THREADS)


def test_the_last_hours_leave_bruno_something_unread() -> None:
    recent = [message for thread in THREADS for message in thread["messages"] if message["at"] > -1]

    assert any("@bruno-castel" in message["body"] for message in recent)


def test_texts_keep_french_typography() -> None:
    everything = json.dumps([EXPERIENCES, DATASETS, THREADS], ensure_ascii=False, default=str)

    assert "l'" not in everything
    assert re.findall(r"\w [;?!»](?:\s|\"|$)", everything) == []


def test_days_are_counted_from_the_day_of_loading() -> None:
    assert reading.day(-3, date(2026, 3, 1)) == date(2026, 2, 26)
    assert reading.instant(-0.5, datetime(2026, 3, 1, 12, tzinfo=UTC)) == datetime(2026, 3, 1, tzinfo=UTC)

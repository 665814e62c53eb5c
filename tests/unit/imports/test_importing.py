"""A file comes in, is looked at line by line, then done: once each, whatever happens meanwhile."""

import pytest
from sqlalchemy import func, select, update

from comite.accounts.models import Invitation, Membership, Role
from comite.datasets.models import Dataset, Frequency
from comite.experiences.models import ExperienceReport
from comite.foundation import clock, tasks
from comite.foundation.database import db, write
from comite.foundation.errors import NotAllowedError
from comite.foundation.tasks import TaskState
from comite.imports import blank, operations, outcome, queries, work
from comite.imports.errors import NotCheckedError, NothingReadyError
from comite.imports.models import BatchState, ImportKind, ImportLine, LineState
from comite.territories.models import Participation, Standing
from tests.cast import LONG_AGO
from tests.factories_experiences import make_domain
from tests.factories_imports import PEOPLE, checked, make_import, people_list
from tests.factories_people import the_committee

REPORTS = (
    "Titre;Domaine;Phase;Bilan;Le problème de départ;Ce qui a été mis en place;Investissement;"
    "Date de relecture\r\n"
    "Les fuites d’eau;;En service;Positif;Des pertes.;Des capteurs.;12 000 €;31/12/2027\r\n"
    "Le standard;Inconnu;Partout;Mitigé;;Un robot.;cher;hier\r\n"
).encode("cp1252")
DATASETS = (
    "Titre\tMotif d’intérêt général\tThème\tMots-clés\n"
    "Les menus\tPour les familles.\tÉducation, culture et sport\tcantine, école\n"
    "\tSans titre\t\t\n"
).encode()


def count(model) -> int:
    """How many rows a table has."""
    return db.session.scalar(select(func.count()).select_from(model))


def faults(batch) -> list[tuple[int, str]]:
    """Which line, which column."""
    return [
        (line.number, fault["column"]) for line in queries.list_wrong_lines(batch.id) for fault in line.faults
    ]


def test_a_messy_list_is_checked_and_nobody_is_invited_yet(app, cast):
    batch = checked(app, make_import(cast))

    assert batch.state is BatchState.CHECKED
    assert queries.count_lines(batch.id).ready == 2
    assert count(Invitation) == 0


def test_the_good_lines_become_invitations(app, cast):
    batch = checked(app, make_import(cast))
    operations.run_import(cast.elise, batch)
    batch = checked(app, batch)

    found = db.session.scalars(select(Invitation).order_by(Invitation.email)).all()
    assert batch.state is BatchState.DONE
    assert [(each.email, each.name, each.role, each.authority_id) for each in found] == [
        ("anne.evrard@exemple.test", "Anne Évrard", Role.AGENT, cast.valmer),
        ("paul.noel@exemple.test", "Paul Noël", Role.EDITOR, cast.valmer),
    ]


def test_two_hundred_members_with_seven_faults(app, cast):
    batch = checked(app, make_import(cast, people_list(200, 7)))
    counts = queries.count_lines(batch.id)
    operations.run_import(cast.elise, batch)
    checked(app, batch)

    assert (counts.ready, counts.wrong) == (193, 7)
    assert [number for number, _column in faults(batch)] == [21, 41, 61, 81, 101, 121, 141]
    assert count(Invitation) == 193
    assert tasks.list_of(cast.elise.user_id)[0].step == "193 invitations, 7 lignes à corriger"


def test_each_line_says_its_column_what_is_wrong_and_what_to_do(app, cast):
    batch = checked(app, make_import(cast, people_list(30, 7)))

    for line in queries.list_wrong_lines(batch.id):
        for fault in line.faults:
            assert all(fault.values()), fault


def test_reports_become_drafts_of_the_authority(app, cast):
    make_domain()
    batch = checked(app, make_import(cast, REPORTS, kind=ImportKind.REPORTS, by="bruno"))
    wrong = faults(batch)
    operations.run_import(cast.bruno, batch)
    checked(app, batch)

    report = db.session.scalars(select(ExperienceReport)).one()
    assert (report.title, report.authority_id, report.is_draft) == ("Les fuites d’eau", cast.valmer, True)
    assert {column for number, column in wrong if number == 3} == {
        "Domaine", "Phase", "Le problème de départ", "Investissement", "Date de relecture",
    }  # fmt: skip


IN_COMMITTEES = (
    "Titre;Problème;Solution;Comité\r\n"
    "Les fuites d’eau;Cinq fuites;Un modèle;\r\n"
    "Les cantines;Trop de restes;Un calcul;Comité de la donnée d’Ostrelle\r\n"
    "Les arbres;Trop secs;Des capteurs;Comité de Paris\r\n"
).encode()


def sit_in_both(cast):
    """Have Valmer sit in the other committee too."""
    with write() as session:
        session.add(
            Participation(
                committee_id=cast.other_committee,
                authority_id=cast.valmer,
                standing=Standing.MEMBER,
                joined_on=LONG_AGO.date(),
            )
        )


def an_import(cast, committee, kind=ImportKind.REPORTS):
    """The file of Bruno's, in a committee."""
    return make_import(cast, IN_COMMITTEES, kind=kind, by="bruno", committee=committee)


def committees_of_reports(cast, app, committee):
    """The committee of each report that the file gives, and the file itself."""
    batch = checked(app, an_import(cast, committee))
    operations.run_import(cast.bruno, batch)
    checked(app, batch)
    made = db.session.execute(select(ExperienceReport.title, ExperienceReport.committee_id)).all()
    return dict(made), batch


def test_reports_go_to_the_committee_of_the_file_unless_their_line_names_another(app, cast):
    sit_in_both(cast)

    found, _batch = committees_of_reports(cast, app, cast.committee)

    assert found == {"Les fuites d’eau": cast.committee, "Les cantines": cast.other_committee}


def test_reports_without_a_committee_named_follow_the_file(app, cast):
    sit_in_both(cast)

    found, _batch = committees_of_reports(cast, app, cast.other_committee)

    assert found["Les fuites d’eau"] == cast.other_committee


def test_a_committee_where_the_authority_does_not_sit_is_a_fault_of_its_line(app, cast):
    found, batch = committees_of_reports(cast, app, None)

    assert found == {"Les fuites d’eau": cast.committee}
    assert faults(batch) == [(3, "Comité"), (4, "Comité")]
    wrong = queries.list_wrong_lines(batch.id)[0].faults[0]
    assert wrong["problem"] == "« Comité de la donnée d’Ostrelle » n’est pas dans la liste."
    assert "Comité de la donnée de Valmer" in wrong["advice"]


def test_a_committee_that_the_authority_left_meanwhile_is_a_fault_that_says_so(app, cast):
    sit_in_both(cast)
    batch = an_import(cast, cast.other_committee)
    with write() as session:
        session.execute(
            update(Participation)
            .where(
                Participation.committee_id == cast.other_committee, Participation.authority_id == cast.valmer
            )
            .values(left_on=clock.today())
        )

    batch = checked(app, batch)

    assert (2, "Comité") in faults(batch)
    assert "ne siège plus dans" in queries.list_wrong_lines(batch.id)[0].faults[0]["problem"]


def test_only_reports_are_imported_in_a_committee_and_only_in_ones_own(app, cast):
    for kind, committee in (
        (ImportKind.DATASETS, cast.committee),
        (ImportKind.REPORTS, cast.other_committee),
    ):
        with pytest.raises(NotAllowedError):
            an_import(cast, committee, kind)


def test_a_second_worker_with_the_same_lines_in_hand_makes_nothing_more(app, cast, monkeypatch):
    make_domain()
    batch = checked(app, make_import(cast, REPORTS, kind=ImportKind.REPORTS, by="bruno"))
    in_hand = queries.list_ready_ids(batch.id)
    operations.run_import(cast.bruno, batch)
    batch = checked(app, batch)
    with write():
        batch.state = BatchState.RUNNING
    monkeypatch.setattr(queries, "list_ready_ids", lambda _batch_id: in_hand)

    work.carry_out(batch.id)

    assert (len(in_hand), count(ExperienceReport)) == (1, 1)


def test_descriptions_of_datasets_become_drafts(app, cast):
    batch = checked(app, make_import(cast, DATASETS, kind=ImportKind.DATASETS, by="bruno"))
    wrong = faults(batch)
    operations.run_import(cast.bruno, batch)
    checked(app, batch)

    dataset = db.session.scalars(select(Dataset)).one()
    assert (dataset.title, dataset.keywords, dataset.is_draft) == ("Les menus", ["cantine", "école"], True)
    assert wrong == [(3, "Titre")]


@pytest.mark.parametrize(
    ("written", "kept", "advice"),
    [
        ("01001", "01001", ""),
        ("2a004", "2A004", ""),
        ("990 000 029 1", "", "neuf chiffres"),
        ("123 456 789", "", "neuf chiffres"),
        ("1001", "", "écrivez 01001"),
        ("Valmer", "", ""),
        ("Nulle part", "", "neuf chiffres"),
    ],
)
def test_the_territory_of_a_dataset_is_one_that_exists(app, cast, written, kept, advice):
    lines = f"Titre;Motif;Territoire couvert;Fréquence\r\nMenus;Utile;{written};annuelle\r\n"
    batch = checked(app, make_import(cast, lines.encode(), kind=ImportKind.DATASETS, by="bruno"))
    line = queries.list_lines(batch.id)[0]

    assert [advice in each["advice"] for each in line.faults] == ([True] if advice else [])
    if not advice:
        operations.run_import(cast.bruno, batch)
        checked(app, batch)
        dataset = db.session.scalars(select(Dataset)).one()
        assert dataset.spatial_code == (kept or "99001")
        assert dataset.frequency is Frequency.YEARLY


def test_the_same_file_again_does_nothing_twice(app, cast):
    first = checked(app, make_import(cast))
    operations.run_import(cast.elise, first)
    checked(app, first)

    again = checked(app, make_import(cast))

    assert queries.count_lines(again.id).ready == 0
    assert queries.count_lines(again.id).wrong == 2
    with pytest.raises(NothingReadyError):
        operations.run_import(cast.elise, again)


def test_a_run_that_is_killed_and_taken_up_again_does_each_line_once(app, cast, monkeypatch):
    batch = checked(app, make_import(cast, people_list(20, 0)))
    operations.run_import(cast.elise, batch)
    real, seen = work._carry_line, []

    def dies_at_the_eighth(*arguments):
        seen.append(arguments)
        if len(seen) == 8:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(work, "_carry_line", dies_at_the_eighth)
    with pytest.raises(KeyboardInterrupt):
        work.carry_out(batch_id=batch.id)
    after_kill = (count(Invitation), queries.count_lines(batch.id).done)
    monkeypatch.setattr(work, "_carry_line", real)
    work.carry_out(batch_id=batch.id)
    work.carry_out(batch_id=batch.id)

    assert after_kill == (7, 7)
    assert count(Invitation) == 20
    assert queries.find_batch(batch.id).state is BatchState.DONE


def test_a_line_is_marked_with_what_it_makes_or_neither(app, cast, monkeypatch):
    batch = checked(app, make_import(cast))
    operations.run_import(cast.elise, batch)

    def dies(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(tasks, "progress", dies)
    with pytest.raises(KeyboardInterrupt):
        work.carry_out(batch_id=batch.id)

    assert (count(Invitation), queries.count_lines(batch.id).done) == (0, 0)


def test_an_import_can_be_stopped_and_taken_up_again(app, cast):
    batch = checked(app, make_import(cast))
    operations.run_import(cast.elise, batch)
    operations.stop_import(cast.elise, batch)
    stopped = checked(app, batch)
    before = (stopped.state, count(Invitation))
    operations.run_import(cast.elise, stopped)

    assert before == (BatchState.STOPPED, 0)
    assert checked(app, batch).state is BatchState.DONE


def test_whoever_lost_the_role_meanwhile_imports_nothing_more(app, cast):
    batch = checked(app, make_import(cast))
    operations.run_import(cast.elise, batch)
    with write() as session:
        place = session.scalar(select(Membership).where(Membership.user_id == cast.elise.user_id))
        place.role = Role.AGENT

    batch = checked(app, batch)

    assert (batch.state, count(Invitation)) == (BatchState.STOPPED, 0)
    assert "rôle" in batch.error


@pytest.mark.parametrize("who", ["chloe", "bruno", "farid", "visitor"])
def test_outsiders_and_agents_do_not_invite_by_file(app, cast, who):
    kept = queries.find_batch(make_import(cast).id)
    document = operations.Document(work.storage.Kept(kept.digest, kept.size), "liste.csv", "text/csv")

    with pytest.raises(NotAllowedError):
        operations.ask_import(
            getattr(cast, who), ImportKind.MEMBERS, None, the_committee(cast.committee), document
        )


def test_only_the_sender_runs_stops_and_forgets(app, cast):
    batch = checked(app, make_import(cast))

    for operation in (operations.run_import, operations.stop_import, operations.forget_import):
        with pytest.raises(NotAllowedError):
            operation(cast.amina, batch)


def test_what_is_not_running_is_not_stopped_and_what_is_done_is_not_done_again(app, cast):
    batch = checked(app, make_import(cast))
    with pytest.raises(NotCheckedError):
        operations.stop_import(cast.elise, batch)
    operations.run_import(cast.elise, batch)
    batch = checked(app, batch)
    with pytest.raises(NotCheckedError):
        operations.run_import(cast.elise, batch)


def test_forgetting_a_file_leaves_what_it_made(app, cast):
    batch = checked(app, make_import(cast))
    operations.run_import(cast.elise, batch)
    batch = checked(app, batch)
    operations.forget_import(cast.elise, batch)

    assert (queries.find_batch(batch.id), count(ImportLine), count(Invitation)) == (None, 0, 2)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "vide.csv", "vide"),
        (b"%PDF-1.4 rien", "liste.pdf", "PDF"),
        (b"PK\x03\x04 tronqu", "liste.xlsx", "abîmé"),
        (b'{"a": 1}', "liste.json", "tableur"),
        (b"\x00\x01\x02" * 400, "liste.csv", "tableau reconnu"),
        (b"a;b\n1;2\n", "liste.csv", "modèle"),
        (("Courriel\n" + "a@b.test\n" * 5_200).encode(), "liste.csv", "plus de 5000 lignes"),
    ],
)
def test_a_file_that_cannot_be_imported_says_why_and_what_to_do(app, cast, content, name, words):
    batch = checked(app, make_import(cast, content, name=name))

    assert batch.state is BatchState.UNREADABLE
    assert words in batch.error
    task = tasks.list_of(cast.elise.user_id)[0]
    assert (task.state, task.error) == (TaskState.FAILED, batch.error)


@pytest.mark.parametrize("kind", list(ImportKind))
@pytest.mark.parametrize("write_model", [blank.as_csv, blank.as_ods, blank.as_xlsx])
def test_a_model_file_can_be_read_again_and_its_example_is_not_imported(app, cast, kind, write_model):
    name = write_model.__name__.replace("as_", "modele.")

    batch = checked(app, make_import(cast, write_model(kind), kind=kind, by="amina", name=name))

    assert batch.state is BatchState.UNREADABLE
    assert "aucune ligne n’est remplie" in batch.error


def test_the_report_can_be_mended_and_sent_again(app, cast):
    batch = checked(app, make_import(cast, people_list(20, 1)))
    operations.run_import(cast.elise, batch)
    batch = checked(app, batch)
    report = outcome.as_csv(batch, queries.list_lines(batch.id), "http://localhost").decode("utf-8-sig")
    assert report.count("Importée") == 19

    mended = report.replace(";Sans adresse;", "sans.adresse@exemple.test;Sans adresse;", 1)
    again = checked(app, make_import(cast, mended.encode("utf-8-sig")))

    assert queries.count_lines(again.id).total == 1


def test_a_cell_that_spreadsheets_would_run_is_made_harmless_in_the_report(app, cast):
    batch = checked(app, make_import(cast, b'Courriel;Nom\na@exemple.test;"=HYPERLINK(1)"\n'))

    report = outcome.as_csv(batch, queries.list_lines(batch.id), "").decode("utf-8-sig")

    assert ";'=HYPERLINK(1)" in report
    assert queries.list_lines(batch.id)[0].state is LineState.REFUSED


def test_old_files_are_forgotten_with_the_people_they_name(app, cast):
    batch = checked(app, make_import(cast, PEOPLE))
    with write():
        queries.find_batch(batch.id).asked_at -= 2 * work.KEPT_ENDED

    with write():
        work.forget_old()

    assert (queries.find_batch(batch.id), count(ImportLine)) == (None, 0)

"""What people take away goes to the trash: whatever deletes rows stands here, with the reason why it may."""

import ast

import pytest
from flask import Flask
from sqlalchemy.orm import configure_mappers

from comite.accounts.trash import TrashColumns
from comite.discussions.models.threads import Message
from comite.foundation.database import Base
from tests.house.sources import PACKAGE, functions, name_of, python_files, tree_of

PURGE = "a job erases what was in the trash for thirty days, or what only passes"
RIGHT = "a right to enter: it ends at once, and is given again by who may"
CHOICE = "a choice of one's own, made again with one press"
UNSENT = "one's own text or file that was never sent, discarded on purpose"
SAVED = "what was kept meanwhile, now that it is saved or joined where it belongs"
EDIT = "the rows of one thing, written again when that thing is edited"
OUTBOX = "work done or passing: nothing that anybody wrote"
REPLACED = "what was in the trash already, whose place is taken by the same thing made anew"
LINK = "a link between two things that both stay; it is made again with one press"
NOTED = "who is there or speaks for whom, noted by mistake, and noted again with one press before the end"
MADE_AGAIN = "made from what stays here, or from a file that its owner has; it can be made again"
KEPT_ELSEWHERE = "a right to enter: it ends at once, and its table of the trash gives it back"
ERASURE = "an erasure of account is for good: the law asks it"

ALLOWED = {
    "accounts/operations/erasure.py:forget_expired": PURGE,
    "accounts/operations/feed_keys.py:revoke_feed_key": RIGHT,
    "accounts/operations/memberships.py:end_membership": KEPT_ELSEWHERE,
    "accounts/operations/memberships.py:purge_former": PURGE,
    "accounts/operations/second_factor.py:_draw_paper_codes": RIGHT,
    "accounts/operations/second_factor.py:_forget": RIGHT,
    "accounts/operations/sessions.py:end_other_sessions": RIGHT,
    "accounts/operations/sessions.py:end_session": RIGHT,
    "accounts/operations/sessions.py:end_sessions_of": RIGHT,
    "accounts/operations/sessions.py:sign_out": RIGHT,
    "accounts/personal_data.py:erase_links_to": ERASURE,
    "accounts/trash.py:purge": PURGE,
    "cli/demonstration/load.py:_forget_old_errands": OUTBOX,
    "discussions/operations/messages.py:purge_deleted": PURGE,
    "engineering/operations/directory.py:_choose_skills": EDIT,
    "engineering/operations/directory.py:_forget_thrown": REPLACED,
    "engineering/operations/projects.py:unlink_dataset": LINK,
    "experiences/operations/documents.py:stop_citing_dataset": LINK,
    "experiences/operations/writing.py:_edit": SAVED,
    "experiences/operations/writing.py:_forget": UNSENT,
    "exports/operations.py:forget_export": MADE_AGAIN,
    "exports/work.py:forget_expired": PURGE,
    "foundation/citations.py:forget": EDIT,
    "foundation/citations.py:note": EDIT,
    "foundation/deliveries.py:forget_old_refusals": PURGE,
    "foundation/deliveries.py:lift": OUTBOX,
    "foundation/jobs.py:forget_done": OUTBOX,
    "foundation/security.py:forget_submissions": OUTBOX,
    "foundation/storage.py:_forget": PURGE,
    "foundation/tasks.py:forget": OUTBOX,
    "foundation/tasks.py:tidy": OUTBOX,
    "foundation/unsaved.py:_make_room": UNSENT,
    "foundation/unsaved.py:forget": UNSENT,
    "foundation/unsaved.py:forget_old": PURGE,
    "foundation/unsaved.py:settle": SAVED,
    "home/operations.py:choose_topics": CHOICE,
    "imports/operations.py:forget_import": MADE_AGAIN,
    "imports/work.py:_keep_lines": EDIT,
    "imports/work.py:forget_old": PURGE,
    "meetings/operations/attendance.py:cancel_arrival": NOTED,
    "meetings/operations/attendance.py:cancel_listening": NOTED,
    "meetings/operations/attendance.py:take_back": NOTED,
    "meetings/operations/ballots.py:edit_ballot": EDIT,
    "meetings/operations/seats.py:_forget_void": REPLACED,
    "meetings/operations/seats.py:add_college": REPLACED,
    "meetings/operations/voting.py:_drop_in_urn": EDIT,
    "notifications/operations/choices.py:forget_choice": CHOICE,
    "notifications/operations/reading.py:forget_about": PURGE,
    "notifications/operations/receiving.py:forget_received": PURGE,
    "search/operations.py:_apply": OUTBOX,
    "search/operations.py:_make_again": OUTBOX,
    "search/operations.py:ask_rebuild": OUTBOX,
    "uploads/operations.py:forget_expired": PURGE,
    "uploads/operations.py:give_up_upload": UNSENT,
    "uploads/operations.py:take_upload": SAVED,
}


# Lists that a form gives whole, each time; a report keeps its revisions.
WRITTEN_WITH_ITS_OWNER = {
    "Ballot.options",
    "Decision.links",
    "ExperienceReport.authors",
    "ExperienceReport.indicators",
    "ExperienceReport.keywords",
    "ExperienceReport.sheet",
}


def deleters(tree: ast.Module) -> list[str]:
    """The functions of a file that delete rows, innermost first named."""
    return [each.name for each in functions(tree) if any(map(is_deletion, _own_nodes(each)))]


def _own_nodes(function: ast.FunctionDef) -> list[ast.AST]:
    """What a function does by itself, not in its inner functions."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        found.append(node)
        if not isinstance(node, ast.FunctionDef):
            waiting.extend(ast.iter_child_nodes(node))
    return found


def is_deletion(node: ast.AST) -> bool:
    """Whether it deletes rows: `session.delete(row)`, `delete(Table)`, or SQL that says so."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value.lstrip().upper().startswith("DELETE FROM")
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return called in ("delete", "sa.delete", "sqlalchemy.delete") or called.endswith("session.delete")


def every_deleter() -> set[str]:
    """Every function of the product that deletes rows."""
    modules = {path: deleters(tree_of(path)) for path in python_files()}
    prefix = f"{PACKAGE.name}/"
    return {
        f"{name_of(path).removeprefix(prefix)}:{name}" for path, names in modules.items() for name in names
    }


def test_what_deletes_rows_is_named_here_with_its_reason():
    assert every_deleter() == set(ALLOWED)


def test_a_relation_deletes_only_what_is_written_again_with_its_owner():
    configure_mappers()
    found = {
        f"{mapper.class_.__name__}.{each.key}"
        for mapper in Base.registry.mappers
        for each in mapper.relationships
        if each.cascade.delete or each.cascade.delete_orphan
    }

    assert found == WRITTEN_WITH_ITS_OWNER


def test_every_kind_of_the_trash_has_its_table_and_every_table_its_kind(app: Flask):
    kinds = app.extensions["trash"]
    bearing = {each.class_ for each in Base.registry.mappers if issubclass(each.class_, TrashColumns)}

    # A message says by other columns who deleted it: it keeps its place in its thread.
    assert {each.table for each in kinds} == bearing | {Message}
    assert len({each.slug for each in kinds}) == len(kinds)


@pytest.mark.parametrize(
    "written",
    [
        "def drop(row):\n    db.session.delete(row)\n",
        "def drop():\n    session.execute(delete(Row).where(old))\n",
        "def drop():\n    connection.execute(text('DELETE FROM rows'))\n",
        "def keep():\n    def drop():\n        session.delete(row)\n",
    ],
)
def test_a_function_that_deletes_is_seen(written):
    assert deleters(ast.parse(written)) == ["drop"]


def test_a_route_or_an_index_that_deletes_is_not_a_deletion_of_rows():
    written = "def show():\n    url_for('ballots.delete')\n    writer.delete('kind', 3)\n"

    assert deleters(ast.parse(written)) == []

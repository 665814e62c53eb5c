"""Every change asks permission first."""

import ast

from tests.house.sources import PACKAGE, functions, name_of, tree_of

# `user = _own_account(actor)`: what is found this way is the actor's, and nobody else's.
OWN = "_own_"
# What people do to their own things needs no permission but being themselves: each is named here on purpose.
OWN_THINGS = {
    "end_other_sessions": "finds only the actor's sessions",
    "end_session": "finds only the actor's sessions",
    "sign_out": "ends the actor's present session",
}


def is_operation(function: ast.FunctionDef) -> bool:
    """Whether it is one whole change."""
    return any(isinstance(mark, ast.Name) and mark.id == "operation" for mark in function.decorator_list)


def has_actor(function: ast.FunctionDef) -> bool:
    """Whether somebody asks for it."""
    arguments = function.args
    return any(
        each.arg == "actor" for each in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    )


def requires_first(body: list[ast.stmt]) -> bool:
    """Whether permission is asked, on every path, before anything else than looking things up."""
    for statement in body:
        if isinstance(statement, ast.If):
            return requires_first(statement.body) and requires_first(statement.orelse)
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue  # the docstring
        called = statement.value if isinstance(statement, ast.Expr | ast.Assign) else None
        function = ast.unparse(called.func) if isinstance(called, ast.Call) else ""
        if function == "require" or function.startswith(OWN):
            return True
        if not (
            isinstance(statement, ast.Assign)
            and all(isinstance(each, ast.Name) for each in statement.targets)
        ):
            return False
    return False


def forgetful(tree: ast.Module) -> list[str]:
    """The operations with an actor that don't ask permission first."""
    asked = [each for each in functions(tree) if is_operation(each) and has_actor(each)]
    return [each.name for each in asked if not requires_first(each.body) and each.name not in OWN_THINGS]


def test_each_operation_asks_permission_before_it_changes_anything():
    modules = [*PACKAGE.glob("*/operations.py"), *PACKAGE.glob("*/operations/*.py")]

    found = {name_of(path): forgetful(tree_of(path)) for path in modules}

    assert {path: names for path, names in found.items() if names} == {}


def test_an_operation_that_forgets_or_asks_too_late_is_seen():
    tree = ast.parse(
        "@operation\ndef forget(actor, report):\n    report.status = 1\n"
        "@operation\ndef late(actor, report):\n    report.status = 1\n    require(may(actor, report))\n"
        "@operation\ndef good(actor, key):\n    report = get(key)\n    require(may(actor, report))\n"
        "@operation\ndef half(actor, seat):\n    if seat:\n        require(may(actor))\n    seat.free()\n"
        "@operation\ndef own(actor, name):\n    user = _own_account(actor)\n    user.name = name\n"
        "@operation\ndef nobody_asks(report):\n    report.status = 1\n"
    )

    assert forgetful(tree) == ["forget", "late", "half"]

"""Tables whose rows are written once: the database itself refuses to change or remove them.

The migrations say the same again in their own words (they never import the product); a test compares the two.
"""

from sqlalchemy import DDL, Table, event

REFUSE_CHANGE = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a row of this table is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$"""


def write_once(table: Table) -> None:
    """Have the database refuse every change and every removal of the rows of a table.

    An operator who owns the database can lift it, as a restore does: it guards against mistakes of the code,
    and the chain of the audit log shows the rest.
    """
    for verb in ("UPDATE", "DELETE"):
        _on_creation(
            table,
            "sqlite",
            f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} "
            f"BEGIN SELECT RAISE(ABORT, 'a row of this table is never changed'); END",
        )
    _on_creation(table, "postgresql", REFUSE_CHANGE)
    _on_creation(
        table,
        "postgresql",
        f"CREATE TRIGGER {table.name}_no_change BEFORE UPDATE OR DELETE ON {table.name} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    )


def guard(table: Table, *, sqlite: str, postgresql: tuple[str, ...]) -> None:
    """Give a table a guard of its own, in the words of each kind of database."""
    _on_creation(table, "sqlite", sqlite)
    for statement in postgresql:
        _on_creation(table, "postgresql", statement)


def _on_creation(table: Table, dialect: str, statement: str) -> None:
    """Run a statement of one kind of database just after the table was made."""
    guarding = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # the library's own
    event.listen(table, "after_create", guarding.execute_if(dialect=dialect))

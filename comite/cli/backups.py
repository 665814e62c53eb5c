"""Backups: one archive holding the database as it was at one instant, every file, and their digests."""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from flask import current_app
from sqlalchemy import JSON, Connection, Date, DateTime, MetaData, Table, insert, select, text
from sqlalchemy.schema import AddConstraint, DropConstraint
from sqlalchemy.types import TypeEngine

from comite.accounts import operations as accounts
from comite.accounts import queries
from comite.app import create_app
from comite.cli.french import Progress
from comite.foundation import clock, migrations, storage
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError, RefusedError
from comite.foundation.settings import Settings
from comite.search import operations as search

FORMAT = 1
BATCH = 500
MANIFEST = "manifest.json"


class BadArchiveError(RefusedError):
    """The archive is not one of ours, or it was damaged."""

    sentence = "Cette archive n’est pas une sauvegarde de Comité, ou elle est abîmée."


class NotEmptyError(RefusedError):
    """There is something that a restore would replace."""

    sentence = (
        "Cette installation contient déjà des données. Pour les remplacer par la sauvegarde, "
        "ajoutez --replace ; pour seulement vérifier l’archive, ajoutez --verify."
    )


def backup(chosen: Namespace) -> int:
    """Write the archive beside its final name, then rename it: a backup cut short is no backup."""
    target: Path = chosen.archive.expanduser().resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    app = create_app()
    with app.app_context():
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".comite-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                count, size = _write_archive(file, Progress("Sauvegarde"))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        finally:
            _let_go()
    print(f"{target} : {count} fichiers, {size // 1_000_000} Mo de contenus.")
    return 0


def restore(chosen: Namespace) -> int:
    """Verify the whole archive, then put its content in the place of the present one."""
    archive: Path = chosen.archive.expanduser().resolve()
    if not archive.is_file():
        raise RefusedError(f"Il n’y a pas de fichier à cet endroit : {archive}")
    manifest = _verified(archive)
    print(f"Archive intacte, du {manifest['made_at'][:16].replace('T', ' ')} UTC.")
    if chosen.verify:
        return 0
    app = create_app()
    with app.app_context():
        if migrations.present_revision() is not None and _has_people() and not chosen.replace:
            raise NotEmptyError
        if manifest["revision"] not in migrations.revisions():
            raise RefusedError(
                "Cette sauvegarde vient d’une version plus récente : mettez Comité à jour d’abord."
            )
        deleted = _deleted_accounts()
        _restore_files(app.extensions["settings"], archive)
        _restore_tables(archive, manifest)
        migrations.upgrade()
        accounts.erase_again(deleted)
        shutil.rmtree(app.extensions["settings"].data_dir / "search", ignore_errors=True)
        search.ask_rebuild()
        _let_go()
    print("Sauvegarde rétablie. L’index de recherche sera refait par « comite worker ».")
    return 0


def _write_archive(file: IO[bytes], progress: Progress) -> tuple[int, int]:
    """The tables first, then the files: files never change, so those the tables name are there."""
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "revision": migrations.present_revision(),
        "members": {},
    }
    with tarfile.open(fileobj=file, mode="w") as tar:
        with _snapshot() as connection:
            files = connection.execute(select(storage.StoredFile.digest, storage.StoredFile.size)).all()
            for table in _tables(connection):
                _add_table(tar, connection, table, manifest["members"])
        for rank, (digest, _size) in enumerate(files, start=1):
            _add_file(tar, digest, manifest["members"])
            progress(rank, len(files))
        _add_bytes(tar, MANIFEST, json.dumps(manifest).encode())
    return len(files), sum(size for _digest, size in files)


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """One reading of the whole database as it is at this instant, while people go on writing."""
    options = {} if db.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with db.engine.connect().execution_options(**options) as connection, connection.begin():
        connection.execute(text("SELECT 1"))
        yield connection


def _tables(connection: Connection) -> list[Table]:
    """The tables as they are in the database, whatever the code makes of them: an old archive is read too."""
    found = MetaData()
    found.reflect(connection)
    tables = [table for name, table in sorted(found.tables.items()) if name != "alembic_version"]
    for column in (column for table in tables for column in table.columns):
        if isinstance(column.type, JSON):
            column.type = type(column.type)(none_as_null=True)
    return tables


def _add_table(tar: tarfile.TarFile, connection: Connection, table: Table, members: dict[str, str]) -> None:
    """One table as JSON lines: readable by anybody, and by another kind of database."""
    with tempfile.TemporaryFile() as lines:
        digest = hashlib.sha256()
        rows = connection.execution_options(yield_per=BATCH).execute(
            select(table).order_by(*table.primary_key)
        )
        for row in rows.mappings():
            line = json.dumps(dict(row), default=_plain, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            lines.write(line)
        name = f"tables/{table.name}.jsonl"
        members[name] = digest.hexdigest()
        member = tarfile.TarInfo(name)
        member.size = lines.tell()
        member.mtime = int(clock.now().timestamp())
        lines.seek(0)
        tar.addfile(member, lines)


def _add_file(tar: tarfile.TarFile, digest: str, members: dict[str, str]) -> None:
    """One content; one that is gone was swept since the tables were read, for nothing named it any more."""
    try:
        path = storage.current().path(digest)
    except NotFoundError:
        if db.session.get(storage.StoredFile, digest) is not None:
            raise
        return
    tar.add(path, f"files/{digest}")
    members[f"files/{digest}"] = digest


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    """One small member."""
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mtime = int(clock.now().timestamp())
    tar.addfile(member, io.BytesIO(content))


def _plain(value: object) -> str:
    """What JSON cannot carry by itself: instants, always in UTC, and days."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a backup cannot carry {type(value).__name__}")


def _verified(archive: Path) -> dict[str, Any]:
    """The manifest of an archive whose every member has its digest; raises `BadArchiveError`."""
    found: dict[str, str] = {}
    manifest: Any = None
    try:
        with tarfile.open(archive, mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None:
                    raise BadArchiveError
                if member.name == MANIFEST:
                    manifest = json.load(content)
                else:
                    found[member.name] = _digest(content)
    except (tarfile.TarError, ValueError, OSError, EOFError) as error:
        raise BadArchiveError from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT or manifest.get("members") != found:
        raise BadArchiveError
    return manifest


def _digest(content: IO[bytes]) -> str:
    """The SHA-256 of a member, read piece by piece."""
    digest = hashlib.sha256()
    while chunk := content.read(storage.CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _has_people() -> bool:
    """Whether somebody has an account here."""
    with db.engine.connect() as connection:
        return connection.execute(text("SELECT 1 FROM users LIMIT 1")).first() is not None


def _deleted_accounts() -> Sequence[tuple[int, datetime]]:
    """The accounts that people deleted here: a backup made before must not bring them back."""
    return queries.list_erased() if migrations.is_up_to_date() else []


def _restore_files(in_use: Settings, archive: Path) -> None:
    """Put every content back; those already there are the same by their digest."""
    kept = storage.start(in_use)
    with tarfile.open(archive, mode="r|") as tar:
        for member in tar:
            if member.name.startswith("files/"):
                content = tar.extractfile(member)
                if content is not None:
                    kept.put(content, member.size + 1)


def _restore_tables(archive: Path, manifest: dict[str, Any]) -> None:
    """Put the tables back whole, or leave the present ones as they are."""
    in_use = _settings()
    if not in_use.uses_sqlite:
        _to_revision(str(manifest["revision"]))
        _fill_all(archive)
        return
    target = Path(in_use.database_url.removeprefix("sqlite:///"))
    beside = target.with_name(f"{target.name}.restoring")
    _drop_database(beside)
    with create_app(replace(in_use, database_url=f"sqlite:///{beside}")).app_context():
        _to_revision(str(manifest["revision"]))
        _fill_all(archive)
        _let_go()
    _let_go()
    # The journal of the old database must not be applied to the new one.
    for ending in ("-wal", "-shm"):
        Path(f"{target}{ending}").unlink(missing_ok=True)
    beside.replace(target)


def _let_go() -> None:
    """Close every connection: the last one to a SQLite file folds its journal into it."""
    db.session.remove()
    db.engine.dispose()


def _drop_database(path: Path) -> None:
    """Remove a SQLite database and its journals."""
    for ending in ("-wal", "-shm", ""):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def _to_revision(revision: str) -> None:
    """Give the database the tables that the archive was made from."""
    present, known = migrations.present_revision(), migrations.revisions()
    if present in known and known.index(str(present)) > known.index(revision):
        migrations.downgrade(revision)
    else:
        migrations.upgrade(revision)


def _fill_all(archive: Path) -> None:
    """Replace the rows of every table, in one transaction."""
    with db.engine.begin() as connection:
        tables = {table.name: table for table in _tables(connection)}
        with _references_suspended(connection, tables.values()):
            for table in tables.values():
                connection.execute(table.delete())
            with tarfile.open(archive, mode="r|") as tar:
                for member in tar:
                    content = tar.extractfile(member) if member.name.startswith("tables/") else None
                    if content is not None:
                        _fill(connection, tables[Path(member.name).stem], content)
        _renumber(connection, tables.values())


def _settings() -> Settings:
    """The settings of the application at work."""
    in_use: Settings = current_app.extensions["settings"]
    return in_use


@contextmanager
def _references_suspended(connection: Connection, tables: Iterable[Table]) -> Iterator[None]:
    """Rows may come before those they name, and those written once give way, as their owner may ask.

    All references are checked at the end. On SQLite the tables are new: they would refuse the votes of a
    ballot that is already closed.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        lifted = _lift_triggers(connection)
        yield
        for statement in lifted:
            connection.exec_driver_sql(statement)
        return
    tables = list(tables)
    references = [each for table in tables for each in table.foreign_key_constraints]
    _switch_triggers(connection, tables, "DISABLE")
    for each in references:
        connection.execute(DropConstraint(each))
    yield
    for each in references:
        connection.execute(AddConstraint(each))
    _switch_triggers(connection, tables, "ENABLE")


def _lift_triggers(connection: Connection) -> list[str]:
    """Remove what SQLite's tables refuse by themselves; gives what makes it again."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _statement in rows:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    return [statement for _name, statement in rows]


def _switch_triggers(connection: Connection, tables: Iterable[Table], verb: str) -> None:
    """Lift what PostgreSQL's tables refuse by themselves, or put it back."""
    for table in tables:
        connection.execute(text(f'ALTER TABLE "{table.name}" {verb} TRIGGER USER'))


def _fill(connection: Connection, table: Table, content: IO[bytes]) -> None:
    """The rows of one table, in batches."""
    readers = {column.name: _reader(column.type, connection) for column in table.columns}
    batch: list[dict[str, Any]] = []
    for line in content:
        batch.append({key: readers[key](value) for key, value in json.loads(line).items()})
        if len(batch) >= BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _reader(kind: TypeEngine[Any], connection: Connection) -> Callable[[Any], Any]:
    """How a value of a column comes back from JSON; SQLite keeps instants in UTC without saying so."""
    if isinstance(kind, DateTime):
        zone = None if connection.dialect.name == "sqlite" else UTC
        return lambda value: None if value is None else datetime.fromisoformat(value).replace(tzinfo=zone)
    if isinstance(kind, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    return lambda value: value


def _renumber(connection: Connection, tables: Iterable[Table]) -> None:
    """PostgreSQL's counters go on after the rows that were put back."""
    if connection.dialect.name == "sqlite":
        return
    for table in tables:
        key = table.autoincrement_column
        if key is not None:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'),"  # noqa: S608 - our own names
                    f" coalesce((SELECT max({key.name}) FROM {table.name}), 0) + 1, false)"
                )
            )

"""Backups: one archive holding the database as it was at one instant, every file, and their digests."""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from flask import current_app
from markupsafe import Markup
from sqlalchemy import Connection, Date, Table, insert, select, text
from sqlalchemy.types import TypeEngine

from comite.accounts import operations as accounts
from comite.accounts import queries
from comite.app import create_app
from comite.cli.french import Progress
from comite.foundation import clock, migrations, storage
from comite.foundation.database import Base, Instant, SafeHtml, db
from comite.foundation.errors import RefusedError
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
            digests = [row.digest for row in connection.execute(select(storage.StoredFile.digest))]
            sizes = sum(connection.execute(select(storage.StoredFile.size)).scalars())
            for table in Base.metadata.sorted_tables:
                _add_table(tar, connection, table, manifest["members"])
        for rank, digest in enumerate(digests, start=1):
            path = storage.current().path(digest)
            tar.add(path, f"files/{digest}")
            manifest["members"][f"files/{digest}"] = digest
            progress(rank, len(digests))
        _add_bytes(tar, MANIFEST, json.dumps(manifest).encode())
    return len(digests), sizes


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """One reading of the whole database as it is at this instant, while people go on writing."""
    options = {} if db.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with db.engine.connect().execution_options(**options) as connection, connection.begin():
        connection.execute(text("SELECT 1"))
        yield connection


def _add_table(tar: tarfile.TarFile, connection: Connection, table: Table, members: dict[str, str]) -> None:
    """One table as JSON lines: readable by anybody, and by another kind of database."""
    with tempfile.TemporaryFile() as lines:
        digest = hashlib.sha256()
        for row in connection.execution_options(yield_per=BATCH).execute(
            select(table).order_by(*table.primary_key)
        ):
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


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    """One small member."""
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mtime = int(clock.now().timestamp())
    tar.addfile(member, io.BytesIO(content))


def _plain(value: object) -> str:
    """What JSON cannot carry by itself: instants, days, enumeration members, safe HTML."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(getattr(value, "value", value))


def _verified(archive: Path) -> dict[str, Any]:
    """The manifest of an archive whose every member has its digest; raises `BadArchiveError`."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
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
    if manifest is None or manifest.get("format") != FORMAT or manifest["members"] != found:
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
        db.session.remove()
        db.engine.dispose()
    db.session.remove()
    db.engine.dispose()
    _drop_database(target)
    Path(beside).replace(target)


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
        _suspend_references(connection)
        for table in Base.metadata.sorted_tables:
            _clear(connection, table)
        with tarfile.open(archive, mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.name.startswith("tables/") else None
                if content is not None:
                    _fill(connection, Path(member.name).stem, content)
        _renumber(connection)


def _settings() -> Settings:
    """The settings of the application at work."""
    in_use: Settings = current_app.extensions["settings"]
    return in_use


def _suspend_references(connection: Connection) -> None:
    """Rows may come before those they name."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    else:
        connection.execute(text("SET session_replication_role = replica"))


def _clear(connection: Connection, table: Table) -> None:
    """Drop what the migrations had put in a table, if it exists at this revision."""
    if connection.dialect.has_table(connection, table.name):
        connection.execute(table.delete())


def _fill(connection: Connection, name: str, content: IO[bytes]) -> None:
    """The rows of one table, in batches."""
    table = Base.metadata.tables.get(name)
    if table is None:
        return
    readers = {column.name: _reader(column.type) for column in table.columns}
    batch: list[dict[str, Any]] = []
    for line in content:
        row = json.loads(line)
        batch.append({key: readers[key](value) for key, value in row.items() if key in readers})
        if len(batch) >= BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    """How a value of a column comes back from JSON."""
    if isinstance(kind, SafeHtml):
        return lambda value: None if value is None else Markup(value)  # noqa: S704 - it was rendered before
    if isinstance(kind, Instant):
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    return lambda value: value


def _renumber(connection: Connection) -> None:
    """PostgreSQL's counters go on after the rows that were put back."""
    if connection.dialect.name == "sqlite":
        return
    connection.execute(text("SET session_replication_role = origin"))
    for table in Base.metadata.sorted_tables:
        key = table.autoincrement_column
        if key is not None:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'),"  # noqa: S608 - our own names
                    f" coalesce((SELECT max({key.name}) FROM {table.name}), 0) + 1, false)"
                )
            )

"""The database: base class of the tables, reading session, and the one way to write."""

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import Enum as PythonEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from markupsafe import Markup
from sqlalchemy import (
    JSON,
    Constraint,
    Date,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Text,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, InvalidRequestError, OperationalError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry, relationship
from sqlalchemy.types import TypeDecorator

from comite.foundation import clock
from comite.foundation.errors import ConflictError, NotFoundError, ReadOnlyError
from comite.foundation.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

_WRITE = "comite_write"
_writing: ContextVar[bool] = ContextVar("comite_writing", default=False)

# Measured on a prototype: FULL loses no acknowledged write in a power cut, NORMAL does.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=20000",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
)


def _check_name(constraint: Constraint, _table: object) -> str:
    """What a check is called: the column of an enumeration (a table may use one twice), or its own name."""
    columns = list(getattr(constraint, "columns", ()))
    if getattr(constraint, "_type_bound", False) and len(columns) == 1:
        return str(columns[0].name)
    return str(constraint.name)


# SQLAlchemy looks for the words « constraint_name » to know that a given name takes part.
NAMES: dict[str, Any] = {
    "check_constraint_name": _check_name,
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(check_constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What the pages of a list read back from their cursors; SQLAlchemy says `object` for decorators."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into what the driver keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SafeHtml(TypeDecorator[Markup]):
    """HTML that came out of `foundation.markdown`: templates print it as it is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Markup | None, dialect: Dialect) -> str | None:
        """Keep only what was declared safe: a plain string here would be a script's way in."""
        if value is None:
            return None
        if not isinstance(value, Markup):
            raise TypeError("only rendered Markdown is kept as HTML")
        return str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Markup | None:
        """Give it back as what templates do not escape again."""
        return None if value is None else Markup(value)  # noqa: S704 - written by process_bind_param only


def _values(enumeration: type[PythonEnum]) -> list[str]:
    """The words the database keeps for an enumeration."""
    return [str(member.value) for member in enumeration]


class Base(DeclarativeBase):
    """The tables' base class, with the types every feature shares."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: Instant(),
            date: Date(),
            Markup: SafeHtml(),
            dict[str, Any]: JSON().with_variant(JSONB(), "postgresql"),
            list[Any]: JSON().with_variant(JSONB(), "postgresql"),
            list[str]: JSON().with_variant(JSONB(), "postgresql"),
            PythonEnum: Enum(
                PythonEnum, native_enum=False, length=40, values_callable=_values, create_constraint=True
            ),
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def open_words(enumeration: type[PythonEnum], length: int = 40) -> Enum:
    """A column of an enumeration that features extend: the table does not list its words, the code does."""
    return Enum(
        enumeration, native_enum=False, length=length, values_callable=_values, create_constraint=False
    )


def linked(**options: Any) -> Any:
    """A relationship that a query must load on purpose: a template reaching for it otherwise fails."""
    return relationship(lazy="raise_on_sql", **options)


def engine_options(settings: Settings) -> dict[str, Any]:
    """How SQLAlchemy opens the database of an installation."""
    if settings.uses_sqlite:
        import pysqlite3.dbapi2  # noqa: PLC0415 - PostgreSQL installations need not have it

        return {"module": pysqlite3.dbapi2, "connect_args": {"isolation_level": None, "timeout": 20}}
    # No compilation of statements (jit): PostgreSQL guesses our widest ones dear, and compiles them for two
    # seconds to save nothing (dashboard, 20,000 contents: 2,300 ms with it, 80 ms without).
    options = "-c statement_timeout=30000 -c synchronous_commit=on -c timezone=UTC -c jit=off"
    return {"pool_pre_ping": True, "pool_size": 5, "connect_args": {"options": options}}


def start(app: Flask, settings: Settings) -> None:
    """Bind the database to the application."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url.replace(
        "postgresql://", "postgresql+psycopg://"
    )
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings)
    app.config["SQLALCHEMY_TRACK_MODIFICATIONS"] = False
    if settings.uses_sqlite:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    db.init_app(app)
    with app.app_context():
        listen(db.engine)


def listen(engine: Engine) -> None:
    """Give a SQLite engine its pragmas, and begin its transactions ourselves."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(_WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@event.listens_for(Session, "before_flush")
def _refuse_stray_writes(_session: Session, _context: object, _instances: object) -> None:
    """A change outside an operation is a mistake in the code: say so at once."""
    if not _writing.get():
        raise RuntimeError("the database is written only inside an operation")


@event.listens_for(Session, "do_orm_execute")
def _refuse_stray_statements(state: ORMExecuteState) -> None:
    """The same for a statement: outside an operation nobody would commit it, and it would be lost."""
    if (state.is_insert or state.is_update or state.is_delete) and not _writing.get():
        raise RuntimeError("the database is written only inside an operation")


def is_writing() -> bool:
    """Whether an operation is going on."""
    return _writing.get()


_before_commit: list[Callable[[], None]] = []


def before_commit(function: Callable[[], None]) -> Callable[[], None]:
    """Register what the foundation adds to every outermost operation (the key of the form it came from)."""
    _before_commit.append(function)
    return function


@contextmanager
def write() -> Iterator[Session]:
    """One whole change: all of it is kept, or nothing. Inside another, it is part of that one."""
    session = db.session()
    if _writing.get():
        yield session
        return
    settings: Settings = current_app.extensions["settings"]
    refuse_when_full(settings)
    session.commit()  # ends the reading; what was read stays loaded
    token = _writing.set(True)
    try:
        with _file_lock(settings):
            session.connection(execution_options={_WRITE: True})
            try:
                yield session
                for addition in _before_commit:
                    addition()
                session.commit()
            except BaseException as error:
                # Detached, what was read can still be shown with the sentence of the refusal.
                session.expunge_all()
                session.rollback()
                translated = _translated(error)
                if translated is error:
                    raise
                raise translated from error
    finally:
        _writing.reset(token)


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function one whole change, on rows read again under the write lock."""

    @wraps(function)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        if _writing.get():
            return function(*args, **kwargs)
        with write() as session:
            _read_again(session, [*args, *kwargs.values()])
            return function(*args, **kwargs)

    whole.__dict__["is_operation"] = True
    return whole


def _read_again(session: Session, things: list[Any]) -> None:
    """Refresh the rows an operation was given: what was seen before the lock may have changed since."""
    # `Model`, not `Base`: Flask-SQLAlchemy copies the base class, the rows do not inherit from ours.
    keyed = [(inspect(thing).identity_key, thing) for thing in things if isinstance(thing, Model)]
    rows = [(key, row) for key, row in keyed if key is not None]
    for key, row in sorted(rows, key=lambda each: (each[1].__tablename__, each[0][1])):
        known = session.identity_map.get(key)
        if known is not None and known is not row:
            session.expunge(known)  # another copy of the same row; the caller holds this one
        if row not in session:
            session.add(row)
        columns = [attribute.key for attribute in inspect(row).mapper.column_attrs]
        try:
            session.refresh(row, attribute_names=columns, with_for_update=True)
        except InvalidRequestError as error:
            raise NotFoundError from error


def _translated(error: BaseException) -> BaseException:
    """The refusal that people understand, for what the database or the disk says."""
    if isinstance(error, IntegrityError):
        return ConflictError()
    if isinstance(error, OperationalError) and "full" in str(error).lower():
        return ReadOnlyError()
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ReadOnlyError()
    return error


def has_room(settings: Settings) -> bool:
    """Whether the disk of the data folder can still take writes."""
    try:
        return shutil.disk_usage(settings.data_dir).free > settings.disk_reserve_mb * 1024 * 1024
    except FileNotFoundError:
        return True


def refuse_when_full(settings: Settings) -> None:
    """Stop before writing when the disk is nearly full: reading goes on, and writing comes back by itself."""
    if not has_room(settings):
        raise ReadOnlyError


@contextmanager
def _file_lock(settings: Settings) -> Iterator[None]:
    """Let SQLite's writers queue in the kernel, where nobody starves, rather than in its busy loop."""
    if not settings.uses_sqlite:
        yield
        return
    descriptor = os.open(lock_path(settings), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def lock_path(settings: Settings) -> Path:
    """The file that serialises the writers of a SQLite database."""
    return settings.data_dir / "write.lock"


def database_now() -> datetime:
    """What time it is for the database: the one clock that all processes share, at this very moment.

    Votes are received and refused by it. Where the demonstration lives an instant of the past, that instant.
    """
    lived = clock.lived()
    if lived is not None:
        return lived
    if db.engine.dialect.name == "sqlite":
        told = str(db.session.scalar(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")))
        return datetime.fromisoformat(told).replace(tzinfo=UTC)
    # Not the beginning of the transaction, which may have waited for a lock since.
    instant: datetime = db.session.scalars(text("SELECT clock_timestamp()")).one()
    return instant.astimezone(UTC)

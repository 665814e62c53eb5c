"""The files that a person sent, wherever they are, beside what `personal_data` gives of their words.

One registry for all floors, as for words: a column that names a content and is not in it fails the tests.
What is masked, thrown away or still a draft goes as the person's words do: it is theirs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, Table, null, select

from comite.accounts.readers import Reader
from comite.foundation import subjects
from comite.foundation.archive import SUMS, Archive, Outflow, file_name, stored
from comite.foundation.database import Base, db
from comite.foundation.records import json_of
from comite.foundation.rendering import instant
from comite.foundation.storage import Storage

MANIFEST, MISSING = "fichiers.json", "fichiers-introuvables.txt"


@dataclass(frozen=True)
class Sending:
    """One table of files: which columns lead to who sent each, and to what it belongs."""

    table_name: str
    title: str
    folder: str
    sent_by: tuple[str, ...]
    about: tuple[str, ...] = ()
    kind: str = ""

    @property
    def is_installed(self) -> bool:
        """Whether the present application has this table."""
        return self.table_name in Base.metadata.tables

    @property
    def table(self) -> Table:
        """The table itself."""
        return Base.metadata.tables[self.table_name]


SENDINGS = (
    Sending(
        "report_files",
        "Documents de retours d’expérience",
        "retours-experience",
        ("attached_by_id",),
        ("report_id",),
        "experience",
    ),
    Sending(
        "dataset_files",
        "Fichiers de jeux de données",
        "jeux-de-donnees",
        ("added_by_id",),
        ("dataset_id",),
        "dataset",
    ),
    Sending(
        "message_attachments",
        "Pièces jointes de messages",
        "messages",
        ("message_id", "author_id"),
        ("message_id",),
        "message",
    ),
    Sending(
        "agenda_documents", "Documents de séance", "seances", ("added_by_id",), ("item_id",), "agenda_item"
    ),
    Sending(
        "follow_up_proofs",
        "Pièces d’actions",
        "actions",
        ("added_by_id",),
        ("follow_up_id", "decision_id"),
        "decision",
    ),
    Sending("project_files", "Documents de projets", "projets", ("added_by_id",), ("project_id",), "project"),
    Sending("import_batches", "Fichiers importés", "imports", ("owner_id",)),
    Sending("uploads", "Envois qui attendent d’être joints", "envois", ("user_id",)),
)

# The contents that a row names and nobody sent, or that are not this person's to take.
NOT_SENT = {
    "dataset_files.table_digest": "the same rows, read by us",
    "dataset_files.clean_digest": "the same rows, written again by us",
    "committee_exports.digest": "what a committee owns, for its animator alone",
    "received_mails.digest": "kept for the moment of its reading; its words are then a message",
    "appearances.logo_digest": "the site's, whoever changed it",
}


@dataclass(frozen=True)
class SentFile:
    """One file that a person sent."""

    place: str
    name: str
    media_type: str
    size: int
    digest: str
    title: str
    about: tuple[str, int] | None


def list_sent(user_id: int) -> list[SentFile]:
    """Every file that a person sent, and no file of anybody else."""
    return [
        _sent(sending, row)
        for sending in SENDINGS
        if sending.is_installed
        for row in db.session.execute(_statement(sending, user_id))
    ]


def names_of(reader: Reader, files: list[SentFile]) -> Mapping[tuple[str, int], subjects.Name]:
    """What the things they belong to are called, for those that their sender may still read."""
    return subjects.name_many(reader, [each.about for each in files if each.about])


def archived(
    storage: Storage,
    at: datetime,
    words: dict[str, Any],
    files: list[SentFile],
    names: Mapping[tuple[str, int], subjects.Name],
) -> Iterator[bytes]:
    """The archive of all that, made while it travels: a file at a time, a little of it at a time.

    Contents are left as they are: to pack them would hold a processor while somebody waits.
    """
    outflow, told, missing = Outflow(), [], []
    with Archive(outflow, at, packs=False) as archive:
        archive.add("LISEZMOI.txt", [_README.format(at=instant(at), sums=SUMS).encode()])
        archive.add("mes-donnees.json", [json_of(words)])
        for file in files:
            content = stored(storage, file.digest)
            told.append(_told(file, names, is_missing=content is None))
            if content is None:
                missing.append(f"{file.place} : {file.name}\n".encode())
                continue
            for _ in archive.adding(file.place, content):
                yield from outflow.taken()
        archive.add(MANIFEST, [json_of(told)])
        if missing:
            archive.add(MISSING, [_LOST.encode(), *missing])
    yield from outflow.taken()


def _statement(sending: Sending, user_id: int) -> Select[Any]:
    """The rows of a table of files that lead to a person, and to what each belongs."""
    columns = sending.table.columns
    source, owner = _followed(sending.table, sending.table, sending.sent_by)
    about: ColumnElement[Any] = null()
    if sending.about:
        source, about = _followed(source, sending.table, sending.about)
    told = (columns[name] for name in ("id", "file_name", "media_type", "size", "digest"))
    return (
        select(*told, about.label("about_id"))
        .select_from(source)
        .where(owner == user_id, columns["digest"].is_not(None))
        .order_by(columns["id"])
    )


def _followed(
    source: FromClause, table: FromClause, names: tuple[str, ...]
) -> tuple[FromClause, ColumnElement[Any]]:
    """The last of some columns, each of which leads to the table of the next one, with the tables joined."""
    column = table.columns[names[0]]
    for name in names[1:]:
        target = next(iter(column.foreign_keys)).column
        # Two ways through one table would name it twice.
        table = target.table.alias()
        source = source.join(table, table.columns[target.name] == column)
        column = table.columns[name]
    return source, column


def _sent(sending: Sending, row: Row[Any]) -> SentFile:
    """One row, with its place in the archive: its number keeps it unique."""
    place = f"fichiers/{sending.folder}/{file_name(row.id, row.file_name)}"
    about = (sending.kind, row.about_id) if sending.kind else None
    return SentFile(place, row.file_name, row.media_type, row.size, row.digest, sending.title, about)


def _told(
    file: SentFile, names: Mapping[tuple[str, int], subjects.Name], *, is_missing: bool
) -> dict[str, Any]:
    """What the manifest says of a file; a thing that its sender may not read is not named."""
    name = names.get(file.about) if file.about else None
    return {
        "place": None if is_missing else file.place,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.digest,
        "group": file.title,
        "belongs_to": {
            "kind": file.about[0],
            "id": file.about[1],
            "title": name.title if name else None,
            "address": name.address if name else None,
        }
        if file.about
        else None,
        "is_missing": is_missing,
    }


_README = """\
Ce que vous avez confié à ce site, le {at}

- mes-donnees.json : votre profil, vos places, vos choix, et ce que vous avez écrit.
- fichiers/ : les fichiers que vous avez envoyés, un dossier par sorte de contenu. Leur nom est simplifié.
- fichiers.json : pour chaque fichier, son nom d’origine, sa place dans l’archive et le contenu auquel il
  appartient. Le titre manque quand vous ne pouvez plus lire ce contenu.
- fichiers-introuvables.txt : présent seulement si le site n’a pas retrouvé un fichier. Le reste est complet.
- {sums} : l’empreinte SHA-256 de chaque fichier. Pour tout vérifier, dans le dossier décompressé :
  sha256sum --check {sums}

Les images jointes à des messages et à des retours ont été redessinées à l’envoi, sans leurs données cachées.
Cette archive parle de vous. Gardez-la en lieu sûr.
"""
_LOST = """\
Le site n’a pas retrouvé ces fichiers sur son disque. Votre archive est complète pour le reste.
Redemandez-la plus tard, ou écrivez à l’administration du site : elle peut les chercher dans ses sauvegardes.

"""

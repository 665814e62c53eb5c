"""Files to import, as offices keep them."""

import io

from comite.foundation import storage
from comite.foundation.jobs import run_waiting
from comite.imports import operations, queries
from comite.imports.models import ImportBatch, ImportKind
from comite.imports.operations import Document
from tests.cast import Cast
from tests.factories_people import the_committee

PEOPLE = (
    "Liste des correspondants;;;\r\n"
    "Prénom;Nom;Courriel;Commune;Rôle\r\n"
    "Anne;Évrard;anne.evrard@exemple.test;Valmer;\r\n"
    "Paul;Noël;paul.noel@exemple.test;99001;éditeur\r\n"
).encode("cp1252")


def make_import(
    cast: Cast,
    content: bytes = PEOPLE,
    *,
    kind: ImportKind = ImportKind.MEMBERS,
    by: str = "elise",
    name: str = "liste.csv",
    committee: int | None = None,
) -> ImportBatch:
    """A file sent by Élise for her committee, or by somebody for their authority in a committee."""
    kept = storage.current().put(io.BytesIO(content), 10_000_000)
    document = Document(kept, name, "text/csv")
    if by == "elise" and kind is ImportKind.MEMBERS:
        return operations.ask_import(cast.elise, kind, None, the_committee(cast.committee), document)
    chosen = the_committee(committee) if committee else None
    return operations.ask_import(getattr(cast, by), kind, cast.valmer, chosen, document)


def checked(app, batch: ImportBatch) -> ImportBatch:
    """The same import, once the worker has looked at it or carried it out."""
    while run_waiting(app):
        pass
    found = queries.find_batch(batch.id)
    assert found is not None
    return found


def people_list(count: int, wrong: int) -> bytes:
    """A long list of people to invite, some lines of which have something to be mended."""
    faults = (
        ";Sans adresse;Valmer;agent",
        "pas une adresse;Martin;Valmer;agent",
        "role@exemple.test;Petit;Valmer;roi",
        "ailleurs@exemple.test;Robert;Ville-Inconnue;agent",
        "agent1@exemple.test;Doublon;Valmer;agent",
        "nulle.part@exemple.test;Richard;;agent",
        "avec espace@exemple.test;Durand;Valmer;agent",
    )
    lines = ["Adresse électronique;Nom;Collectivité;Rôle"]
    lines += [
        f"agent{rank}@exemple.test;Personne {rank};Valmer;agent" for rank in range(1, count - wrong + 1)
    ]
    for rank in range(wrong):
        lines.insert(20 * (rank + 1), faults[rank % len(faults)])
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")

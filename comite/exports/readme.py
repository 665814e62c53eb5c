"""LISEZMOI: what an archive holds, and how to read it, for whoever opens it in ten years."""

from collections.abc import Sequence

from comite.exports.chapters.desk import Chapter, Desk
from comite.foundation.archive import SUMS
from comite.foundation.rendering import instant

_TEXT = """\
{name}
Ce que ce comité possède, le {at}
Export demandé par {person}, depuis {url}/comites/{slug}

CE QU’IL Y A DEDANS

{chapters}

CE QU’IL N’Y A PAS

- Les brouillons, et ce qui attend une validation : ils ne sont qu’à leur collectivité.
- Ce que {person} ne pouvait pas lire à cet instant, ce que la modération a masqué, la corbeille.
- Les bulletins des votes secrets et leur feuille d’émargement : seuls les totaux sont donnés.
- Les mots de passe, les adresses de courriel, les notifications et les lectures de chacun.

COMMENT LE LIRE

- Les fichiers .md sont du texte (Markdown), que tout éditeur ouvre.
- Les fichiers .json portent les mêmes contenus pour un autre logiciel. Les instants sont en temps universel.
- Les fichiers .csv s’ouvrent dans un tableur : UTF-8, séparateur point-virgule. Une apostrophe précède un
  texte qu’un tableur prendrait pour une formule.
- Les fichiers joints sont ceux que les personnes ont déposés, octet pour octet. Leur nom est simplifié ; leur
  nom d’origine est dans le .json voisin.
- {sums} donne l’empreinte SHA-256 de chaque fichier. Pour tout vérifier, dans le dossier décompressé :
  sha256sum --check {sums}

Cet export nomme des personnes. Gardez-le en lieu sûr, et effacez-le quand il ne sert plus.
"""


def readme(desk: Desk, plan: Sequence[tuple[Chapter, int]]) -> str:
    """The text, in French."""
    lines = []
    for chapter, count in plan:
        place = f"{chapter.folder}/" if chapter.folder else "(premier niveau)"
        counted = f" ({count})" if count else ""
        lines.append(f"- {place} : {chapter.title}{counted}. {chapter.says}")
    return _TEXT.format(
        name=desk.committee.name,
        at=instant(desk.now),
        person=desk.reader.name,
        url=desk.public_url,
        slug=desk.committee.slug,
        chapters="\n".join(lines),
        sums=SUMS,
    )

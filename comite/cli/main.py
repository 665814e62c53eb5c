"""The commands of an operator: parsing, dispatch, exit codes.

Exit codes: 0 done; 1 refused or failed, with its sentence; 2 wrong use of the command; 130 stopped by Ctrl-C.
"""

import logging
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from comite.cli.french import FrenchParser
from comite.foundation.errors import RefusedError
from comite.foundation.settings import SettingsError

Command = Callable[[Namespace], int]
STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and give its exit code."""
    parser, actions = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.command is None:
        parser.print_help()
        return 0
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    try:
        return actions[chosen.command](chosen)
    except (RefusedError, SettingsError) as error:
        print(f"comite : {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return STOPPED


def _parser() -> tuple[FrenchParser, dict[str, Command]]:
    """Every command, its options and what carries it out.

    The modules of the commands are imported when called: `--help` must not pay for a database.
    """
    parser = FrenchParser(
        prog="comite", description="Comité : le portail d’un comité territorial de la donnée."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMANDE", title="Commandes")
    actions: dict[str, Command] = {}

    def add(name: str, function: str, summary: str) -> FrenchParser:
        actions[name] = _later(function)
        return commands.add_parser(name, help=summary, description=summary)

    demo = add("demo", "serving.demo", "essaie Comité avec un comité de démonstration, sur cette machine")
    demo.add_argument("--check", action="store_true", help="démarre, visite ses propres pages, puis s’arrête")
    demo.add_argument("--reset", action="store_true", help="efface la démonstration et la recharge")
    test = add("test", "testing.run", "installe ce qu’il faut aux essais, puis vérifie tout")
    test.add_argument(
        "--screenshots",
        type=Path,
        metavar="DOSSIER",
        help="écrit seulement une image de chaque page, sous quatre lumières, et une planche où les voir",
    )
    test.add_argument("paths", nargs="*", metavar="ESSAIS", help="seulement ces essais (arguments de pytest)")
    serve = add("serve", "serving.serve", "ouvre le site")
    serve.add_argument("--host", default="127.0.0.1", help="adresse d’écoute (127.0.0.1)")
    serve.add_argument("--port", type=int, help="port d’écoute (PORT, sinon 8000)")
    add("worker", "serving.work", "fait les travaux en attente : courriels, index, fichiers")
    migrate = add("migrate", "maintenance.migrate", "met la base de données à jour")
    migrate.add_argument(
        "--to", default="head", metavar="RÉVISION", help="jusqu’à cette révision (la dernière)"
    )
    add("check", "checks.check", "vérifie que l’installation est prête pour la production")
    backup = add("backup", "backups.backup", "sauvegarde la base et les fichiers en une archive")
    backup.add_argument("archive", type=Path, help="le fichier .tar à écrire")
    restore = add("restore", "backups.restore", "rétablit une sauvegarde")
    restore.add_argument("archive", type=Path, help="le fichier .tar à lire")
    restore.add_argument("--replace", action="store_true", help="remplace les données présentes")
    restore.add_argument("--verify", action="store_true", help="vérifie l’archive sans rien changer")
    add("reindex", "maintenance.reindex", "refait l’index de recherche depuis la base")
    invite = add(
        "invite", "maintenance.invite", "écrit le lien d’entrée, à usage unique, d’une administration"
    )
    invite.add_argument("address", metavar="ADRESSE", help="l’adresse de courriel de la personne")
    invite.add_argument("--name", default="", metavar="NOM", help="son nom")
    lift = add(
        "lift-second-factor",
        "maintenance.lift_second_factor",
        "lève la validation en deux étapes d’un compte dont le téléphone est perdu",
    )
    lift.add_argument("address", metavar="ADRESSE", help="l’adresse de courriel du compte")
    authorities = add(
        "import-authorities", "maintenance.import_authorities", "charge les communes, EPCI et départements"
    )
    authorities.add_argument("--file", type=Path, metavar="CSV", help="une autre liste que celle fournie")
    jobs = add("jobs", "maintenance.list_jobs", "montre les travaux abandonnés après cinq essais")
    jobs.add_argument("--retry", type=int, metavar="NUMÉRO", help="redonne cinq essais à ce travail")
    audit = add("audit", "auditing.audit", "vérifie le journal d’audit, ou en écrit l’empreinte")
    audit.add_argument(
        "action", choices=("verify", "head"), help="verify : vérifie tout ; head : écrit l’empreinte"
    )
    audit.add_argument(
        "--head", default="", metavar="EMPREINTE", help="une empreinte gardée ailleurs, à retrouver"
    )
    return parser, actions


def _later(function: str) -> Command:
    """The function of a command, imported when it is called."""

    def call(chosen: Namespace) -> int:
        module, _, name = function.partition(".")
        result: int = getattr(import_module(f"comite.cli.{module}"), name)(chosen)
        return result

    return call

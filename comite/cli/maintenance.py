"""Keeping an installation in order: database, index, reference lists, first administrator."""

import sys
from argparse import Namespace

from comite.accounts import operations as accounts
from comite.app import create_app
from comite.cli.french import Progress
from comite.engineering.operations.directory import seed_skills
from comite.experiences.operations import seed_domains
from comite.foundation import jobs, migrations
from comite.foundation.errors import RefusedError
from comite.search import operations as search
from comite.territories import operations as territories


def migrate(chosen: Namespace) -> int:
    """Bring the database to the revision of the code, or back to another one."""
    with create_app().app_context():
        before = migrations.present_revision()
        known = migrations.revisions()
        if chosen.to not in (*known, "head", "base"):
            raise RefusedError(f"Révision inconnue : {chosen.to}. Connues : {', '.join(known)}, base, head.")
        if chosen.to == "base" or (before in known and chosen.to in known and chosen.to < str(before)):
            migrations.downgrade(chosen.to)
        else:
            migrations.upgrade(chosen.to)
        if migrations.is_up_to_date():
            seed_domains()
            seed_skills()
        print(f"Base de données : {before or 'vide'} → {migrations.present_revision() or 'vide'}")
    return 0


def reindex(_chosen: Namespace) -> int:
    """Make the search index again from the database, beside the one in use, then swap."""
    with create_app().app_context():
        count = search.rebuild(Progress("Index de recherche"))
        print(f"Index refait : {count} contenus.")
    return 0


def invite(chosen: Namespace) -> int:
    """Print the one-time link by which an administrator enters."""
    if "@" not in chosen.address:
        raise RefusedError("Cette adresse n’a pas la forme nom@domaine.fr.")
    app = create_app()
    with app.app_context():
        key = accounts.invite_administrator(chosen.address, chosen.name)
        print("Ouvrez ce lien une seule fois, dans les 21 jours, pour créer le compte d’administration :")
        print(f"{app.extensions['settings'].public_url}/invitation/{key}")
    return 0


def lift_second_factor(chosen: Namespace) -> int:
    """Let somebody in with their password alone: the last administrator, without telephone nor codes."""
    with create_app().app_context():
        if accounts.lift_second_factor_by_operator(chosen.address):
            print("Levée : le mot de passe suffit, et la personne en est prévenue par courriel.")
        else:
            print("Ce compte n’a pas de validation en deux étapes : rien n’a changé.")
    return 0


def import_authorities(chosen: Namespace) -> int:
    """Load the reference lists of local authorities; a second time updates them."""
    with create_app().app_context():
        count = territories.import_reference(Progress("Collectivités"), chosen.file)
        print(f"{count} collectivités chargées ou mises à jour.")
    return 0


def list_jobs(chosen: Namespace) -> int:
    """Show what was given up, or give it another chance."""
    with create_app().app_context():
        if chosen.retry is not None:
            jobs.try_again(chosen.retry)
            print(f"Le travail {chosen.retry} sera repris.")
            return 0
        dead = jobs.list_dead()
        for job in dead:
            print(f"{job.id}\t{job.name}\t{job.asked_at:%Y-%m-%d %H:%M}\t{job.error}")
        print(f"{jobs.count_waiting()} en attente, {len(dead)} abandonnés.", file=sys.stderr)
        return 1 if dead else 0

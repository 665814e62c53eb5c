"""Code speaks English: one word for each idea, that of the glossary."""

import ast
import re

from tests.house.sources import name_of, python_files, tree_of

FRENCH = {
    "abonnement", "accueil", "adhesion", "adresse", "agence", "annuaire", "archive_le", "auteur",
    "avis", "bilan", "brouillon", "chaine", "champ", "chef", "chercher", "collectivite",
    "collectivites", "commentaire", "compte", "connexion", "convocation", "courriel", "creer",
    "date_debut", "deconnexion", "demande", "deliberation_votee", "donnee", "donnees", "droits",
    "enregistrer", "envoyer", "essai", "etat", "etiquette", "fichier", "fichiers", "gabarit", "gestion",
    "habitants", "ingenierie", "inscription", "invite_par", "jeu", "jeux", "lecteur", "liste", "lu",
    "membre", "membres", "mettre", "modele", "modifier", "montant", "mot_de_passe", "motif", "nom",
    "nombre", "nouveau", "ordre_du_jour", "ouvrir", "phrase_secrete", "piece_jointe", "pouvoir",
    "prenom", "producteur", "proces_verbal", "publie", "quand", "recherche", "reglage", "repondre",
    "reponse", "reutilisation", "reunion", "seance", "seances", "service_public", "siege", "sujet",
    "supprimer", "titre", "utilisateur", "utilisateurs", "valeur", "valider", "verifier", "ville",
    "voix",
}  # fmt: skip


def names_in(tree: ast.Module) -> set[str]:
    """Every name the code gives to something."""
    given: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            given.add(node.name)
        elif isinstance(node, ast.arg):
            given.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            given.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            given.add(node.attr)
    return given


def in_french(name: str) -> bool:
    """Whether a word of the name, or a pair of words, is one we keep for the screen."""
    words = re.findall(r"[a-z]+|[A-Z][a-z]*", name)
    spoken = "_".join(words).lower()
    return not spoken.isascii() or any(re.search(rf"(?:^|_){french}(?:_|$)", spoken) for french in FRENCH)


def test_names_are_english():
    french = {name_of(path): sorted(filter(in_french, names_in(tree_of(path)))) for path in python_files()}

    assert {path: names for path, names in french.items() if names} == {}


def test_a_french_name_is_seen_whole_or_within():
    tree = ast.parse(
        "class JeuDeDonnees:\n    def get_collectivite_list(self, siren, mot_de_passe): nombre = 1"
    )

    assert sorted(filter(in_french, names_in(tree))) == [
        "JeuDeDonnees",
        "get_collectivite_list",
        "mot_de_passe",
        "nombre",
    ]

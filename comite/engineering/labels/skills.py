"""The first skills of the common list, which administrators then edit."""

FIRST_SKILLS = (
    ("cadrage", "Cadrer un projet d’IA"),
    ("donnees", "Préparer et publier des données"),
    ("marche-public", "Rédiger un marché public numérique"),
    ("protection-des-donnees", "Protection des données (RGPD, AIPD)"),
    ("cybersecurite", "Cybersécurité"),
    ("systemes-information", "Systèmes d’information et hébergement"),
    ("charte-et-deontologie", "Charte, éthique et déontologie"),
    ("formation", "Former agents et élus"),
    ("conduite-du-changement", "Dialogue social et conduite du changement"),
    ("concertation", "Associer les habitants"),
    ("finances", "Finances et recherche de subventions"),
    ("sobriete", "Sobriété numérique"),
    ("cartographie", "Cartographie et SIG"),
    ("ia-generative", "Usages de l’IA générative"),
    ("vision-et-capteurs", "Vision, capteurs et objets connectés"),
    ("relation-usagers", "Accueil et relation avec les habitants"),
)

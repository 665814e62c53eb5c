"""The invented vocabulary of the demonstration files: communes, streets, associations."""

# name, INSEE code, postal code, SIREN: as in authorities.toml, which a test compares.
COMMUNES = (
    ("Valmer", "99901", "99100", "219900016"),
    ("Ostrelle", "99902", "99110", "219900024"),
    ("Roquesève", "99903", "99120", "219900032"),
    ("Saint-Aubry-le-Vieux", "99904", "99130", "219900040"),
    ("Les Ferrières-d’Ombre", "99905", "99130", "219900057"),
    ("Montclavel", "99906", "99140", "219900065"),
    ("Brézannes", "99907", "99140", "219900073"),
    ("Valcendre", "99908", "99150", "219900081"),
    ("La Pommeraie-aux-Bois", "99909", "99150", "219900099"),
    ("Chanteloue", "99910", "99150", "219900107"),
)
# The invented territory lies at sea, off the Vendée: nobody lives there, nobody is mistaken for another.
WEST, SOUTH, EAST, NORTH = -3.20, 46.20, -2.60, 46.60

STREETS = (
    "rue de la Fontaine", "rue des Tanneurs", "place du Marché", "avenue de la Gare", "rue du Lavoir",
    "chemin des Vignes", "rue Jules-Ferry", "quai des Pêcheurs", "rue de l’Église", "boulevard du Port",
    "impasse du Four", "rue des Écoles", "allée des Tilleuls", "route de Brézannes",
)  # fmt: skip
SCHOOLS = (
    ("École Jean-Macé", "Ostrelle", 214), ("École des Tilleuls", "Ostrelle", 187),
    ("École Marie-Curie", "Ostrelle", 176), ("École du Parc", "Ostrelle", 161),
    ("École Jacques-Prévert", "Ostrelle", 158), ("École du Bois-Guérin", "Ostrelle", 136),
    ("École Louise-Michel", "Ostrelle", 118), ("École du Port", "Valmer", 243),
    ("École Victor-Hugo", "Valmer", 231), ("École des Remparts", "Valmer", 205),
    ("École de la Plage", "Roquesève", 142), ("École du Bourg", "Saint-Aubry-le-Vieux", 129),
)  # fmt: skip
ASSOCIATIONS = (
    "Amicale des pompiers", "Les Amis de la bibliothèque", "Club nautique du Val d’Ostre", "Harmonie",
    "Tennis club", "Secours alimentaire du canton", "Comité des fêtes", "Ludothèque itinérante", "Judo club",
    "Jardins partagés des Tanneurs", "Union sportive de football", "Théâtre de poche", "Chorale du mardi",
    "Club des aînés", "Atelier vélo solidaire", "Cinéma associatif Le Phare", "Randonneurs du plateau",
    "Radio locale Ostre FM", "Parents d’élèves de Jean-Macé", "Refuge pour animaux du littoral",
)  # fmt: skip

"""The French names of what narrows and sorts a search."""

from comite.search.documents import Order

ORDERS = {Order.RELEVANCE: "Les plus proches d’abord", Order.RECENT: "Les plus récents d’abord"}
ANY = "Tout"
KINDS = "Nature"
COMMITTEES = "Comité"
AUTHORITIES = "Collectivité"
DOMAINS = "Domaine"
YEARS = "Année"

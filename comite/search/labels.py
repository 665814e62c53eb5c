"""The French names of what narrows and sorts a search."""

from comite.search.documents import Order

ORDERS = {Order.RELEVANCE: "Les plus proches", Order.RECENT: "Les plus récents"}
KINDS = "Nature"
COMMITTEES = "Comité"
AUTHORITIES = "Collectivité"
DOMAINS = "Domaine"
YEARS = "Année"

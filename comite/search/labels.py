"""The French names of what narrows and sorts a search."""

from comite.search.documents import Order

REBUILDING = "Mise à neuf de l’index de recherche"
READ_AGAIN = "Contenus relus"
REBUILT = "L’index est refait : {count} contenus s’y trouvent."

ORDERS = {Order.RELEVANCE: "Les plus proches", Order.RECENT: "Les plus récents"}
KINDS = "Nature"
COMMITTEES = "Comité"
AUTHORITIES = "Collectivité"
DOMAINS = "Domaine"
YEARS = "Année"

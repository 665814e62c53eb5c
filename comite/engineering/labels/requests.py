"""The French names of what requests and missions are made of."""

from comite.engineering.content import QUARTERS_A_DAY
from comite.engineering.models.missions import Usefulness
from comite.engineering.models.requests import BudgetBand, RequestStatus

STATUSES = {
    RequestStatus.OPEN: "Ouverte",
    RequestStatus.OFFERED: "Offre reçue",
    RequestStatus.IN_MISSION: "En mission",
    RequestStatus.CLOSED: "Close",
    RequestStatus.WITHDRAWN: "Retirée",
}
STEPS = (RequestStatus.OPEN, RequestStatus.OFFERED, RequestStatus.IN_MISSION, RequestStatus.CLOSED)
BUDGETS = {
    BudgetBand.NONE: "Aucun",
    BudgetBand.UNDER_5000: "Moins de 5\u202f000\u00a0€",
    BudgetBand.UNDER_25000: "De 5\u202f000 à 25\u202f000\u00a0€",
    BudgetBand.UNDER_90000: "De 25\u202f000 à 90\u202f000\u00a0€",
    BudgetBand.MORE: "Plus de 90\u202f000\u00a0€",
    BudgetBand.UNKNOWN: "Nous ne savons pas encore",
}
USEFULNESS = {
    Usefulness.DECISIVE: "Décisive : sans elle, nous n’aurions pas abouti",
    Usefulness.USEFUL: "Utile : elle nous a fait gagner du temps",
    Usefulness.PARTIAL: "Partielle : une partie du besoin reste entière",
    Usefulness.USELESS: "Sans effet : le besoin reste entier",
}
USEFULNESS_SHORT = {
    Usefulness.DECISIVE: "Décisive",
    Usefulness.USEFUL: "Utile",
    Usefulness.PARTIAL: "Partielle",
    Usefulness.USELESS: "Sans effet",
}
_QUARTERS = {0: "", 1: ",25", 2: ",5", 3: ",75"}
NARROW = "\u202f"


def days(quarter_days: int) -> str:
    """« 2,5 jours », « 0,25 jour », « − 3 jours »: quarters, as people say them."""
    whole, rest = divmod(abs(quarter_days), QUARTERS_A_DAY)
    sign = "−" if quarter_days < 0 else ""
    unit = "jour" if abs(quarter_days) < 2 * QUARTERS_A_DAY else "jours"
    return f"{sign}{f'{whole:,}'.replace(',', NARROW)}{_QUARTERS[rest]}\u00a0{unit}"


def money(cents: int | None) -> str:
    """« 1 260,00 € », exactly."""
    if cents is None:
        return ""
    euros, rest = divmod(cents, 100)
    return f"{euros:,}".replace(",", NARROW) + f",{rest:02d}\u00a0€"


def reach(kilometres: int | None) -> str:
    """How far somebody travels to help."""
    if kilometres is None:
        return ""
    return "à distance seulement" if kilometres == 0 else f"jusqu’à {kilometres}\u00a0km"

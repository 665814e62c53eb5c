"""The French words of votes."""

from collections.abc import Mapping

from comite.meetings.models.ballots import BallotKind, BallotMethod, Capacity, Choice
from comite.meetings.tally import Answer, Outcome, Tally

KINDS = {
    BallotKind.MOTION: "Pour ou contre",
    BallotKind.OPTIONS: "Choix entre plusieurs options",
}
METHODS = {
    BallotMethod.ONLINE: "Chacun depuis son écran",
    BallotMethod.HANDS: "À main levée, enregistré par l’animation",
}
CHOICES = {
    Choice.FOR: "Pour",
    Choice.AGAINST: "Contre",
    Choice.ABSTAIN: "Abstention",
    Choice.ASIDE: "Ne prend pas part au vote",
}
# What the button says.
DOING = {
    Choice.FOR: "Je vote pour",
    Choice.AGAINST: "Je vote contre",
    Choice.ABSTAIN: "Je m’abstiens",
    Choice.ASIDE: "Je ne prends pas part au vote",
}
CAPACITIES = {
    Capacity.HOLDER: "titulaire",
    Capacity.SUBSTITUTE: "suppléance",
    Capacity.PROXY: "par pouvoir",
}
OUTCOMES = {
    Outcome.ADOPTED: "Adopté",
    Outcome.REJECTED: "Rejeté",
    Outcome.CHOSEN: "Option retenue",
    Outcome.TIED: "Aucune option retenue",
    Outcome.TOO_FEW: "Sans effet",
}


def answer_label(answer: Answer, options: Mapping[int, str]) -> str:
    """An answer, on a result sheet."""
    return options.get(answer.option_id or 0, "") if answer.option_id else CHOICES[answer.choice]


def doing_label(answer: Answer, options: Mapping[int, str]) -> str:
    """An answer, on the button that gives it."""
    if answer.option_id:
        return f"Je choisis\u202f: {options.get(answer.option_id, '')}"
    return DOING[answer.choice]


def answer_value(answer: Answer) -> str:
    """An answer, as the form sends it."""
    return str(answer.option_id) if answer.option_id else answer.choice.value


def verdict(result: Tally, options: Mapping[int, str]) -> str:
    """The result in one sentence."""
    if result.outcome is Outcome.TOO_FEW:
        return (
            f"Participation insuffisante\u202f: {result.participants} sur {result.seats} sièges, "
            f"il en fallait {result.needed}."
        )
    if result.outcome is Outcome.CHOSEN:
        return f"Option retenue\u202f: {options.get(result.winner_id or 0, '')}."
    if result.outcome is Outcome.TIED:
        return "Égalité, ou aucune voix exprimée\u202f: aucune option n’est retenue."
    first, second = (result.line_of(Answer(each)).weight for each in (Choice.FOR, Choice.AGAINST))
    if result.outcome is Outcome.REJECTED and first == second:
        return f"Rejeté\u202f: {first} voix pour, {second} contre. Une égalité rejette."
    word = "Adopté" if result.outcome is Outcome.ADOPTED else "Rejeté"
    return f"{word} par {first} voix pour, {second} contre."

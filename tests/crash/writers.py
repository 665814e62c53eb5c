"""People who write while processes are killed, and what they were told is kept."""

import random
import re
import threading
from dataclasses import dataclass, field
from hashlib import sha256

from tests.crash.installation import Answer, Installation, Person

TRIES_MAX = 400
PAUSE_SECONDS = 0.05
LETTERS = "bcdfghjklmnpqrstvwxz"


@dataclass(frozen=True)
class Kept:
    """One thing that the site said it kept: its kind, the word only it contains, the digest of its file."""

    kind: str
    mark: str
    digest: str = ""


@dataclass
class Ledger:
    """What was acknowledged to everybody, and how the site answered."""

    kept: list[Kept] = field(default_factory=list)
    resent: int = 0
    unanswered: int = 0
    strange: list[str] = field(default_factory=list)


class Writer(threading.Thread):
    """Somebody who goes on writing until told to stop, and sends again what was not acknowledged."""

    def __init__(self, installation: Installation, user_id: int, seed: int, ledger: Ledger) -> None:
        super().__init__(name=f"writer-{seed}", daemon=True)
        self.person = Person(installation, user_id)
        self.authority_id = installation.authority_of(user_id)
        self.chance, self.seed, self.ledger = random.Random(seed), seed, ledger
        self.threads: list[str] = []
        self.count = 0
        self.stopping = threading.Event()

    def run(self) -> None:
        """One thing after the other."""
        while not self.stopping.is_set():
            drawn = self.chance.random()
            if drawn < 0.12:
                self.share_data()
            elif drawn < 0.4 or not self.threads:
                self.open_thread()
            else:
                self.answer()

    def open_thread(self) -> None:
        """Start a discussion."""
        mark = self.mark()
        answer = self.send(
            "/discussions/nouvelle",
            {
                "title": f"Essai {mark}",
                "category": "question",
                "visibility": "public",
                "committee": "",
                "text": "Bonjour à @bruno et aux autres.",
            },
        )
        if answer is not None:
            self.ledger.kept.append(Kept("thread", mark))
            number = re.match(r"/discussions/(\d+)-", answer.location)
            if number:
                self.threads.append(number[1])

    def answer(self) -> None:
        """Answer in a discussion of one's own."""
        mark = self.mark()
        number = self.chance.choice(self.threads)
        if self.send(f"/discussions/{number}/messages", {"text": f"Réponse {mark} pour @amina."}) is not None:
            self.ledger.kept.append(Kept("message", mark))

    def share_data(self) -> None:
        """Send a file as a new dataset."""
        mark = self.mark()
        rows = "".join(f"{mark};{rank};{rank / 7:.2f}\n".replace(".", ",") for rank in range(200))
        content = f"commune;nombre;part\n{rows}".encode("cp1252")
        answer = self.send(
            "/jeux-de-donnees/nouveau",
            {
                "title": f"Jeu {mark}",
                "general_interest": "Prévoir.",
                "authority_id": str(self.authority_id),
                "visibility": "public",
                "committee_id": "",
            },
            ("files", f"{mark}.csv", content),
        )
        if answer is not None:
            self.ledger.kept.append(Kept("dataset", mark, sha256(content).hexdigest()))

    def mark(self) -> str:
        """A word that nothing else contains."""
        self.count += 1
        number, word = self.seed * 1_000_000 + self.count, ""
        while number:
            number, rank = divmod(number, len(LETTERS))
            word += LETTERS[rank]
        return f"zz{word}"

    def send(
        self, path: str, form: dict[str, str], file: tuple[str, str, bytes] | None = None
    ) -> Answer | None:
        """Send a form until the site says it is kept, always with the same key; None when it refuses."""
        keyed = {**form, "form_key": f"{self.seed}-{self.count}"}
        for turn in range(TRIES_MAX):
            try:
                answer = self.person.post(path, keyed, file)
            except OSError:
                self.ledger.unanswered += 1
            else:
                self.ledger.resent += bool(turn)
                if answer.is_acknowledged:
                    return answer
                self.ledger.strange.append(f"{path} {answer.status}")
                if answer.status < 500:
                    return None
            if self.stopping.wait(PAUSE_SECONDS) and turn > TRIES_MAX // 2:
                break
        return None

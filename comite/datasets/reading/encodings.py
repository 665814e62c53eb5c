"""How the letters of a text were written: UTF-8, UTF-16, or one of the alphabets of the nineties."""

import codecs
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from comite.datasets.reading.remarks import Remarks, UnreadableError

CHUNK_BYTES = 1 << 20
LINE_BYTES_MAX = 8 << 20
SAMPLE_LETTERS = 1 << 20
INVALID_ENOUGH = 20_000
ASCII = bytes(range(128))

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
OLD_ALPHABETS = ("cp1252", "iso8859-15", "mac_roman", "cp850")
FRENCH_LETTERS = frozenset("éèêëàâäîïôöùûüÿçœæÉÈÊËÀÂÄÎÏÔÖÙÛÜŸÇŒÆñÑ")
FRENCH_SIGNS = frozenset("«»’‘“”–—…°€²³·• \u202f•№ºª§½")
MIXED = "comite-mixed"
DAMAGED_TWICE = ("Ã©", "Ã¨", "Ãª", "Ã§", "Ã´", "Ã®", "â€™", "Ã\u00a0")


@dataclass(frozen=True)
class TextFacts:
    """How to open a text."""

    encoding: str
    reported: str
    had_bom: bool
    mark_length: int
    errors: str
    has_nul: bool


def decode_stray(error: UnicodeError) -> tuple[str, int]:
    """Read as cp1252 the bytes that UTF-8 refuses: a few lines pasted from another file."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(stray_letter, error.object[error.start : error.end])), error.end


def stray_letter(code: int) -> str:
    """One byte in cp1252, or as it is where cp1252 has a hole."""
    try:
        return bytes([code]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(code)


codecs.register_error(MIXED, decode_stray)


class StrayCount:
    """Counts what UTF-8 refuses, and remembers where it began."""

    def __init__(self) -> None:
        self.count = 0
        self.lines_before = 0
        self.first_line: int | None = None

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        """The error handler of a decoder that only counts."""
        if not isinstance(error, UnicodeDecodeError):
            raise error
        self.count += error.end - error.start
        if self.first_line is None:
            self.first_line = self.lines_before + error.object.count(b"\n", 0, error.start) + 1
        if self.count > INVALID_ENOUGH:
            raise error
        return "?", error.end


class Survey:
    """One pass over the bytes of a text."""

    def __init__(self, path: Path, mark_length: int) -> None:
        self.strays = StrayCount()
        self.letters = bytearray()
        self.high_count = 0
        self.nul_line: int | None = None
        self.nul_count = 0
        self.line_length = 0
        self.is_utf8_hopeless = False
        codecs.register_error("comite-count", self.strays)
        self.decoder = codecs.getincrementaldecoder("utf-8")("comite-count")
        with path.open("rb") as file:
            file.seek(mark_length)
            while chunk := file.read(CHUNK_BYTES):
                self.take(chunk)
            self.try_utf8(b"", final=True)

    def take(self, chunk: bytes) -> None:
        """Look at one more piece."""
        high = chunk.translate(None, ASCII)
        self.high_count += len(high)
        if len(self.letters) < SAMPLE_LETTERS:
            self.letters += high[: SAMPLE_LETTERS - len(self.letters)]
        if b"\x00" in chunk:
            if self.nul_line is None:
                self.nul_line = self.strays.lines_before + chunk.count(b"\n", 0, chunk.index(b"\x00")) + 1
            self.nul_count += chunk.count(b"\x00")
        if high or self.decoder.getstate()[0]:
            self.try_utf8(chunk)
        self.measure_line(chunk)
        self.strays.lines_before += chunk.count(b"\n")

    def try_utf8(self, chunk: bytes, final: bool = False) -> None:
        """Let UTF-8 count what it refuses, until the case is clear."""
        if self.is_utf8_hopeless:
            return
        try:
            self.decoder.decode(chunk, final)
        except UnicodeDecodeError:
            self.is_utf8_hopeless = True
            self.decoder.reset()

    def measure_line(self, chunk: bytes) -> None:
        """Refuse a line that no table has: it would fill the memory."""
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        if end < 0:
            self.line_length += len(chunk)
        else:
            self.line_length = len(chunk) - end
        if self.line_length > LINE_BYTES_MAX:
            raise UnreadableError("line_too_long", line=self.strays.lines_before + 1)

    @property
    def is_utf8(self) -> bool:
        """UTF-8 explains every byte."""
        return not self.is_utf8_hopeless and self.strays.count == 0

    @property
    def is_mostly_utf8(self) -> bool:
        """UTF-8 explains nearly all accents: chance never does that in another alphabet."""
        return not self.is_utf8_hopeless and self.high_count > 4 * self.strays.count


def detect(path: Path, remarks: Remarks) -> TextFacts:
    """How to open the text at this path; what looks wrong is remarked."""
    with path.open("rb") as file:
        head = file.read(65536)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return marked(path, mark, encoding, remarks)
    if unmarked := two_byte_letters(head):
        return TextFacts(unmarked, "utf-16", False, 0, "replace", has_nul=True)
    return surveyed(path, 0, remarks)


def marked(path: Path, mark: bytes, encoding: str, remarks: Remarks) -> TextFacts:
    """A text that says itself how it is written; UTF-8 is checked all the same."""
    if encoding == "utf-8":
        return surveyed(path, len(mark), remarks)
    return TextFacts(encoding, encoding[:6], True, len(mark), "replace", has_nul=True)


def two_byte_letters(head: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of a western text is zero."""
    if len(head) < 4:
        return None
    even, odd = head[::2].count(0) / len(head) * 2, head[1::2].count(0) / len(head) * 2
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    if even > 0.6 and odd < 0.1:
        return "utf-16-be"
    return None


def surveyed(path: Path, mark_length: int, remarks: Remarks) -> TextFacts:
    """A text of one-byte controls: UTF-8 when it fits, otherwise the likeliest old alphabet."""
    survey = Survey(path, mark_length)
    if survey.nul_count:
        remarks.add("stray_nul", line=survey.nul_line, count=survey.nul_count)
    has_nul = survey.nul_count > 0
    had_bom = mark_length > 0
    if survey.is_utf8:
        return TextFacts("utf-8", "utf-8", had_bom, mark_length, "strict", has_nul)
    if had_bom or survey.is_mostly_utf8:
        remarks.add("mixed_encodings", line=survey.strays.first_line)
        return TextFacts("utf-8", "utf-8", had_bom, mark_length, MIXED, has_nul)
    encoding = likeliest_alphabet(bytes(survey.letters))
    return TextFacts(encoding, reported_name(encoding, bytes(survey.letters)), False, 0, MIXED, has_nul)


def likeliest_alphabet(letters: bytes) -> str:
    """The alphabet in which these bytes look most like French."""
    counts = Counter(letters)
    scores = {
        name: sum(likeness(code, name) * count for code, count in counts.items()) for name in OLD_ALPHABETS
    }
    return max(OLD_ALPHABETS, key=lambda name: scores[name])


def likeness(code: int, alphabet: str) -> float:
    """How much one byte looks like French in an alphabet."""
    try:
        letter = bytes([code]).decode(alphabet)
    except UnicodeDecodeError:
        return -3
    if letter in FRENCH_LETTERS:
        return 2 if letter in "éèàçêùâîôÉ" else 1
    if letter in FRENCH_SIGNS or code == 0xA0:
        return 1
    return -0.5 if letter.isalpha() else -1


def reported_name(encoding: str, letters: bytes) -> str:
    """Latin-1 and cp1252 are the same until a byte of Windows alone appears."""
    if encoding == "cp1252" and not any(0x80 <= code <= 0x9F for code in set(letters)):
        return "iso-8859-1"
    return encoding


class OpenText:
    """A text being read line by line, and how far the reading is."""

    def __init__(self, path: Path, facts: TextFacts) -> None:
        self.size = max(1, path.stat().st_size)
        self.buffer = path.open("rb", buffering=CHUNK_BYTES)
        self.buffer.seek(facts.mark_length)
        self.lines = io.TextIOWrapper(self.buffer, facts.encoding, facts.errors, newline=None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.lines.close()

    def share_read(self) -> float:
        """How much of the file has been taken in, from 0 to 1."""
        return min(1.0, self.buffer.tell() / self.size)


def sample_of(path: Path, facts: TextFacts, characters: int = 262_144) -> str:
    """The beginning of a text, cut at the end of a line when it is longer."""
    with OpenText(path, facts) as text:
        sample = text.lines.read(characters)
        is_whole = len(sample) < characters
    if facts.has_nul:
        sample = sample.replace("\x00", "")
    return sample if is_whole or "\n" not in sample else sample[: sample.rindex("\n") + 1]


def remark_on_letters(sample: str, remarks: Remarks) -> None:
    """Say when letters were already lost or converted twice before the file reached us."""
    for code, signs in (("lost_letters", ("\ufffd",)), ("converted_twice", DAMAGED_TWICE)):
        places = [sample.index(sign) for sign in signs if sign in sample]
        if places:
            remarks.add(code, line=sample.count("\n", 0, min(places)) + 1)

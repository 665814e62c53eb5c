"""Why a mail server refused a mail, as an enhanced status (RFC 3463): « 5.1.1 » is an unknown address."""

import re

STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"\b([45]\d\d)(?=[ -]|$)")
# What servers that give no enhanced status mean (RFC 5321, 4.2.3).
PLAIN_CODES = {550: "5.1.1", 551: "5.1.6", 552: "5.2.2", 553: "5.1.3", 521: "5.1.10", 556: "5.1.10"}
# Said with the same codes, and nothing about the address: the words, our server, our name, our pace.
_FILTERED = re.compile(
    r"(?i)spam|blocked|block ?list|blacklist|listed|policy|content|reputation|dmarc|dkim|spf|virus|"
    r"(?:message|mail|mel|courriel) (?:rejet|reject|refus)|refus(?:ed|é)|denied|prohibit|"
    r"not (?:permitted|allowed)|"
    r"unable to relay|relaying|sender|exp[ée]diteur|authenticat|\b(?:helo|ehlo|ptr|rdns|reverse)\b|\bip\b|"
    r"too (?:many|fast|quickly)|\brate\b|try again|r[ée]essayer"
)
# What a server says of one mail ends with its paragraph.
_PARAGRAPH = re.compile(r"\r?\n[ \t]*\r?\n")
_FULL = re.compile(r"(?i)quota|\bfull\b|pleine?\b|insufficient (?:system )?storage")
WORDS_MAX = 2_000


def status_of(code: int, words: str) -> str:
    """The enhanced status of what an SMTP server answered."""
    found = STATUS.search(words[:WORDS_MAX])
    if found and found[1].startswith(str(code // 100)):
        return found[1]
    said = _PARAGRAPH.split(words[:WORDS_MAX], maxsplit=1)[0]
    if code >= 500 and _FULL.search(said):
        return "5.2.2"
    if code >= 500 and _FILTERED.search(said):
        return "5.7.0"
    return PLAIN_CODES.get(code, "5.7.0" if code >= 500 else "4.0.0")


def said_in(words: str) -> str:
    """The status that some words of a server give, by their signs or by their code; empty without either."""
    found = STATUS.search(words[:WORDS_MAX])
    if found and not found[1].endswith(".0.0"):
        return found[1]
    code = _CODE.search(words[:WORDS_MAX])
    return status_of(int(code[1]), words[code.start() :]) if code else (found[1] if found else "")

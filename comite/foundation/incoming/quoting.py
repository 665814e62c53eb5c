"""What somebody wrote in a mail, without the mail they answer nor their signature.

French and English programs are known: Gmail, Outlook, Thunderbird, Apple Mail, Android, webmails.
"""

import re

# Said above the words of our own mails: whatever a program does, what follows is not new.
MARK = "Écrivez votre réponse au-dessus de cette ligne"
_MARK = re.compile(r"(?i)[ée]crivez votre r[ée]ponse au-dessus de cette\s+ligne")
LINES_MAX = 5_000
# « Le mar. 3 mars 2026 à 14:05, Amina Berger <amina@…> a écrit : », on one to four lines.
_SAID = re.compile(
    r"^\s*(?:>\s*)?(?:le|on|am|el|il)\b(?=.{0,200}?\d).{4,400}?"
    r"\b(?:a [ée]crit|wrote|schrieb|escribió|ha scritto)\s*:?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_SAID_LINES = 4
# What a program says besides, and a person who quotes somebody does not: an hour, or an address.
_BY_PROGRAM = re.compile(r"\b\d{1,2}\s?[:hH.]\s?\d{2}\b|@")
_ORIGINAL = re.compile(
    r"(?i)^\s*(?:>\s*)?(?:-{2,}\s*(?:message d.origine|original message|message transf[ée]r[ée]|"
    r"forwarded message|mail original|courriel original|.{1,200}\ba [ée]crit\s*:)\s*-{2,}|"
    r"(?:d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|begin forwarded message)\s*:|"
    r"(?:={10,}\s*)?message du\s*:?\s*\d\d?/\d\d?/\d\d.{0,20})\s*$"
)
_RULE = re.compile(r"^\s*(?:_{10,}|={10,})\s*$")
_FROM = re.compile(r"(?i)^\s*\*?(?:de|from|exp[ée]diteur)\s*:\*?\s+\S")
# One of these says when, or about what: « De : 10 à 20, À : 30 » alone is a list of somebody's.
_WHEN = re.compile(r"(?i)^\s*\*?(?:envoy[ée](?: le)?|sent|date|objet|subject|sujet)\s*:\*?\s*\S")
_REST = re.compile(
    r"(?i)^\s*\*?(?:envoy[ée](?: le)?|sent|date|objet|subject|sujet|[àa]|to|pour|cc|copie [àa]|destinataire)"
    r"\s*:\*?\s*\S"
)
_SIGNATURE = re.compile(r"^--\s?$")
_SENT_FROM = re.compile(
    r"(?i)^\s*(?:(?:envoy[ée] (?:de|depuis|[àa] partir|avec|via)|sent (?:from|with|via))\b.{0,60}"
    r"(?:mail|phone|pad|mobile|android|samsung|galaxy|outlook|appareil|application|messagerie|thunderbird|spark|my)\b"
    r".{0,60}|(?:t[ée]l[ée]charge[rz]|obten(?:ez|ir)|get) \S{0,20} ?(?:pour|for) .{0,60}|"
    r"(?:provenance|exp[ée]di[ée]) ?:? .{0,20}(?:courrier|mail) .{0,40})$"
)
_QUOTED = re.compile(r"^\s*>")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)]|#{1,6}|\||>|```)")
# Programs wrap between 72 and 78 columns: a shorter line ended where its writer ended it.
_WRAPPED_FROM = 62


def written(text: str) -> str:
    """What was written, without what it answers nor the signature."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:LINES_MAX]
    own = _without_quotes(_before_original(lines))
    while own and not own[0].strip():
        own.pop(0)
    if own and _SIGNATURE.match(own[0]):  # a signature that stands above the words
        end = next((rank for rank, line in enumerate(own) if not line.strip()), len(own))
        own = own[end:]
    return re.sub(r"\n\s*\n\s*\n", "\n\n", "\n".join(_before_signature(own))).strip()


def unwrapped(text: str, *, is_flowed: bool, is_tight: bool = False) -> str:
    """A plain text whose wrapped lines are joined again: the lines of a discussion are kept as they are.

    `is_tight` when the space that ends a line stands for the cut alone (`delsp`, RFC 3676): Apple Mail cuts
    long addresses so.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:LINES_MAX]
    joined: list[str] = []
    may_go_on = False
    for line in lines:
        shown = line[1:] if is_flowed and line.startswith(" ") else line
        if may_go_on and shown.strip() and not _ITEM.match(shown) and not _starts_something(shown):
            joined[-1] = joined[-1][:-1] + shown if is_tight else f"{joined[-1].rstrip()} {shown.lstrip()}"
        else:
            joined.append(shown)
        may_go_on = not _SIGNATURE.match(line) and not _QUOTED.match(line) and _goes_on(line, is_flowed)
    return "\n".join(joined)


def _goes_on(line: str, is_flowed: bool) -> bool:
    """Whether the next line may be the same one, wrapped by a program."""
    return line.endswith(" ") if is_flowed else _WRAPPED_FROM <= len(line) <= 80


def _starts_something(line: str) -> bool:
    """Whether a line is one of those by which quotes and signatures begin."""
    return bool(
        _SIGNATURE.match(line)
        or _RULE.match(line)
        or _ORIGINAL.match(line)
        or _FROM.match(line)
        or _SENT_FROM.match(line)
        or re.match(r"(?i)^\s*(?:le|on)\b.*\d", line)
    )


def _before_original(lines: list[str]) -> list[str]:
    """What stands before the mail that is answered, when the program lays it out without signs."""
    for rank, line in enumerate(lines):
        after = lines[rank + 1 : rank + 6]
        is_rule = _RULE.match(line) and any(_FROM.match(each) or _ORIGINAL.match(each) for each in after[:3])
        is_mark = _MARK.search(line) and not _QUOTED.match(line)
        if is_rule or is_mark or _ORIGINAL.match(line) or _is_head(line, after):
            return lines[:rank]
    return lines


def _is_head(line: str, after: list[str]) -> bool:
    """Whether a mail laid out without signs begins here: who, when and to whom, in any order."""
    if _FROM.match(line):
        return sum(bool(_REST.match(each)) for each in after) > 1 and any(_WHEN.match(each) for each in after)
    return bool(
        _WHEN.match(line)
        and any(_FROM.match(each) for each in after[:2])
        and sum(bool(_REST.match(each)) for each in after) > 1
    )


def _without_quotes(lines: list[str]) -> list[str]:
    """The lines that are the writer's own."""
    kept: list[str] = []
    rank = 0
    while rank < len(lines):
        length = _said_at(lines, rank)
        is_quoted = any(_QUOTED.match(each) for each in lines[rank + length : rank + length + 3])
        if length and (is_quoted or _BY_PROGRAM.search(" ".join(lines[rank : rank + length]))):
            rank += length
            if not is_quoted:
                break  # what follows is quoted without signs: nothing tells where it ends
            continue
        if not _QUOTED.match(lines[rank]):
            kept.append(lines[rank])
        rank += 1
    return kept


def _said_at(lines: list[str], rank: int) -> int:
    """On how many lines somebody is said to have written what follows; 0 when it is not said here."""
    if not re.match(r"(?i)^\s*(?:>\s*)?(?:le|on|am|el|il)\b", lines[rank]):
        return 0
    for length in range(1, _SAID_LINES + 1):
        window = [re.sub(r"^\s*>\s?", "", each) for each in lines[rank : rank + length]]
        if length > 1 and not window[-1].strip():
            return 0
        if _SAID.match(" ".join(window)[:600]):
            return length
    return 0


def _before_signature(lines: list[str]) -> list[str]:
    """What stands before « -- », or before what a telephone adds."""
    for rank, line in enumerate(lines):
        if _SIGNATURE.match(line):
            return lines[:rank]
        if _SENT_FROM.match(line) and len([each for each in lines[rank + 1 :] if each.strip()]) <= 3:
            return lines[:rank]
    return lines

"""What all forms share: French labels and messages, cleaned text, limits, a value for the operation."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from flask import g, request
from werkzeug.datastructures import CombinedMultiDict, FileStorage
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as WTForm
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from comite.foundation.clock import FIRST_DAY, LAST_DAY
from comite.foundation.errors import TooLargeError
from comite.foundation.mail import ADDRESS_MAX, is_address
from comite.foundation.text import clean_line, clean_text, is_web_address, whole

E = TypeVar("E", bound=StrEnum)
Labels = dict[Any, str]
# What a field of files holds of a file sent beforehand: this, then its key.
UPLOAD = "envoi:"
# What is said of an empty field: what to do, rather than that it is compulsory.
TO_WRITE = "À remplir."
TO_CHOOSE = "Choisissez une réponse."
TO_COUNT = "Indiquez un nombre."
TO_DATE = "Indiquez une date."
JSON_MAX = 2 * 1024 * 1024
NOT_OFFERED = "Ce choix n’existe pas dans la liste."
_REFUSALS: dict[str, Any] = {"invalid_value_message": NOT_OFFERED, "invalid_choice_message": NOT_OFFERED}


_IGNORED = str.maketrans("", "", " \u00a0\u202f€")


class WholeNumberField(IntegerField):
    """A whole number, with or without the spaces and the sign that people write."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read « 12 000 € » as twelve thousand."""
        typed = [value.translate(_IGNORED) for value in valuelist]
        if typed and typed[0]:
            self.data = whole(typed[0], 10**15)
            if self.data is None:
                raise ValueError("Indiquez un nombre entier, sans lettres ni virgule.")

    def _value(self) -> str:
        """What is shown: what was typed if it was refused."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class HiddenNumberField(IntegerField):
    """A number that the page sends back; what is none, that no page of ours sends, counts as nothing."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read it without a sentence: nobody would see it. A button of the same name, after it, wins."""
        self.data = whole(str(valuelist[-1])) if valuelist else None


# What a person may leave as it is without being told: boxes, hidden values, rows of smaller forms.
_NEVER_ASKED = (BooleanField, FieldList, FormField, HiddenField, HiddenNumberField)


class HiddenLineField(HiddenField):
    """A value that the page sends back, or that a button of the same name, after it, sends in its place."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the last one."""
        super().process_formdata(list(valuelist[-1:]))


@dataclass(frozen=True)
class Draft:
    """What the page of a form needs to keep what is typed: its place and address, the copy given back."""

    place: str
    address: str
    revision: int = 0
    at: datetime | None = None

    @property
    def is_given_back(self) -> bool:
        """Whether the form is filled with what was left."""
        return self.at is not None


@dataclass(frozen=True)
class Clash:
    """One field written twice: its label, both texts, and what differs."""

    name: str
    label: str
    saved: str
    mine: str
    pieces: list[tuple[str, str]]
    can_join: bool
    answer: str = ""


class Form(WTForm):
    """A form bound to the request when one was sent; its messages are in French."""

    # Under what name `foundation/unsaved.py` keeps what is typed until it is sent; none: it is never kept.
    kept_as: ClassVar[str] = ""

    class Meta:
        """The library's own French messages."""

        locales = ("fr_FR", "fr")

    def __init__(self, **options: Any) -> None:
        sent: Any = _sent_values() if is_sent() else None
        self.refusal: str | None = None
        self.draft: Draft | None = None
        self.clashes: list[Clash] = []
        self.other_writer = ""
        super().__init__(formdata=sent, **options)

    def validate_on_submit(self) -> bool:
        """Whether the form was sent and every field is good."""
        is_good = is_sent() and bool(self.validate())
        if is_sent() and not is_good:
            g.is_refused = True
        return is_good

    def refuse(self, error: Exception) -> None:
        """Show the sentence of a rule that refused the form: at the field it speaks of, or above the form."""
        g.is_refused = True
        for name in getattr(error, "field", "").split():
            if name in self._fields:
                self.blame(name, str(error))
                return
        self.refusal = str(error)

    def blame(self, name: str, sentence: str) -> None:
        """Say at a field what is wrong with it."""
        g.is_refused = True
        self._fields[name].errors = [*self._fields[name].errors, sentence]

    @property
    def is_begun(self) -> bool:
        """Whether it holds a refusal, or what was being typed: it is not folded away then."""
        return bool(self.errors or self.refusal or (self.draft and self.draft.is_given_back))

    @property
    def asks(self) -> str:
        """Which fields are to be filled in, said before the first one; nothing when there is but one."""
        entries = [each for each in self if not isinstance(each, _NEVER_ASKED)]
        asked = [each for each in entries if each.flags.required]
        if not asked or len(entries) < 2:
            return ""
        if len(asked) == len(entries):
            return "Tous les champs sont à remplir."
        return "Les champs sont à remplir, sauf ceux qui portent la mention « facultatif »."

    @property
    def status(self) -> int:
        """The status of the page that shows the form: 200 when asked for, 422 or 409 when refused."""
        if self.refusal:
            return 409
        return 422 if self.errors else 200


def is_refused() -> bool:
    """Whether a form that this request brought was refused: the title of the page says it first."""
    return bool(g.get("is_refused"))


def _sent_values() -> Any:
    """The fields and the files that were sent."""
    both: list[Any] = [request.files, request.form]
    return CombinedMultiDict(both)


def sent_json() -> Any:
    """What a script sent as JSON; None for what is none, or is nested beyond reason.

    Raises `TooLargeError`: it is read in memory, where files are not.
    """
    if request.content_length is None or request.content_length > JSON_MAX:
        raise TooLargeError
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def is_sent() -> bool:
    """Whether the request carries a form."""
    return request.method in ("POST", "PUT", "PATCH", "DELETE")


def text(
    label: str, *, max_length: int, required: bool = True, hint: str = "", **options: Any
) -> StringField:
    """One line of text."""
    return StringField(
        label,
        filters=[_line],
        validators=[*_presence(required), Length(max=max_length, message=_too_long(max_length))],
        description=hint,
        **_attributes(options, maxlength=max_length),
    )


def long_text(
    label: str, *, max_length: int, required: bool = True, hint: str = "", rows: int = 6, **options: Any
) -> TextAreaField:
    """Several lines of text."""
    return TextAreaField(
        label,
        filters=[_lines],
        validators=[*_presence(required), Length(max=max_length, message=_too_long(max_length))],
        description=hint,
        **_attributes(options, maxlength=max_length, rows=rows),
    )


def email(label: str, *, required: bool = True, hint: str = "", **options: Any) -> StringField:
    """An e-mail address, kept in lower case."""
    return StringField(
        label,
        filters=[_line, lambda value: value.lower() if value else value],
        validators=[
            *_presence(required),
            _mail_address,
        ],
        description=hint,
        **_attributes(options, maxlength=ADDRESS_MAX, type="email", autocomplete="email", inputmode="email"),
    )


def password(label: str, *, hint: str = "", autocomplete: str = "current-password") -> StringField:
    """A password: never cleaned, never sent back to the page."""
    return StringField(
        label,
        validators=[*_presence(True), Length(max=200, message=_too_long(200))],
        description=hint,
        render_kw={"type": "password", "autocomplete": autocomplete, "value": ""},
    )


def whole_number(
    label: str, *, minimum: int = 0, maximum: int = 10**12, required: bool = False, hint: str = ""
) -> WholeNumberField:
    """A whole number; spaces between thousands are accepted."""
    between = NumberRange(minimum, maximum, message=f"Indiquez un nombre entre {minimum} et {maximum}.")
    return WholeNumberField(
        label,
        validators=[*_presence(required, TO_COUNT), between],
        description=hint,
        render_kw={"inputmode": "numeric"},
    )


def day(label: str, *, required: bool = False, hint: str = "") -> DateField:
    """A day of our times."""
    return DateField(
        label,
        format=["%Y-%m-%d", "%d/%m/%Y"],
        validators=[*_presence(required, TO_DATE), _of_our_times],
        description=hint,
        render_kw={"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()},
    )


def _of_our_times(_form: WTForm, field: Field) -> None:
    """Refuse a day that nobody means."""
    if field.data is not None and not FIRST_DAY <= field.data <= LAST_DAY:
        raise ValidationError(f"Indiquez un jour entre {FIRST_DAY.year} et {LAST_DAY.year}.")


def web_address(label: str, *, max_length: int, required: bool = False, hint: str = "") -> StringField:
    """The whole address of a page."""
    too_long = Length(max=max_length, message=_too_long(max_length))
    return StringField(
        label,
        filters=[_line],
        validators=[*_presence(required), too_long, _leads_to_web],
        description=hint,
        render_kw={"maxlength": max_length, "inputmode": "url"},
    )


def _leads_to_web(_form: WTForm, field: Field) -> None:
    """Refuse what is no address of a page."""
    if field.data and not is_web_address(field.data):
        raise ValidationError("Collez l’adresse complète, qui commence par https://")


def yes_no(label: str, *, hint: str = "") -> BooleanField:
    """A box to tick."""
    return BooleanField(label, description=hint)


def choice(
    label: str,
    enumeration: type[E],
    labels: Labels,
    *,
    required: bool = True,
    hint: str = "",
    blank: str = "Choisissez…",
    radio: bool = False,
    among: Sequence[E] = (),
) -> SelectField:
    """One of an enumeration's values (or of these); `data` is its member, or None if nothing was chosen."""
    options = [SelectChoice(member.value, labels[member]) for member in among or enumeration]
    field = RadioField if radio else SelectField
    offered = options if radio else [SelectChoice("", blank), *options]
    return field(
        label,
        choices=offered,
        coerce=_member_of(enumeration, among),
        validators=_presence(required, TO_CHOOSE),
        description=hint,
        validate_choice=False,
        **_REFUSALS,
    )


def choice_of_ids(label: str, *, required: bool = True, hint: str = "") -> SelectField:
    """One row among those the view offers through `choices`; `data` is its id or None."""
    presence = _presence(required, TO_CHOOSE)
    return SelectField(
        label, choices=[], coerce=_id_or_none, validators=presence, description=hint, **_REFUSALS
    )


def choice_of_words(label: str, *, hint: str = "") -> SelectField:
    """One among the words that the view offers through `choices`."""
    presence = _presence(True, TO_CHOOSE)
    return SelectField(label, choices=[], validators=presence, description=hint, **_REFUSALS)


def choice_in_sight(label: str, *, hint: str = "") -> RadioField:
    """One among the few words that the view offers through `choices`, all of them in sight."""
    presence = _presence(True, TO_CHOOSE)
    return RadioField(label, choices=[], validators=presence, description=hint, **_REFUSALS)


def several(label: str, enumeration: type[E], labels: Labels, *, hint: str = "") -> SelectMultipleField:
    """Any of an enumeration's values, as boxes; `data` is the list of its members."""
    return SelectMultipleField(
        label,
        choices=[SelectChoice(member.value, labels[member]) for member in enumeration],
        coerce=_member_of(enumeration),
        description=hint,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )


def file(
    label: str, *, required: bool = False, in_pieces: bool = False, hint: str = "", accept: str = ""
) -> FileField:
    """One file; `in_pieces`: it may have come beforehand, and the view calls `uploads.reception`."""
    presence = _sent_or_received if in_pieces else _sent_file
    return FileField(
        label,
        validators=[presence] if required else [],
        description=hint,
        render_kw={"accept": accept} if accept else {},
    )


def files(label: str, *, hint: str = "", accept: str = "") -> MultipleFileField:
    """Several files; `sent_files` gives those that were really sent."""
    return MultipleFileField(label, description=hint, render_kw={"accept": accept} if accept else {})


def sent_files(field: Field) -> list[FileStorage]:
    """The files that a field really carries."""
    return [each for each in field.raw_data or [] if isinstance(each, FileStorage) and each.filename]


def sent_uploads(field: Field) -> list[str]:
    """The keys of the files sent beforehand, in pieces, that a field names beside those it carries."""
    values = [each for each in field.raw_data or [] if isinstance(each, str)]
    return [each.removeprefix(UPLOAD) for each in values if each.startswith(UPLOAD) and len(each) < 100]


def hidden(*, max_length: int = 200) -> HiddenLineField:
    """A value the page sends back as it was."""
    return HiddenLineField(filters=[_line], validators=[Length(max=max_length)])


def whole_hidden() -> HiddenNumberField:
    """A whole number the page sends back, such as the version of the row it showed."""
    return HiddenNumberField(validators=[Optional()], render_kw={"type": "hidden"})


def words(value: str | None, *, most: int = 20, longest: int = 40) -> list[str]:
    """The words of a list written with commas, each once."""
    parts = [clean_line(part)[:longest] for part in (value or "").replace(";", ",").split(",")]
    return list(dict.fromkeys(part for part in parts if part))[:most]


def _line(value: str | None) -> str | None:
    """One clean line, or nothing."""
    return clean_line(value) if isinstance(value, str) else value


def _lines(value: str | None) -> str | None:
    """Clean lines, or nothing."""
    return clean_text(value) if isinstance(value, str) else value


def _presence(required: bool, missing: str = TO_WRITE) -> list[Any]:
    """The rule of a field that must, or may, be filled in."""
    return [InputRequired(message=missing)] if required else [Optional()]


def _too_long(limit: int) -> str:
    """The sentence of a text above its limit."""
    return f"Ce texte dépasse {limit} caractères : raccourcissez-le un peu."


def _attributes(options: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    """Options of a field with its HTML attributes, those given by the feature last."""
    given = options.pop("render_kw", {})
    return {**options, "render_kw": {**attributes, **given}}


def _member_of(enumeration: type[E], among: Sequence[E] = ()) -> Callable[[Any], E | None]:
    """Turn what was sent into a member; a value outside the enumeration is refused with a sentence."""

    def coerce(value: Any) -> E | None:
        if value is None or value in {"", "None"}:
            return None
        member = next((each for each in among or enumeration if each == value), None)
        if member is None:
            raise ValueError(NOT_OFFERED)
        return member

    return coerce


def _id_or_none(value: Any) -> int | None:
    """Turn what was sent into an id."""
    return None if value in (None, "", "None") else id_sent(value)


def id_sent(value: Any) -> int:
    """The id that a choice sends; raises `ValueError` for what is none."""
    number = whole(str(value))
    if number is None:
        raise ValueError(NOT_OFFERED)
    return number


def _mail_address(_form: WTForm, field: Field) -> None:
    """Refuse what no mail could be sent to."""
    if field.data and not is_address(field.data):
        raise ValidationError("Cette adresse n’a pas la forme nom@domaine.fr.")


def _sent_file(_form: WTForm, field: Field) -> None:
    """Refuse a form whose file is missing."""
    if not sent_files(field):
        raise ValidationError("Choisissez un fichier.")


def _sent_or_received(form: WTForm, field: Field) -> None:
    """Refuse a form whose file neither comes with it nor came beforehand."""
    if not sent_uploads(field):
        _sent_file(form, field)


def offer(field: SelectField, rows: Iterable[tuple[Any, str]], *, blank: str | None = "Choisissez…") -> None:
    """Give a field the rows among which to choose."""
    choices = [SelectChoice(value, label) for value, label in rows]
    field.choices = [SelectChoice("", blank), *choices] if blank is not None else choices

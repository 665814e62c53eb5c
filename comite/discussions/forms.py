"""What a person may submit in discussions."""

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from comite.accounts.audiences import Audience
from comite.accounts.labels import AUDIENCES
from comite.accounts.readers import Reader
from comite.discussions.labels import CATEGORIES, GRIEVANCES
from comite.discussions.models.reports import AbuseReport, Grievance
from comite.discussions.models.threads import (
    FILE_BYTES_MAX,
    FILES_MAX,
    Category,
    MessageContent,
    NewFile,
    Place,
    ThreadContent,
)
from comite.foundation.forms import (
    Form,
    choice,
    choice_of_ids,
    files,
    hidden,
    long_text,
    text,
    whole_hidden,
)
from comite.foundation.subjects import Subject
from comite.uploads.reception import receive

MEGABYTE = 1024 * 1024
WRITING_HINT = (
    "@ mentionne une personne ou une collectivité, # cite un contenu du site. Les boutons mettent en forme ; "
    "Markdown, si vous le connaissez, aussi."
)
FILES_HINT = (
    f"{FILES_MAX} fichiers au plus, de {FILE_BYTES_MAX // MEGABYTE} Mo chacun. Les images sont réduites, "
    "et ce qu’elles disent du lieu et de l’appareil en est retiré."
)


class HeadForm(Form):
    """The title and category of a thread."""

    title = text(
        "Titre", max_length=ThreadContent.TITLE_MAX, hint="Une question précise trouve plus vite sa réponse."
    )
    category = choice("Catégorie", Category, CATEGORIES, radio=True)
    version = whole_hidden()

    def content(self) -> ThreadContent:
        """What the operation takes."""
        return ThreadContent(title=self.title.data or "", category=self.category.data)


class WritingForm(Form):
    """The words of a message, with its files."""

    text = long_text("Votre message", max_length=MessageContent.SOURCE_MAX, hint=WRITING_HINT, rows=8)
    files = files("Pièces jointes", hint=FILES_HINT)

    def message(self, actor: Reader) -> MessageContent:
        """What the operation takes, once the files are safely kept; raises `TooLargeError` and the like."""
        return MessageContent(source=self.text.data or "", files=self.kept_files(actor))

    def kept_files(self, actor: Reader) -> tuple[NewFile, ...]:
        """The files sent."""
        received = receive(actor, self.files, FILE_BYTES_MAX, most=FILES_MAX)
        return tuple(NewFile(each.kept, each.name, each.media_type, each.upload_id) for each in received)


class ThreadForm(WritingForm, HeadForm):
    """A new thread: its head, who may read it, its first message."""

    kept_as = "nouvelle-discussion"

    visibility = choice("Qui peut lire", Audience, AUDIENCES, radio=True)
    committee = choice_of_ids("Comité", required=False)

    def place(self, subject: Subject | None) -> Place:
        """Where the thread is asked to stand."""
        if subject is None:
            return Place(self.visibility.data, committee_id=self.committee.data)
        return Place(self.visibility.data, subject.committee_id, subject.kind, subject.id)


class AnswerForm(WritingForm):
    """An answer, perhaps to one message in particular."""

    kept_as = "discussion"

    text = long_text("Votre réponse", max_length=MessageContent.SOURCE_MAX, hint=WRITING_HINT, rows=6)
    quoted = whole_hidden()

    def message(self, actor: Reader) -> MessageContent:
        """What the operation takes."""
        return MessageContent(self.text.data or "", self.kept_files(actor), self.quoted.data)


class MessageForm(WritingForm):
    """A message being changed."""

    kept_as = "message"

    version = whole_hidden()
    dropped = SelectMultipleField(
        "Fichiers à retirer",
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def message(self, actor: Reader) -> MessageContent:
        """What the operation takes."""
        dropped = tuple(self.dropped.data or ()) if "dropped" in self else ()
        return MessageContent(self.text.data or "", self.kept_files(actor), dropped_file_ids=dropped)


class ReportForm(Form):
    """What is wrong with a thing, for moderation."""

    kept_as = "signalement"

    grievance = choice("Que reprochez-vous à ce contenu ?", Grievance, GRIEVANCES, radio=True)
    comment = long_text(
        "Précisions",
        max_length=AbuseReport.COMMENT_MAX,
        required=False,
        rows=3,
        hint="Ce qui aidera à décider.",
    )
    next = hidden(max_length=500)


class ReasonForm(Form):
    """Why moderation decides."""

    kept_as = "moderation"

    reason = long_text(
        "Motif",
        max_length=AbuseReport.REASON_MAX,
        rows=3,
        hint="La personne concernée le lira, et le journal le gardera.",
    )

"""What a person submits to import a file."""

from comite.foundation.forms import Form, choice_of_words, file

ACCEPTED = ".ods,.xlsx,.xls,.csv,.tsv,.txt"


class ImportForm(Form):
    """A file, and for whom its lines are."""

    place = choice_of_words("Pour qui", hint="")
    document = file(
        "Votre fichier",
        required=True,
        accept=ACCEPTED,
        hint="ODS, XLSX, XLS ou CSV, tel que votre tableur l’enregistre. Les titres de colonnes du modèle "
        "doivent y être, dans l’ordre que vous voulez.",
    )

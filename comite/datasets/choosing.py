"""Finding the dataset that a form names, with or without the list of suggestions."""

from comite.accounts.readers import Reader
from comite.datasets import queries
from comite.datasets.forms import DatasetChoiceForm
from comite.datasets.models import Dataset
from comite.foundation import citations

OFFERED = 8


def chosen_dataset(reader: Reader, form: DatasetChoiceForm) -> Dataset | None:
    """The dataset of a form; None when it says several or none: the form then offers those it may mean."""
    written = form.dataset.data or ""
    for each in (form.dataset_address.data, written):
        found = queries.find_named(reader, each) if each else None
        if found is not None:
            return found
    form.candidates = citations.offered(reader, written, OFFERED, kinds={"dataset"})
    if not form.candidates:
        sentence = (
            "Aucun jeu de données que vous pouvez lire n’a ces mots dans son titre. "
            "Essayez avec moins de mots, ou copiez l’adresse de sa page."
        )
    elif len(form.candidates) == 1:
        sentence = "Est-ce bien celui-ci ? Choisissez-le ci-dessous."
    else:
        sentence = "Plusieurs jeux de données ont ces mots dans leur titre : choisissez ci-dessous."
    form.blame("dataset", sentence)
    return None

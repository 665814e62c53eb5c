"""The rendered texts of datasets; they are found by what was written, not by what was rendered."""

from comite.datasets.models import Dataset
from comite.discussions.rendered_texts import addresses_in
from comite.foundation.renewal import RenderedText

RENDERED_DATASETS = (
    RenderedText(Dataset, "description", "description_html", plain="", addresses=addresses_in),
)

"""The rendered texts of reports: the sheet, which keeps several, and what others tell of them."""

from collections.abc import Mapping
from typing import Any

from comite.discussions.rendered_texts import addresses_in
from comite.experiences.models import Replication, Sheet
from comite.experiences.operations.keeping import plain_of, rendered_by_heading
from comite.foundation.renewal import RenderedText


class _SheetTexts(RenderedText):
    """All the long texts of a sheet together."""

    def rendered(self, source: Mapping[str, str]) -> dict[str, Any]:
        """Each under its heading, and their words in one."""
        rendered = rendered_by_heading(source)
        return {"rendered": rendered, "plain": plain_of(rendered)}


def _report(sheet: Sheet) -> tuple[str, int]:
    """The report of a sheet."""
    return "experience", sheet.report_id


RENDERED_REPORTS = (
    _SheetTexts(Sheet, "texts", "rendered", subject=_report),
    RenderedText(Replication, "how_it_went", plain="", addresses=addresses_in),
)

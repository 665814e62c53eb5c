"""The rendered texts of engineering: what projects aim at, and the versions of shared models."""

from comite.engineering.models.library import ModelVersion
from comite.engineering.models.projects import PooledProject
from comite.engineering.operations.library import FIRST_TITLE
from comite.foundation.renewal import RenderedText


def _project(project: PooledProject) -> tuple[str, int]:
    """The project itself."""
    return "project", project.id


def _model(version: ModelVersion) -> tuple[str, int]:
    """The model of a version."""
    return "shared_model", version.model_id


RENDERED_ENGINEERING = (
    RenderedText(PooledProject, "objective", "objective_html", "objective_plain", subject=_project),
    RenderedText(ModelVersion, first_title=FIRST_TITLE, subject=_model),
)

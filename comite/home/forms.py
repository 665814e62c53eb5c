"""What an administrator may submit about the site's own pages."""

from comite.foundation.forms import Form, long_text, whole_hidden
from comite.foundation.markdown import LENGTH_MAX


class PageForm(Form):
    """The words of a page."""

    body = long_text(
        "Texte de la page",
        max_length=LENGTH_MAX,
        rows=24,
        hint="Titres avec ##, listes avec -, liens entre crochets puis parenthèses.",
    )
    version = whole_hidden()

"""A bare application that knows only the templates."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from markupsafe import Markup

from comite.foundation import rendering

Show = Callable[..., str]


@pytest.fixture(scope="session")
def bare_app() -> Flask:
    """Templates and filters, without database or features."""
    application = Flask("bare", template_folder=str(rendering.TEMPLATES), static_folder=None)
    application.testing = True
    rendering.start(application, dict)
    application.jinja_env.globals["form_guard"] = lambda: Markup('<input type="hidden" name="form_token">')
    application.jinja_env.globals["received_uploads"] = lambda _item: []
    return application


@pytest.fixture
def show(bare_app: Flask) -> Iterator[Show]:
    """Call a macro: `show("card", "card('Titre', '/x')", name=value)`."""

    def call(component: str, call_text: str, **values: object) -> str:
        macro = call_text.partition("(")[0]
        source = f'{{% from "components/{component}.html" import {macro} %}}{{{{ {call_text} }}}}'
        return bare_app.jinja_env.from_string(source).render(**values)

    with bare_app.test_request_context():
        yield call

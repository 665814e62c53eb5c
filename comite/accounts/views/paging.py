"""The addresses of the neighbours of a page of a list."""

from typing import Any

from flask import request, url_for

from comite.foundation.paging import Page


def addresses(page: Page[Any]) -> dict[str, str | None]:
    """What the pager shows: the same list, with the same filters, before and after."""

    def turned(cursor: str | None) -> str | None:
        if cursor is None:
            return None
        kept = {name: value for name, value in request.args.items() if name != "page"}
        return url_for(str(request.endpoint), **{**(request.view_args or {}), **kept, "page": cursor})

    return {"previous_url": turned(page.previous_cursor), "next_url": turned(page.next_cursor)}

"""Changes to the site's own pages."""

from collections.abc import Iterable

from sqlalchemy import delete

from comite.accounts import operations as accounts
from comite.accounts.models import Profile
from comite.accounts.readers import Reader
from comite.foundation import clock, markdown, storage
from comite.foundation.database import db, operation
from comite.foundation.errors import StaleVersionError, require
from comite.foundation.markdown import Rendered
from comite.foundation.storage import Kept
from comite.home import colours, permissions
from comite.home.errors import UnreadableColourError
from comite.home.first_steps import Step
from comite.home.models import Appearance, AppearanceChoice, FirstSteps, PageName, SitePage
from comite.notifications import operations as notifications
from comite.notifications.models import Subscription
from comite.notifications.rhythm import Rhythm


@operation
def edit_page(actor: Reader, name: PageName, body: str, rendered: Rendered, version: int) -> None:
    """Give a page its words; `version` is that of the page when the form was opened, 0 for the default."""
    require(permissions.may_edit_pages(actor))
    page = db.session.get(SitePage, name, populate_existing=True)
    if (page.version if page else 0) != version:
        raise StaleVersionError
    if page is None:
        page = SitePage(name=name, version=0)
        db.session.add(page)
    page.body, page.body_html, page.markup_version = body, rendered.html, markdown.VERSION
    page.edited_at, page.edited_by_id = clock.now(), actor.user_id
    page.version = version + 1


@operation
def choose_appearance(actor: Reader, choice: AppearanceChoice, logo: Kept | None, version: int) -> None:
    """Give the site its looks; `logo` is an image already drawn again, None keeps the present one.

    Raises `UnreadableColourError`, `StaleVersionError`.
    """
    require(permissions.may_choose_appearance(actor))
    if choice.accent and not colours.is_readable(choice.accent):
        raise UnreadableColourError
    if logo is not None:
        storage.record(logo)
    found = db.session.get(Appearance, 1, populate_existing=True)
    if (found.version if found else 0) != version:
        raise StaleVersionError
    if found is None:
        found = Appearance(id=1, version=0)
        db.session.add(found)
    found.accent, found.owner_name, found.contact = choice.accent, choice.owner_name, choice.contact
    if choice.drops_logo:
        found.logo_digest = None
    if logo is not None:
        found.logo_digest = logo.digest
    found.edited_at, found.edited_by_id = clock.now(), actor.user_id
    found.version = version + 1


@operation
def introduce_oneself(actor: Reader, profile: Profile, version: int) -> None:
    """First step: one's name and function. Raises `StaleVersionError`."""
    require(permissions.may_take_first_steps(actor))
    accounts.edit_profile(actor, profile, version)
    _reach(actor, Step.INTRODUCTION)


@operation
def choose_topics(actor: Reader, domain_ids: Iterable[int]) -> None:
    """Second step: the domains of public action one follows; those left out are followed no more."""
    require(permissions.may_take_first_steps(actor))
    chosen = set(domain_ids)
    followed = (Subscription.user_id == actor.user_id) & (Subscription.kind == "domain")
    db.session.execute(delete(Subscription).where(followed, Subscription.subject_id.not_in(chosen)))
    for domain_id in sorted(chosen):
        notifications.subscribe(actor.user_id or 0, "domain", domain_id)
    _reach(actor, Step.TOPICS)


@operation
def choose_rhythm(actor: Reader, rhythm: Rhythm) -> None:
    """Third step: when one wants to be told."""
    require(permissions.may_take_first_steps(actor))
    notifications.choose_rhythm(actor, rhythm)
    _reach(actor, Step.RHYTHM)


@operation
def pass_step(actor: Reader, step: Step) -> None:
    """Leave a step for later, or say that the last one is seen."""
    require(permissions.may_take_first_steps(actor))
    _reach(actor, step)


@operation
def dismiss_first_steps(actor: Reader) -> None:
    """See the list of first steps no more."""
    require(permissions.may_take_first_steps(actor))
    _steps_of(actor).dismissed_at = clock.now()


def _reach(actor: Reader, step: Step) -> None:
    """Write down that a step is behind; going back over one loses nothing."""
    steps = _steps_of(actor)
    steps.reached = max(steps.reached, step.rank + 1)


def _steps_of(actor: Reader) -> FirstSteps:
    """The row of a person, made at their first step."""
    found = db.session.get(FirstSteps, actor.user_id)
    if found is None:
        found = FirstSteps(user_id=actor.user_id, reached=0)
        db.session.add(found)
    return found

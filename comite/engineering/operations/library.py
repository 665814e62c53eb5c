"""Changes to the library: each function is one whole change."""

from dataclasses import dataclass

from sqlalchemy import select

from comite.accounts import queries as accounts
from comite.accounts.audiences import Audience
from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.engineering import errors
from comite.engineering.library_content import ModelContent, UseContent
from comite.engineering.models.library import (
    ModelSuggestion,
    ModelUse,
    ModelVersion,
    SharedModel,
    SuggestionStatus,
)
from comite.engineering.permissions import library as permissions
from comite.engineering.queries import library as queries
from comite.engineering.shipped_models import ShippedModel, shipped_models
from comite.foundation import citations, clock
from comite.foundation.database import db, operation
from comite.foundation.errors import StaleVersionError, require
from comite.foundation.markdown import Rendered, render
from comite.foundation.slugs import free_slug
from comite.foundation.text import shorten
from comite.notifications.models import Reason
from comite.notifications.operations import announce, tell
from comite.search.operations import reindex

KIND = "shared_model"
FIRST_TITLE = 2


@dataclass(frozen=True)
class Text:
    """The words of a version, ready for the page."""

    source: str
    rendered: Rendered
    change: str = ""


def share_model(actor: Reader, authority_id: int, content: ModelContent) -> SharedModel:
    """Write a model that only its authority reads until an editor publishes it."""
    return _share(actor, authority_id, content, _text(content))


def _text(content: ModelContent) -> Text:
    """Render before writing: the lock is short."""
    return Text(content.source, render(content.source, first_title=FIRST_TITLE), content.change)


@operation
def _share(actor: Reader, authority_id: int, content: ModelContent, text: Text) -> SharedModel:
    """All of a new model, or nothing."""
    require(permissions.may_share(actor, authority_id))
    model = SharedModel(
        slug=free_slug(SharedModel.slug, content.title),
        authority_id=authority_id,
        audience=Audience.AUTHORITY,
        created_by_id=actor.user_id,
        created_at=clock.now(),
        last_number=0,
        version=1,
    )
    _describe(actor, model, content)
    db.session.add(model)
    db.session.flush()
    _add_version(actor, model, text)
    return model


def edit_model(actor: Reader, model: SharedModel, content: ModelContent, version: int) -> None:
    """Change what is said of a model; other words make a new version, the old one stays."""
    _edit(actor, model, content, _text(content), version)


@operation
def _edit(actor: Reader, model: SharedModel, content: ModelContent, text: Text, version: int) -> None:
    """Keep the new facts, and the new words if there are any."""
    require(permissions.may_edit(actor, model))
    if model.version != version:
        raise StaleVersionError
    _describe(actor, model, content)
    if queries.get_version(model).source != text.source:
        _add_version(actor, model, text)
    model.version += 1
    reindex.later(kind=KIND, subject_id=model.id)


def _describe(actor: Reader, model: SharedModel, content: ModelContent) -> None:
    """Write down what is said of a model; it is given to a committee by a member of it."""
    if content.committee_id not in (None, model.committee_id):
        require(content.committee_id in actor.member_committee_ids)
    if content.visibility is Audience.COMMITTEE and content.committee_id is None:
        raise errors.NeedsCommitteeError
    model.kind, model.title, model.summary = content.kind, content.title, content.summary
    model.origin, model.law_checked_on = content.origin, content.law_checked_on
    model.visibility, model.committee_id = content.visibility, content.committee_id
    if model.published_at is not None:
        model.audience = content.visibility
    model.updated_at = clock.now()


def _add_version(actor: Reader, model: SharedModel, text: Text) -> None:
    """Keep the words as the next version."""
    model.last_number += 1
    db.session.add(
        ModelVersion(
            model_id=model.id,
            number=model.last_number,
            source=text.source,
            html=text.rendered.html,
            plain=text.rendered.plain,
            change=text.change,
            written_by_id=actor.user_id,
            written_at=clock.now(),
        )
    )
    db.session.flush()
    citations.note(KIND, model.id, [text.rendered.html])
    reindex.later(kind=KIND, subject_id=model.id)


@operation
def publish_model(actor: Reader, model: SharedModel) -> None:
    """Let others read and take up a model."""
    require(permissions.may_publish(actor, model))
    if not model.is_draft:
        return
    model.published_at = model.updated_at = clock.now()
    model.audience = model.visibility
    reindex.later(kind=KIND, subject_id=model.id)
    announce.later(kind=KIND, subject_id=model.id, actor_id=actor.user_id or 0)


@operation
def withdraw_model(actor: Reader, model: SharedModel) -> None:
    """Bring a model back to its authority alone."""
    require(permissions.may_publish(actor, model))
    model.published_at, model.audience = None, Audience.AUTHORITY
    model.updated_at = clock.now()
    reindex.later(kind=KIND, subject_id=model.id)


@operation
def tell_use(actor: Reader, model: SharedModel, authority_id: int, content: UseContent) -> None:
    """Say that an authority used a model and what came of it; told again, it replaces what was told."""
    require(permissions.may_tell_use(actor, model, authority_id))
    report = queries.find_report(actor, content.report_slug) if content.report_slug else None
    if content.report_slug and report is None:
        raise errors.NoSuchReportError
    use = db.session.scalar(
        select(ModelUse).where(ModelUse.model_id == model.id, ModelUse.authority_id == authority_id)
    )
    if use is None:
        use = ModelUse(model_id=model.id, authority_id=authority_id)
        db.session.add(use)
    use.outcome, use.word = content.outcome, content.word
    use.report_id = report.id if report else None
    use.told_by_id, use.told_at = actor.user_id or 0, clock.now()
    _tell_keepers(actor, model, Reason.MODEL_USED, content.word)


@operation
def suggest_change(actor: Reader, model: SharedModel, text: str) -> None:
    """Suggest a change to those who keep a model."""
    require(permissions.may_suggest(actor, model))
    voice = actor.speaking_for
    db.session.add(
        ModelSuggestion(
            model_id=model.id,
            about_number=model.last_number,
            text=text,
            suggested_by_id=actor.user_id,
            authority_id=voice.authority_id if voice else 0,
            suggested_at=clock.now(),
            status=SuggestionStatus.PENDING,
        )
    )
    _tell_keepers(actor, model, Reason.CHANGE_SUGGESTED, text)


@operation
def answer_suggestion(
    actor: Reader, model: SharedModel, suggestion: ModelSuggestion, *, accepted: bool, answer: str
) -> None:
    """Accept a suggestion, which one then writes into a new version, or decline it and say why."""
    require(permissions.may_edit(actor, model))
    if suggestion.status is not SuggestionStatus.PENDING:
        raise errors.SuggestionAnsweredError
    if not accepted and not answer:
        raise errors.AnswerNeededError
    suggestion.status = SuggestionStatus.ACCEPTED if accepted else SuggestionStatus.DECLINED
    suggestion.answer, suggestion.answered_by_id = answer, actor.user_id
    suggestion.answered_at = clock.now()
    tell(
        [suggestion.suggested_by_id],
        reason=Reason.SUGGESTION_ANSWERED,
        kind=KIND,
        subject_id=model.id,
        actor=actor,
        detail=answer,
    )


def bring_shipped(actor: Reader, authority_id: int) -> int:
    """Bring the models of the product into the library of a lead authority; gives how many were new."""
    texts = [(each, render(each.source, first_title=FIRST_TITLE)) for each in shipped_models()]
    return _bring(actor, authority_id, texts)


@operation
def _bring(actor: Reader, authority_id: int, texts: list[tuple[ShippedModel, Rendered]]) -> int:
    """Those that the authority does not have yet, published at once."""
    require(permissions.may_bring_shipped(actor, authority_id))
    known = set(
        db.session.scalars(
            select(SharedModel.shipped_code).where(
                SharedModel.authority_id == authority_id, SharedModel.shipped_code.is_not(None)
            )
        )
    )
    fresh = [(shipped, rendered) for shipped, rendered in texts if shipped.code not in known]
    for shipped, rendered in fresh:
        model = SharedModel(
            slug=free_slug(SharedModel.slug, shipped.title),
            shipped_code=shipped.code,
            kind=shipped.kind,
            title=shipped.title,
            summary=shipped.summary,
            origin=shipped.origin,
            law_checked_on=shipped.law_checked_on,
            visibility=Audience.PUBLIC,
            audience=Audience.PUBLIC,
            authority_id=authority_id,
            created_by_id=actor.user_id,
            created_at=clock.now(),
            published_at=clock.now(),
            updated_at=clock.now(),
            last_number=0,
            version=1,
        )
        db.session.add(model)
        db.session.flush()
        _add_version(actor, model, Text(shipped.source, rendered))
    return len(fresh)


def _tell_keepers(actor: Reader, model: SharedModel, reason: Reason, detail: str) -> None:
    """Tell the editors of the authority that keeps a model."""
    tell(
        accounts.ids_with_role(Role.EDITOR, model.authority_id),
        reason=reason,
        kind=KIND,
        subject_id=model.id,
        actor=actor,
        detail=shorten(detail, 280),
    )

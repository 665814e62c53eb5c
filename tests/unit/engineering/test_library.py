"""The library: versions that stay, uses that teach, suggestions that are answered."""

import pytest

from comite.accounts.audiences import Audience
from comite.engineering import errors
from comite.engineering.library_content import UseContent
from comite.engineering.models.library import SuggestionStatus, UseOutcome
from comite.engineering.operations import library as operations
from comite.engineering.queries import library as queries
from comite.engineering.shipped_models import shipped_models
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError, StaleVersionError
from comite.foundation.markdown import render
from comite.notifications.models import Notification, Reason
from tests.cast import Cast
from tests.factories_experiences import make_draft, make_report
from tests.factories_library import make_model, model_content


def told(reason: Reason) -> set[int]:
    """Whom a reason was told to."""
    return set(db.session.scalars(db.select(Notification.recipient_id).where(Notification.reason == reason)))


def test_the_product_comes_with_a_dozen_models_that_render_and_say_their_kind() -> None:
    shipped = shipped_models()

    assert len(shipped) >= 12
    assert len({each.title for each in shipped}) == len(shipped)
    for each in shipped:
        assert 0 < len(each.title) <= 160
        assert 0 < len(each.summary) <= 280
        assert len(render(each.source, first_title=2).plain) > 300


def test_an_animator_brings_them_once(cast: Cast) -> None:
    count = operations.bring_shipped(cast.elise, cast.lead)

    assert count == len(shipped_models())
    assert operations.bring_shipped(cast.elise, cast.lead) == 0
    assert queries.list_models(cast.visitor, None, None).count == count
    for nobody in (cast.amina, cast.bruno, cast.visitor):
        with pytest.raises(NotAllowedError):
            operations.bring_shipped(nobody, cast.lead)


def test_a_draft_stays_home_until_an_editor_publishes_it(cast: Cast) -> None:
    model = make_model(cast, published=False)

    with pytest.raises(NotAllowedError):
        operations.publish_model(cast.bruno, model)
    with pytest.raises(NotFoundError):
        queries.get_model(cast.visitor, model.slug)

    operations.publish_model(cast.amina, model)
    assert queries.get_model(cast.visitor, model.slug).id == model.id
    operations.withdraw_model(cast.amina, queries.get_model(cast.amina, model.slug))
    with pytest.raises(NotFoundError):
        queries.get_model(cast.visitor, model.slug)


def test_other_words_make_a_version_and_the_old_one_stays(cast: Cast) -> None:
    model = make_model(cast)
    operations.edit_model(cast.amina, model, model_content(source="Autre texte.", change="Plus court"), 1)
    operations.edit_model(cast.amina, model, model_content(source="Autre texte.", title="Autre titre"), 2)

    versions = queries.list_versions(model)

    assert [(each.number, each.source) for each in versions] == [
        (2, "Autre texte."),
        (1, "Le titulaire restitue **toutes** les données sous 30 jours."),
    ]
    assert queries.get_model(cast.amina, model.slug).title == "Autre titre"


def test_a_stale_edit_and_an_agent_s_edit_of_a_published_model_are_refused(cast: Cast) -> None:
    model = make_model(cast)
    operations.edit_model(cast.amina, model, model_content(), 1)

    with pytest.raises(StaleVersionError):
        operations.edit_model(cast.amina, model, model_content(), 1)
    with pytest.raises(NotAllowedError):
        operations.edit_model(cast.bruno, model, model_content(), 2)


def test_a_model_shared_with_a_committee_names_it(cast: Cast) -> None:
    with pytest.raises(errors.NeedsCommitteeError):
        make_model(cast, visibility=Audience.COMMITTEE)


def test_a_use_is_told_once_an_authority_with_a_report_one_may_read(cast: Cast) -> None:
    model, report = make_model(cast), make_report(cast)
    operations.tell_use(cast.chloe, model, cast.ostrelle, UseContent(UseOutcome.ADAPTED, "Bien."))
    operations.tell_use(cast.chloe, model, cast.ostrelle, UseContent(UseOutcome.AS_IS, "Mieux.", report.slug))

    uses = queries.get_model(cast.amina, model.slug).uses

    assert [(use.outcome, use.word, use.report_id) for use in uses] == [
        (UseOutcome.AS_IS, "Mieux.", report.id)
    ]
    assert told(Reason.MODEL_USED) == {cast.amina.user_id}
    hidden = UseContent(UseOutcome.AS_IS, "", make_draft(cast, title="Caché").slug)
    with pytest.raises(errors.NoSuchReportError):
        operations.tell_use(cast.chloe, model, cast.ostrelle, hidden)
    with pytest.raises(NotAllowedError):
        operations.tell_use(cast.chloe, model, cast.valmer, UseContent(UseOutcome.AS_IS))


def test_a_suggestion_is_answered_once_and_a_refusal_says_why(cast: Cast) -> None:
    model = make_model(cast)
    operations.suggest_change(cast.chloe, model, "Trente jours, c’est court.")
    suggestion = queries.list_suggestions(model)[0]

    with pytest.raises(errors.AnswerNeededError):
        operations.answer_suggestion(cast.amina, model, suggestion, accepted=False, answer="")
    with pytest.raises(NotAllowedError):
        operations.answer_suggestion(cast.chloe, model, suggestion, accepted=True, answer="")
    operations.answer_suggestion(cast.amina, model, suggestion, accepted=False, answer="C’est l’usage.")
    with pytest.raises(errors.SuggestionAnsweredError):
        operations.answer_suggestion(cast.amina, model, suggestion, accepted=True, answer="")

    assert queries.get_suggestion(model, suggestion.id).status is SuggestionStatus.DECLINED
    assert told(Reason.SUGGESTION_ANSWERED) == {cast.chloe.user_id}


def test_a_model_is_given_to_a_committee_only_by_a_member_of_it(cast: Cast) -> None:
    model = make_model(cast)
    elsewhere = model_content(visibility=Audience.COMMITTEE, committee_id=cast.other_committee)

    with pytest.raises(NotAllowedError):
        operations.edit_model(cast.amina, model, elsewhere, model.version)
    with pytest.raises(NotAllowedError):
        operations.share_model(cast.amina, cast.valmer, elsewhere)

"""The floor holds."""

from comite.accounts import operations
from comite.accounts.models import Role
from comite.foundation.database import db
from comite.territories.models import LocalAuthority
from tests.cast import Cast
from tests.conftest import waiting_jobs


def test_an_editor_invites_somebody_and_a_mail_waits(cast: Cast) -> None:
    valmer = db.session.get(LocalAuthority, cast.valmer)

    operations.invite(cast.amina, "Nouvelle@Exemple.test", valmer, Role.AGENT)

    assert waiting_jobs() == ["foundation.mail.send"]


def test_health(client):
    assert client.get("/sante").status_code == 200

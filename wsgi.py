"""What a WSGI server loads."""

from comite.app import create_app
from comite.cli.demonstration import accounts
from comite.foundation import logs, settings

logs.configure()
in_use = settings.load()
app = create_app(in_use, demo_accounts=accounts.accounts() if in_use.is_demo else ())

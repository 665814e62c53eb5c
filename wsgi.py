"""What a WSGI server loads."""

import gc

from comite.app import create_app
from comite.cli.demonstration import accounts
from comite.foundation import logs, settings
from comite.foundation.turns import Turns

logs.configure()
in_use = settings.load()
app = create_app(in_use, demo_accounts=accounts.accounts() if in_use.is_demo else ())
app.wsgi_app = Turns(app.wsgi_app)  # type: ignore[method-assign]
# What an application is made of is never garbage: looking for some there stops a page for 150 ms.
gc.collect()
gc.freeze()

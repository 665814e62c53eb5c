"""What a WSGI server loads."""

from comite.app import create_app
from comite.foundation import logs

logs.configure()
app = create_app()

"""What a WSGI server loads."""

from comite.app import create_app

app = create_app()

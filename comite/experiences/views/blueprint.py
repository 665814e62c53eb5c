"""The address under which every page of the reports stands."""

from flask import Blueprint

experiences = Blueprint("experiences", __name__, url_prefix="/retours-experience")

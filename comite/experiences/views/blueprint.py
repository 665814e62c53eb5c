"""The address under which every page of the reports stands."""

from flask import Blueprint

experiences = Blueprint("experiences", __name__, url_prefix="/retours-experience")
# A number of an address that the database can hold: a longer one is no page of ours.
NUMBER = "int(max=2147483647)"

"""The blueprint that every page of sign-in hangs on."""

from flask import Blueprint

bp = Blueprint("signin", __name__)

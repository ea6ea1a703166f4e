"""The blueprint that every page of the feature hangs on, and the two shapes of page that most of them have."""

from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.core.errors import RuleBroken
from portal.features.arrangements.models import Arrangement
from portal.forms import InParts, PortalForm

T = TypeVar("T")
bp = Blueprint("arrangements", __name__)

_PLACES = {
    "": "the whole arrangement",
    "criteria": "success criteria",
    "measures": "measures",
    "mentoring": "mentoring",
    "milestones": "milestones",
    "money": "money",
    "money/edit": "money",
    "parties": "parties",
    "sessions": "sessions",
    "settled": "money and staff",
    "tasks": "all parts",
}
"""How pages of an arrangement are called in links that lead back to them, by the end of their address."""


def go(endpoint: str, arrangement: Arrangement, **values: Any) -> Any:
    """On to another page of this arrangement, which says so if there is a new version to confirm."""
    if arrangement.renewed:
        flash(f"Saved as version {arrangement.terms_number}. All parties are asked to confirm it, you too", "success")
    return redirect(url_for(f"arrangements.{endpoint}", ref=arrangement.reference, **values), 303)


def asked(form: PortalForm, arrangement: Arrangement | None, title: str, back: str, **more: Any) -> Any:
    """A page that asks: one form under one heading. ``back`` is where the back link leads."""
    told = {"form": form, "arrangement": arrangement, "title": title, "back": back}
    place = _PLACES.get(_end_of(back, arrangement.reference)) if arrangement else None
    back_words = f"Back to {place}" if place else "Back"
    return render_template("arrangements/form.html", back_words=back_words, **told, **more), form.status


def _end_of(address: str, reference: str) -> str:
    """``parties`` of ``/arrangements/7K3M-92QD/parties``."""
    return urlsplit(address).path.partition(reference)[2].strip("/")


def given(field: InParts[T]) -> T:
    """The answer to a question about time that has to be answered, once the form was found valid."""
    if field.data is None:
        raise RuleBroken(field.name, field.required)
    return field.data


def at(endpoint: str, arrangement: Arrangement, **values: Any) -> str:
    """The address of a page of this arrangement."""
    return url_for(f"arrangements.{endpoint}", ref=arrangement.reference, **values)


def oldest_first() -> bool:
    """Whether the address asks for the oldest first."""
    return request.args.get("sort") == "oldest"

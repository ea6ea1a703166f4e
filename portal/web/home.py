"""Home: what waits for you, then what changed; for a visitor, what this is."""

from collections.abc import Iterable
from functools import cache
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, render_template, url_for
from sqlalchemy import Select, select

from portal.access import Permission, Viewer, known_viewer, public, require
from portal.data import db, lasting
from portal.features.arrangements import told_among_others
from portal.features.organisations import Organisation
from portal.ledger.newest import newest_entries
from portal.ledger.telling import is_quiet, sentence, subjects, titles
from portal.panels import Slot, read_with_panels

MOST = 15

bp = Blueprint("home", __name__)


@bp.get("/")
@public("a visitor is told what this is; what a viewer is shown comes through the walls")
def index() -> Any:
    """The first page of everybody."""
    viewer = known_viewer()
    if viewer is None:
        return render_template("home/welcome.html")
    if not viewer.acts:
        return render_template("home/without_organisation.html")
    require(Permission.HOME_READ)
    changed = _named(newest_entries(db.session(), MOST))
    own, panels = read_with_panels(Slot.HOME, viewer, {"changed": changed})
    return render_template(
        "home/index.html",
        panels=panels,
        waiting=any(rows for panel in panels for rows in panel.rows.values()),
        changes=_told(own["changed"], viewer),
    )


@cache
def _named(entries: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Those of the entries that are told to the viewer, with the name of each organisation."""
    newest = entries.subquery("told")
    return lasting(
        select(newest, Organisation.name.label("organisation_name"))
        .join(Organisation, Organisation.id == newest.c.organisation_id)
        .where(told_among_others(newest.c))
        .order_by(newest.c.recorded_at.desc(), newest.c.id.desc())
    )


def _told(entries: Iterable[Any], viewer: Viewer) -> list[Any]:
    """Each entry in words, with the title and the page of what it was done to; the same thing done again and again
    is told once, with how many times."""
    entries = [entry for entry in entries if not is_quiet(entry.action)]
    asked: dict[str, set[str]] = {}
    for entry in entries:
        asked.setdefault(entry.subject_type, set()).add(entry.subject_reference)
    shown = titles(asked)
    told: list[Any] = []
    for entry in entries:
        row = shown.get((entry.subject_type, entry.subject_reference))
        if _before_news(entry, row):
            continue
        line = _line(entry, viewer, row)
        if told and told[-1].what == line:
            told[-1].times += 1
        else:
            told.append(SimpleNamespace(**line, what=line, at=entry.recorded_at, times=1))
    return told


def _before_news(entry: Any, row: Any) -> bool:
    """Whether it is of the drafting of something that was sent since."""
    since = getattr(row, "news_from", None)
    return since is not None and entry.recorded_at < since


def _line(entry: Any, viewer: Viewer, row: Any) -> dict[str, Any]:
    subject = subjects().get(entry.subject_type)
    words = sentence(entry.action)
    return {
        "who": entry.organisation_name,
        "you": entry.actor_id == viewer.actor_id,
        "before": words.before,
        "after": words.after,
        "title": row.title if row else subject.noun if subject else entry.subject_type.replace("_", " "),
        "part": getattr(row, "part", ""),
        "href": url_for(subject.endpoint, ref=row.target) if subject and row else "",
    }

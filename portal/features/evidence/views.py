"""Pages of evidence, and the way out for its files."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from portal import adapters
from portal.access import Permission, requires
from portal.core.text import typed
from portal.downloads import Column, ColumnKind, day_of, every_page
from portal.downloads import download as download_rows
from portal.features.evidence import actions, queries
from portal.features.evidence.forms import VersionForm
from portal.features.evidence.models import TITLE_LENGTH, Evidence, Kind
from portal.features.evidence.receiving import takes_file
from portal.features.evidence.rules import disposition, served_type, types_differ
from portal.features.organisations import seers_of
from portal.panels import Slot, read_with_panels

MOST_VERSIONS = 1_000_000

KIND_WORDS = {
    Kind.DOCUMENT: "Document",
    Kind.SPREADSHEET: "Spreadsheet",
    Kind.PRESENTATION: "Presentation",
    Kind.IMAGE: "Picture",
    Kind.MAIL: "E-mail",
    Kind.ARCHIVE: "Archive",
    Kind.WEB: "Web page or data",
    Kind.TEXT: "Text",
    Kind.OTHER: "Other file",
}

COLUMNS = (
    Column("Reference", width=12),
    Column("Name", width=60),
    Column("Kind", width=16),
    Column("Covers from", ColumnKind.DAY),
    Column("Covers until", ColumnKind.DAY),
    Column("Versions", ColumnKind.NUMBER, 10),
    Column("Added by", width=35),
    Column("Added on", ColumnKind.DAY),
)

bp = Blueprint("evidence", __name__)


@bp.get("/evidence")
@requires(Permission.EVIDENCE_LIST)
def index() -> Any:
    """All the evidence that the viewer's organisation can see, newest first unless asked otherwise."""
    kind, title, oldest_first = _asked()
    filters = {name: value for name, value in (("kind", kind and kind.value), ("title", title)) if value}
    return render_template(
        "evidence/index.html",
        page=queries.evidence_page(kind, title, request.args, oldest_first=oldest_first),
        kept=filters | ({"sort": "oldest"} if oldest_first else {}),
        filtered=bool(filters),
        kinds=[(kind.value, words) for kind, words in KIND_WORDS.items()],
        kind_words=KIND_WORDS,
    )


@bp.get("/evidence/download")
@requires(Permission.EVIDENCE_LIST)
def download_list() -> Response:
    """The list as a file; the files of evidence are not in it."""
    kind, title, oldest_first = _asked()
    pages = every_page(lambda at, size: queries.evidence_page(kind, title, at, size, oldest_first=oldest_first))
    return download_rows(
        "Evidence",
        COLUMNS,
        (
            (
                row.reference,
                row.title,
                KIND_WORDS[row.kind],
                row.period_from,
                row.period_to,
                row.latest,
                row.organisation_name,
                day_of(row.created_at),
            )
            for page in pages
            for row in page.rows
        ),
    )


def _asked() -> tuple[Kind | None, str, bool]:
    """The kind, the start of a title, and whether the oldest come first, as far as the address says so."""
    kind = next((kind for kind in Kind if kind.value == request.args.get("kind")), None)
    return kind, typed(request.args.get("title", ""), TITLE_LENGTH), request.args.get("sort") == "oldest"


@bp.get("/evidence/<ref:ref>")
@requires(Permission.EVIDENCE_READ, on=Evidence)
def show(evidence: Evidence) -> Any:
    """One piece of evidence: its versions, where it is used, who can see it."""
    own, panels = read_with_panels(Slot.EVIDENCE, evidence, {"versions": queries.versions_of(evidence.id)})
    return render_template(
        "evidence/show.html",
        evidence=evidence,
        versions=own["versions"],
        panels=panels,
        seers=seers_of(evidence.access_list_id),
        kind_words=KIND_WORDS,
        types_differ=types_differ,
    )


@bp.route("/evidence/<ref:ref>/versions/new", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_ADD, on=Evidence)
@takes_file("upload")
def new_version(evidence: Evidence) -> Any:
    """Add a newer file."""
    form = VersionForm()
    if form.validate_on_submit():
        with form.rules():
            version = actions.add_version(evidence, form.upload.data, form.note.data)
        if not form.errors:
            flash(f"Version {version.number} is added", "success")
            return redirect(url_for("evidence.show", ref=evidence.reference), 303)
    return render_template("evidence/new_version.html", form=form, evidence=evidence), form.status


@bp.get(f"/evidence/<ref:ref>/versions/<int(max={MOST_VERSIONS}):number>")
@requires(Permission.EVIDENCE_READ, on=Evidence)
def download(evidence: Evidence, number: int) -> Any:
    """The bytes of one version, as they came in: saved by the browser, never shown or run."""
    version = queries.version_of(evidence.id, number)
    answer = Response(adapters.storage().open(version.storage_key))
    answer.headers.update(
        {
            "Content-Type": served_type(version.media_type, active=version.active),
            "Content-Length": str(version.size),
            "Content-Disposition": disposition(version.filename),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }
    )
    return answer

"""Taking a file in before the transaction that writes of it begins.

To keep and scan a large file takes as long as the store and the scanner take. On SQLite a transaction that writes holds
the one write lock for everybody, on PostgreSQL a connection. So for a view that ``takes_file`` it is asked whether the
visitor may do this at all, the file is kept, and only then the request begins anew: who is visiting, what they may do
and the record are read again. A file whose transaction is not committed goes; after a crash it lies without a row
until the sweep.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import structlog
from flask import current_app, g, request
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction
from werkzeug.datastructures import FileStorage

from portal import adapters
from portal.access.guard import admit_here
from portal.adapters.media import detect
from portal.adapters.media_types import MediaType
from portal.adapters.scanning import Infected, NotScanned, ScannerUnavailable
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.evidence.models import Scan
from portal.features.evidence.rules import safe_filename

MEGABYTE = 1_000_000
UNCOMMITTED = "evidence: files kept in this transaction"

log = structlog.get_logger("accord.evidence")

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Received:
    """A file that is kept: its name made safe, where it lies, what it is, and what the scanner said."""

    filename: str
    stored: adapters.Stored
    media: MediaType
    scan: Scan


def takes_file(name: str) -> Callable[[View], View]:
    """The view keeps a file that is sent as ``name``. Stands below the declaration of access."""

    def decorate(view: View) -> View:
        vars(view)["takes_file"] = name
        return view

    return decorate


def file_taken() -> str:
    """The name under which the view of this request takes a file; empty for one that takes none."""
    name: str = getattr(current_app.view_functions.get(request.endpoint or ""), "takes_file", "")
    return name


def take_in() -> None:
    """Keep the file that this request sent, for the view to use. Raises what the guard of the view raises, before
    anything is kept; what is wrong with the file the view is told when it asks."""
    upload = request.files.get(file_taken())
    if upload is None or not upload.filename:
        return
    admit_here()
    db.session.remove()
    try:
        g.taken_in = upload, receive(upload)
    except RuleBroken as broken:
        g.taken_in = upload, broken


def adopt() -> None:
    """Let the file that was taken in go with this transaction if that is not committed."""
    _, taken = g.get("taken_in", (None, None))
    if isinstance(taken, Received):
        _drop_if_rolled_back(taken.stored.key)


def received(upload: FileStorage) -> Received:
    """The file as it was taken in, or as it is now, outside a request. Raises ``RuleBroken`` at ``upload``; then no
    file is left behind once the caller has rolled back."""
    ours, taken = g.get("taken_in", (None, None))
    if ours is not upload:
        taken = receive(upload)
        _drop_if_rolled_back(taken.stored.key)
    if isinstance(taken, RuleBroken):
        raise taken
    return cast("Received", taken)


def receive(upload: FileStorage) -> Received:
    """Store, look at and scan what was uploaded, in one pass each; nothing is unpacked or run. Raises ``RuleBroken`` at
    ``upload``; then nothing is kept."""
    megabytes = current_app.config["SETTINGS"].max_upload_mb
    try:
        stored = adapters.storage().put(cast(Any, upload.stream), megabytes * MEGABYTE)
    except adapters.Oversize:
        raise RuleBroken("upload", f"The file must be {megabytes} MB or smaller") from None
    try:
        scan = _scanned(stored)
        filename = safe_filename(upload.filename or "")
        return Received(filename, stored, detect(stored.head, filename), scan)
    except BaseException:
        _drop(stored.key)
        raise


def _scanned(stored: adapters.Stored) -> Scan:
    if not stored.size:
        raise RuleBroken("upload", "The file is empty. Choose a file with something in it")
    try:
        verdict = adapters.scanner().scan(adapters.storage().open(stored.key))
    except ScannerUnavailable:
        raise RuleBroken("upload", "The file could not be checked for viruses. Try again in a few minutes") from None
    if isinstance(verdict, Infected):
        log.warning("infected file refused", found=verdict.name)
        raise RuleBroken("upload", "The file has a virus in it. It was not kept")
    return Scan.NOT_SCANNED if isinstance(verdict, NotScanned) else Scan.CLEAN


def _drop_if_rolled_back(key: str) -> None:
    session = db.session()
    if not session.in_transaction():
        session.begin()
    session.info.setdefault(UNCOMMITTED, []).append(key)


def _drop(key: str) -> None:
    try:
        adapters.storage().delete(key)
    except Exception as problem:  # noqa: BLE001 - the answer is already decided; the sweep tries again
        log.warning("file left to the sweep", error=type(problem).__name__)


# Once a commit was tried nobody can be sure that it failed, so from then on only the sweep may delete.
@event.listens_for(Session, "before_commit")
def _leave_to_the_sweep(session: Session) -> None:
    session.info.pop(UNCOMMITTED, None)


@event.listens_for(Session, "after_transaction_end")
def _forget_files(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        for key in session.info.pop(UNCOMMITTED, ()):
            _drop(key)

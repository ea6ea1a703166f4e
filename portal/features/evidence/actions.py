"""Every write of evidence.

A file is kept before its row is written, because its digest is known only when it has passed. Rolled back, the file
goes too; after a crash between the two it lies without a row until ``sweep``. A row never lies without its file.
"""

from datetime import date, timedelta
from typing import Any, cast

import structlog
from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction
from werkzeug.datastructures import FileStorage

from portal import adapters, ledger
from portal.access import current_viewer
from portal.adapters.media import detect
from portal.adapters.media_types import MediaType
from portal.adapters.scanning import Infected, NotScanned, ScannerUnavailable
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import AccessListed, db
from portal.features.evidence import queries
from portal.features.evidence.belonging import check_adding
from portal.features.evidence.models import Evidence, EvidenceVersion, Scan, StoredFile
from portal.features.evidence.rules import (
    check_period,
    declared_type,
    folded,
    kind_of,
    safe_filename,
    sealed_version,
)

MEGABYTE = 1_000_000
UNCOMMITTED = "evidence: files kept in this transaction"
GRACE = timedelta(days=1)
BATCH = 500

log = structlog.get_logger("accord.evidence")

Period = tuple[date | None, date | None]


def add_evidence(
    list_of: AccessListed | int, title: str, period: Period, upload: FileStorage, note: str = ""
) -> Evidence:
    """Keep a file as evidence on the list of ``list_of`` (a record, or the id of a list).

    ``period`` is the first and last day that the evidence covers, each or both ``None`` if not known. Raises
    ``RuleBroken`` at ``period_to`` or ``upload``; then no file is left behind once the caller has rolled back.
    """
    check_period(*period)
    filename, stored, media, scan = _keep(upload)
    viewer = current_viewer()
    evidence = Evidence(
        access_list_id=list_of if isinstance(list_of, int) else list_of.access_list_id,
        title=title,
        folded_title=folded(title),
        period_from=period[0],
        period_to=period[1],
        kind=kind_of(media.name),
        latest=1,
        organisation_id=viewer.organisation_id,
        person_id=viewer.person_id,
    )
    db.session.add(evidence)
    db.session.flush()
    row = _add_row(evidence, filename, stored, media, scan, note)
    ledger.record("evidence.added", evidence, sealed_version(row))
    return evidence


def add_version(evidence: Evidence, upload: FileStorage, note: str) -> EvidenceVersion:
    """Keep a newer file beside the earlier ones, which stay. Raises ``RuleBroken`` at ``upload``, also for bytes that
    are there already, or where the record takes no more; ``StaleDataError`` (409) when two people add one at once.
    """
    check_adding(evidence)
    filename, stored, media, scan = _keep(upload)
    if same := queries.number_with(evidence.id, stored.sha256):
        raise RuleBroken("upload", f"This is the same file as version {same}. Choose the newer file")
    evidence.latest += 1
    evidence.kind = kind_of(media.name)
    db.session.flush()
    row = _add_row(evidence, filename, stored, media, scan, note)
    ledger.record("evidence.version_added", evidence, sealed_version(row))
    return row


def sweep() -> int:
    """Delete every file older than a day that no row keeps; give how many. For the command line, without a viewer."""
    gone = 0
    for keys in adapters.storage().keys_before(clock.now() - GRACE, BATCH):
        for key in queries.keys_without_row(keys):
            adapters.storage().delete(key)
            gone += 1
    return gone


def _keep(upload: FileStorage) -> tuple[str, adapters.Stored, MediaType, Scan]:
    """Store, look at and scan what was uploaded, in one pass each; nothing is unpacked or run."""
    megabytes = current_app.config["SETTINGS"].max_upload_mb
    try:
        stored = adapters.storage().put(cast(Any, upload.stream), megabytes * MEGABYTE)
    except adapters.Oversize:
        raise RuleBroken("upload", f"The file must be {megabytes} MB or smaller") from None
    _drop_if_rolled_back(stored.key)
    if not stored.size:
        raise RuleBroken("upload", "The file is empty. Choose a file with something in it")
    filename = safe_filename(upload.filename or "")
    return filename, stored, detect(stored.head, filename), _scanned(stored.key)


def _drop_if_rolled_back(key: str) -> None:
    session = db.session()
    if not session.in_transaction():
        session.begin()
    session.info.setdefault(UNCOMMITTED, []).append(key)


def _scanned(key: str) -> Scan:
    try:
        verdict = adapters.scanner().scan(adapters.storage().open(key))
    except ScannerUnavailable:
        raise RuleBroken("upload", "The file could not be checked for viruses. Try again in a few minutes") from None
    if isinstance(verdict, Infected):
        log.warning("infected file refused", found=verdict.name)
        raise RuleBroken("upload", "The file has a virus in it. It was not kept")
    return Scan.NOT_SCANNED if isinstance(verdict, NotScanned) else Scan.CLEAN


def _add_row(
    evidence: Evidence, filename: str, stored: adapters.Stored, media: MediaType, scan: Scan, note: str
) -> EvidenceVersion:
    viewer = current_viewer()
    db.session.add(StoredFile(storage_key=stored.key))
    db.session.flush()
    row = EvidenceVersion(
        access_list_id=evidence.access_list_id,
        evidence_id=evidence.id,
        number=evidence.latest,
        filename=filename,
        declared_type=declared_type(filename),
        media_type=media.name,
        type_words=media.title,
        active=media.active,
        locked=media.locked,
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        scan=scan,
        note=note,
        organisation_id=viewer.organisation_id,
        person_id=viewer.person_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


# Once a commit was tried nobody can be sure that it failed, so from then on only the sweep may delete.
@event.listens_for(Session, "before_commit")
def _leave_to_the_sweep(session: Session) -> None:
    session.info.pop(UNCOMMITTED, None)


@event.listens_for(Session, "after_transaction_end")
def _forget_files(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None:
        return
    for key in session.info.pop(UNCOMMITTED, ()):
        try:
            adapters.storage().delete(key)
        except Exception as problem:  # noqa: BLE001 - the answer is already decided; the sweep tries again
            log.warning("file left to the sweep", error=type(problem).__name__)

"""Every write of evidence.

A file is kept before its row is written (``receiving``), because its digest is known only when it has passed. Rolled
back, the file goes too; after a crash between the two it lies without a row until ``sweep``. A row never lies without
its file.
"""

from datetime import date, timedelta

from werkzeug.datastructures import FileStorage

from portal import adapters, ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import AccessListed, db
from portal.features.evidence import queries
from portal.features.evidence.belonging import check_adding
from portal.features.evidence.models import Evidence, EvidenceVersion, StoredFile
from portal.features.evidence.receiving import Received, received
from portal.features.evidence.rules import check_period, declared_type, folded, kind_of, sealed_version

GRACE = timedelta(days=1)
BATCH = 500

Period = tuple[date | None, date | None]


def add_evidence(
    list_of: AccessListed | int, title: str, period: Period, upload: FileStorage, note: str = ""
) -> Evidence:
    """Keep a file as evidence on the list of ``list_of`` (a record, or the id of a list).

    ``period`` is the first and last day that the evidence covers, each or both ``None`` if not known. Raises
    ``RuleBroken`` at ``period_to`` or ``upload``; then no file is left behind once the caller has rolled back.
    """
    check_period(*period)
    file = received(upload)
    viewer = current_viewer()
    evidence = Evidence(
        access_list_id=list_of if isinstance(list_of, int) else list_of.access_list_id,
        title=title,
        folded_title=folded(title),
        period_from=period[0],
        period_to=period[1],
        kind=kind_of(file.media.name),
        latest=1,
        organisation_id=viewer.organisation_id,
        person_id=viewer.person_id,
    )
    db.session.add(evidence)
    db.session.flush()
    row = _add_row(evidence, file, note)
    ledger.record("evidence.added", evidence, sealed_version(row))
    return evidence


def add_version(evidence: Evidence, upload: FileStorage, note: str) -> EvidenceVersion:
    """Keep a newer file beside the earlier ones, which stay. Raises ``RuleBroken`` at ``upload``, also for bytes that
    are there already, or where the record takes no more; ``StaleDataError`` (409) when two people add one at once.
    """
    check_adding(evidence)
    file = received(upload)
    if same := queries.number_with(evidence.id, file.stored.sha256):
        raise RuleBroken("upload", f"This is the same file as version {same}. Choose the newer file")
    evidence.latest += 1
    evidence.kind = kind_of(file.media.name)
    db.session.flush()
    row = _add_row(evidence, file, note)
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


def _add_row(evidence: Evidence, file: Received, note: str) -> EvidenceVersion:
    viewer, stored, media = current_viewer(), file.stored, file.media
    db.session.add(StoredFile(storage_key=stored.key))
    db.session.flush()
    row = EvidenceVersion(
        access_list_id=evidence.access_list_id,
        evidence_id=evidence.id,
        number=evidence.latest,
        filename=file.filename,
        declared_type=declared_type(file.filename),
        media_type=media.name,
        type_words=media.title,
        active=media.active,
        locked=media.locked,
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        scan=file.scan,
        note=note,
        organisation_id=viewer.organisation_id,
        person_id=viewer.person_id,
    )
    db.session.add(row)
    db.session.flush()
    return row

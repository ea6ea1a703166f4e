"""Writing to the ledger, in the transaction of the change it tells of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from portal.access import current_viewer
from portal.core import clock
from portal.core.digests import canonical, digest_of, moment_text
from portal.data import add_if_absent, add_row, db
from portal.data.session import learnt
from portal.data.wall import opened_here
from portal.ledger.chain import GENESIS, Link
from portal.ledger.models import LedgerEntry, LedgerHead, LedgerPayload


def record(action: str, on: Any, payload: Mapping[str, Any], *, told_on: int | None = None) -> None:
    """Add an entry to the chain of the list that ``on`` lies on, or of ``told_on``, a narrower one, where not everybody
    who sees ``on`` is to know.

    ``action`` is ``noun.verb`` in the past tense. ``payload`` is plain JSON: what was decided, ids and
    references rather than personal data. Flushes what is pending first, so the record has its id.
    """
    db.session.flush()
    viewer = current_viewer()
    body = canonical(payload)
    access_list_id = on.access_list_id if told_on is None else told_on
    sequence, previous = _take_head(access_list_id)
    moment = clock.now()
    link = Link(
        access_list_id=access_list_id,
        sequence=sequence,
        recorded_at=moment_text(moment),
        actor_id=viewer.actor_id,
        organisation_id=viewer.organisation_id,
        action=action,
        subject_type=type(on).__tablename__,
        subject_reference=str(getattr(on, "reference", on.id)),
        payload_digest=digest_of(body),
        previous_digest=previous,
    )
    facts = dict(link.__dict__)
    facts["recorded_at_text"] = facts.pop("recorded_at")
    digest, session = link.digest(), db.session()
    entry_id = add_row(session, LedgerEntry, facts | {"recorded_at": moment, "digest": digest})
    add_row(session, LedgerPayload, {"entry_id": entry_id, "access_list_id": access_list_id, "body": body})
    _set_head(access_list_id, sequence, digest, moment)


def _heads() -> dict[int, tuple[int, str]]:
    """The heads that this transaction holds, by list: nobody else can move them, so they are read once."""
    held: dict[int, tuple[int, str]] = learnt(db.session()).setdefault("ledger heads", {})
    return held


def _take_head(access_list_id: int) -> tuple[int, str]:
    """The next sequence number and the digest to follow, holding the head row until the commit."""
    held = _heads()
    if access_list_id not in held:
        held[access_list_id] = _held_head(access_list_id)
    sequence, digest = held[access_list_id]
    return sequence + 1, digest


def _held_head(access_list_id: int) -> tuple[int, str]:
    if access_list_id in opened_here(db.session()):
        return 0, GENESIS
    asked = (
        select(LedgerHead.sequence, LedgerHead.digest)
        .where(LedgerHead.access_list_id == access_list_id)
        .with_for_update()
    )
    head = db.session.execute(asked).one_or_none()
    if head is None:
        begun = {"access_list_id": access_list_id, "sequence": 0, "digest": GENESIS, "recorded_at": clock.now()}
        add_if_absent(db.session(), LedgerHead, begun)
        head = db.session.execute(asked).one()
    return head.sequence, head.digest


def _set_head(access_list_id: int, sequence: int, digest: str, moment: datetime) -> None:
    _heads()[access_list_id] = (sequence, digest)
    if sequence == 1 and access_list_id in opened_here(db.session()):
        head = {"access_list_id": access_list_id, "sequence": sequence, "digest": digest, "recorded_at": moment}
        add_row(db.session(), LedgerHead, head)
        return
    db.session.execute(
        update(LedgerHead)
        .where(LedgerHead.access_list_id == access_list_id)
        .values(sequence=sequence, digest=digest, recorded_at=moment)
        .execution_options(synchronize_session=False)
    )

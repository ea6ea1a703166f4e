"""Writing to the ledger, in the transaction of the change it tells of."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, update

from portal.access import current_viewer
from portal.core import clock
from portal.core.digests import canonical, digest_of, moment_text
from portal.data import add_if_absent, add_numbered_rows, add_row, add_rows, db
from portal.data.session import learnt
from portal.data.wall import opened_here
from portal.ledger.chain import GENESIS, Link
from portal.ledger.models import LedgerEntry, LedgerHead, LedgerPayload

Told = tuple[str, Any, Mapping[str, Any]]
"""What an entry tells: the action, on which record, and the payload."""

Head = tuple[int, str]
"""The number and the digest of the newest entry of a chain."""


def record(action: str, on: Any, payload: Mapping[str, Any], *, told_on: int | None = None) -> None:
    """Add an entry to the chain of the list that ``on`` lies on, or of ``told_on``, a narrower one, where not everybody
    who sees ``on`` is to know.

    ``action`` is ``noun.verb`` in the past tense. ``payload`` is plain JSON: what was decided, ids and
    references rather than personal data. Flushes what is pending first, so the record has its id.
    """
    db.session.flush()
    access_list_id = on.access_list_id if told_on is None else told_on
    before = _head(access_list_id)
    entry, body = _linked(access_list_id, before, (action, on, payload))
    entry_id = add_row(db.session(), LedgerEntry, entry)
    add_row(db.session(), LedgerPayload, {"entry_id": entry_id, "access_list_id": access_list_id, "body": body})
    _set_head(access_list_id, before, entry)


def record_all(told: Iterable[Told]) -> None:
    """Add an entry for each, one after another, in as many statements as for one; otherwise like ``record``."""
    db.session.flush()
    entries, bodies = [], []
    before, newest = dict[int, Head](), dict[int, dict[str, Any]]()
    for one in told:
        access_list_id = one[1].access_list_id
        if access_list_id in newest:
            head = (newest[access_list_id]["sequence"], newest[access_list_id]["digest"])
        else:
            head = before[access_list_id] = _head(access_list_id)
        entry, body = _linked(access_list_id, head, one)
        newest[access_list_id] = entry
        entries.append(entry)
        bodies.append(body)
    numbers = add_numbered_rows(db.session(), LedgerEntry, entries)
    payloads = [
        {"entry_id": number, "access_list_id": entry["access_list_id"], "body": body}
        for number, entry, body in zip(numbers, entries, bodies, strict=True)
    ]
    add_rows(db.session(), LedgerPayload, payloads)
    for access_list_id, entry in newest.items():
        _set_head(access_list_id, before[access_list_id], entry)


def _linked(access_list_id: int, head: Head, told: Told) -> tuple[dict[str, Any], str]:
    """The entry that follows ``head`` on a list, and its payload."""
    action, on, payload = told
    viewer, moment, body = current_viewer(), clock.now(), canonical(payload)
    sequence, previous = head
    link = Link(
        access_list_id=access_list_id,
        sequence=sequence + 1,
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
    return facts | {"recorded_at": moment, "digest": link.digest()}, body


def _heads() -> dict[int, Head]:
    """The heads that this transaction holds, by list: nobody else can move them, so they are read once."""
    held: dict[int, Head] = learnt(db.session()).setdefault("ledger heads", {})
    return held


def _head(access_list_id: int) -> Head:
    """The number and the digest of the newest entry of a list, holding the head row until the commit."""
    held = _heads()
    if access_list_id not in held:
        held[access_list_id] = _held_head(access_list_id)
    return held[access_list_id]


def _held_head(access_list_id: int) -> Head:
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


def _set_head(access_list_id: int, before: Head, entry: Mapping[str, Any]) -> None:
    """``entry`` is the newest of the list now, where ``before`` was."""
    sequence, digest, moment = entry["sequence"], entry["digest"], entry["recorded_at"]
    _heads()[access_list_id] = (sequence, digest)
    if before[0] == 0 and access_list_id in opened_here(db.session()):
        head = {"access_list_id": access_list_id, "sequence": sequence, "digest": digest, "recorded_at": moment}
        add_row(db.session(), LedgerHead, head)
        return
    db.session.execute(
        update(LedgerHead)
        .where(LedgerHead.access_list_id == access_list_id)
        .values(sequence=sequence, digest=digest, recorded_at=moment)
        .execution_options(synchronize_session=False)
    )

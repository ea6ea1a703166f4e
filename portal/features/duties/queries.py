"""Every SELECT of duties, and the one change that is made to many rows at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, or_, select, update

from portal.data import PAGE_SIZE, Page, db, page_by_key
from portal.features.arrangements import Arrangement, takes_part
from portal.features.duties.models import Duty, DutyPart, Part
from portal.features.organisations import Organisation

MOST_WATCHED = 100
"""Duties that the check looks at, in their order."""

Parts = Mapping[str, Select[*tuple[Any, ...]]]


@dataclass(frozen=True)
class Table:
    """A page of duties (``page``), and what each party is in each: part by duty id and organisation id."""

    page: Page
    parts: Mapping[int, Mapping[int, str]]
    names: Mapping[int, str]
    """Names of every organisation with a part on the page."""


def table_page(
    arrangement: Arrangement,
    party: str,
    arguments: Mapping[str, str],
    size: int = PAGE_SIZE,
    *,
    last_first: bool = False,
) -> Table:
    """A page of duties in their order; of those in which the organisation with the reference ``party`` is something,
    if one is given."""
    listed: Any = select(
        Duty.id, Duty.reference.label("reference"), Duty.what, Duty.note, Duty.accountable_id, Organisation.name
    ).join(Organisation, Organisation.id == Duty.accountable_id)
    listed = listed.where(Duty.arrangement_id == arrangement.id)
    if party:
        wanted = select(Organisation.id).where(Organisation.reference == party).scalar_subquery()
        has_part = exists().where(DutyPart.duty_id == Duty.id, DutyPart.organisation_id == wanted)
        listed = listed.where(or_(Duty.accountable_id == wanted, has_part))
    key = (Duty.place, Duty.id)
    page = page_by_key(db.session(), listed, key, Duty.reference, arguments, size, ascending=not last_first)
    rows = db.session.execute(
        select(DutyPart.duty_id, DutyPart.organisation_id, DutyPart.part, Organisation.name)
        .join(Organisation, Organisation.id == DutyPart.organisation_id)
        .where(DutyPart.duty_id.in_([row.id for row in page.rows]))
        .order_by(DutyPart.duty_id, DutyPart.organisation_id)
    ).all()
    parts: dict[int, dict[int, str]] = {}
    for row in rows:
        parts.setdefault(row.duty_id, {})[row.organisation_id] = row.part.value
    names = {row.accountable_id: row.name for row in page.rows} | {row.organisation_id: row.name for row in rows}
    return Table(page, parts, names)


def part_rows(duty: Duty) -> Sequence[DutyPart]:
    """The rows of what each party is in a duty."""
    return db.session.scalars(
        select(DutyPart).where(DutyPart.duty_id == duty.id).order_by(DutyPart.organisation_id)
    ).all()


def duties_to_pass(arrangements: Collection[int], organisation_id: int) -> Sequence[Duty]:
    """The duties of these arrangements in which an organisation is something."""
    has_part = exists().where(DutyPart.duty_id == Duty.id, DutyPart.organisation_id == organisation_id)
    return db.session.scalars(
        select(Duty)
        .where(Duty.arrangement_id.in_(arrangements), or_(Duty.accountable_id == organisation_id, has_part))
        .order_by(Duty.id)
    ).all()


def parts_of(duty: Duty) -> dict[Part, list[str]]:
    """The references of the organisations that are each part of a duty."""
    rows = db.session.execute(
        select(DutyPart.part, Organisation.reference)
        .join(Organisation, Organisation.id == DutyPart.organisation_id)
        .where(DutyPart.duty_id == duty.id)
        .order_by(DutyPart.organisation_id)
    )
    found: dict[Part, list[str]] = {}
    for row in rows:
        found.setdefault(row.part, []).append(row.reference)
    return found


def others_in_order(duty: Duty, most: int) -> Sequence[Any]:
    """Reference and words of the other duties of its arrangement, in their order."""
    return db.session.execute(
        select(Duty.reference, Duty.what)
        .where(Duty.arrangement_id == duty.arrangement_id, Duty.id != duty.id)
        .order_by(Duty.place, Duty.id)
        .limit(most)
    ).all()


def before(duty: Duty) -> str:
    """The reference of the duty that stands before it, or nothing for the first."""
    return (
        db.session.scalar(
            select(Duty.reference)
            .where(
                Duty.arrangement_id == duty.arrangement_id,
                or_(Duty.place < duty.place, (Duty.place == duty.place) & (Duty.id < duty.id)),
            )
            .order_by(Duty.place.desc(), Duty.id.desc())
            .limit(1)
        )
        or ""
    )


def place_of(arrangement_id: int, reference: str) -> int | None:
    """Where a duty of an arrangement stands."""
    return db.session.scalar(
        select(Duty.place).where(Duty.arrangement_id == arrangement_id, Duty.reference == reference)
    )


def first_place(arrangement_id: int) -> int:
    """The place of the first duty, 0 if there is none."""
    return db.session.scalar(select(func.min(Duty.place)).where(Duty.arrangement_id == arrangement_id)) or 0


def last_place(arrangement_id: int) -> int:
    """The place of the last duty, 0 if there is none."""
    return db.session.scalar(select(func.max(Duty.place)).where(Duty.arrangement_id == arrangement_id)) or 0


def make_room(duty: Duty, place: int) -> None:
    """Move every other duty from ``place`` on one further, without a new version of theirs."""
    db.session.execute(
        update(Duty)
        .where(Duty.arrangement_id == duty.arrangement_id, Duty.id != duty.id, Duty.place >= place)
        .values(place=Duty.place + 1)
        .execution_options(synchronize_session=False)
    )


def document_parts(arrangement_id: Any) -> Parts:
    """For the document of an arrangement: its duties in their order, and what each party is in each."""
    return {
        "duties": select(Duty.reference, Duty.what, Duty.note, Organisation.reference.label("accountable"))
        .join(Organisation, Organisation.id == Duty.accountable_id)
        .where(Duty.arrangement_id == arrangement_id)
        .order_by(Duty.place, Duty.id),
        "duty_parts": select(Duty.reference.label("duty"), Organisation.reference.label("organisation"), DutyPart.part)
        .join(Duty, Duty.id == DutyPart.duty_id)
        .join(Organisation, Organisation.id == DutyPart.organisation_id)
        .where(Duty.arrangement_id == arrangement_id)
        .order_by(Duty.place, Duty.id, DutyPart.organisation_id),
    }


def counted(arrangement_id: Any) -> Select[Any]:
    """How many duties an arrangement has, for the task list."""
    return select(func.count(Duty.id)).where(Duty.arrangement_id == arrangement_id)


def to_watch(arrangement_id: Any) -> Select[*tuple[Any, ...]]:
    """For the check: duties for which no party that takes part is accountable, or none responsible: what, accountable,
    done."""
    accountable = takes_part(Duty.arrangement_id, Duty.accountable_id)
    done = exists().where(
        DutyPart.duty_id == Duty.id,
        DutyPart.part == Part.RESPONSIBLE,
        takes_part(Duty.arrangement_id, DutyPart.organisation_id),
    )
    return (
        select(Duty.what, accountable.label("accountable"), done.label("done"))
        .where(Duty.arrangement_id == arrangement_id, or_(~accountable, ~done))
        .order_by(Duty.place, Duty.id)
        .limit(MOST_WATCHED)
    )


def panel_parts(arrangement_id: Any, mine: Any) -> Parts:
    """For the page of an arrangement: itself, how many duties there are and of how many the viewer's organisation is
    what."""
    return {
        "about": select(Arrangement.reference.label("reference")).where(Arrangement.id == arrangement_id),
        "counts": select(
            func.count().label("duties"),
            func.count().filter(Duty.accountable_id == mine).label("accountable"),
            func.count()
            .filter(
                exists().where(
                    DutyPart.duty_id == Duty.id,
                    DutyPart.organisation_id == mine,
                    DutyPart.part == Part.RESPONSIBLE,
                )
            )
            .label("responsible"),
        ).where(Duty.arrangement_id == arrangement_id),
    }

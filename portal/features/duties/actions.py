"""Every write of duties. None of these commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal import ledger
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import Arrangement, arrangement_by_id, hold, look_again, open_on, taking_part
from portal.features.duties import queries, rules
from portal.features.duties.models import Duty, DutyPart, Part
from portal.passing import Handed


@dataclass(frozen=True)
class DutyFacts:
    """What has to be done, and which organisations (ids) are what in it."""

    what: str
    accountable_id: int
    parts: Mapping[Part, Sequence[int]] = field(default_factory=dict)
    note: str = ""


def add_duty(arrangement: Arrangement, facts: DutyFacts) -> Duty:
    """Add a duty after all others. Raises ``Invalid``."""
    return add_duties(arrangement, [facts])[0]


def add_duties(arrangement: Arrangement, several: Sequence[DutyFacts]) -> list[Duty]:
    """Add duties after all others, in their order. Raises ``Invalid``."""
    held = hold(arrangement)
    parties, last = _parties(held), queries.last_place(held.id)
    made = []
    for place, facts in enumerate(several, last + 1):
        rules.check_parts(facts.accountable_id, facts.parts, parties)
        made.append(
            Duty(
                access_list_id=held.inner_list_id,
                arrangement_id=held.id,
                what=facts.what,
                note=facts.note,
                accountable_id=facts.accountable_id,
                place=place,
            )
        )
    db.session.add_all(made)
    db.session.flush()
    for duty, facts in zip(made, several, strict=True):
        _add_parts(duty, _wanted(facts))
    ledger.record_all(
        [("duty.added", duty, _told(held, duty, facts)) for duty, facts in zip(made, several, strict=True)]
    )
    look_again(held)
    return made


def change_duty(duty: Duty, facts: DutyFacts) -> None:
    """Say anew what has to be done and by whom. Raises ``Invalid``."""
    held = hold(arrangement_by_id(duty.arrangement_id))
    rules.check_parts(facts.accountable_id, facts.parts, _parties(held))
    if _give_parts(duty, facts):
        duty.changes += 1
    # Last: a SELECT after it would flush, and nothing would seem modified.
    duty.what, duty.note, duty.accountable_id = facts.what, facts.note, facts.accountable_id
    if db.session.is_modified(duty):
        ledger.record("duty.changed", duty, _told(held, duty, facts))
        look_again(held)


def move_duty(duty: Duty, after: str) -> None:
    """Put it in front of all others, or behind the one with the reference ``after``. The others keep their version.

    Raises ``RuleBroken`` if that one is gone.
    """
    held = hold(arrangement_by_id(duty.arrangement_id))
    place = queries.first_place(held.id)
    if after:
        behind = queries.place_of(held.id, after)
        if behind is None:
            raise RuleBroken("after", "That duty is not there any more. Choose again")
        place = behind + 1
    queries.make_room(duty, place)
    duty.place, duty.changes = place, duty.changes + 1
    ledger.record("duty.moved", duty, {"arrangement": held.reference, "after": after})


def remove_duty(duty: Duty) -> None:
    """Take it out."""
    held = hold(arrangement_by_id(duty.arrangement_id))
    ledger.record("duty.removed", duty, {"arrangement": held.reference})
    for row in queries.part_rows(duty):
        db.session.delete(row)
    db.session.flush()
    db.session.delete(duty)
    look_again(held)


def pass_to_successor(handed: Handed) -> None:
    """What the predecessor was in a duty, its successor is. Of what is over nothing changes."""
    arrangements = {one.id: one for one in open_on(handed.lists)}
    for duty in queries.duties_to_pass(list(arrangements), handed.predecessor_id):
        parts = {row.organisation_id: row.part for row in queries.part_rows(duty)}
        accountable, after = rules.passed(duty.accountable_id, parts, handed.predecessor_id, handed.successor_id)
        facts = DutyFacts(duty.what, accountable, after, duty.note)
        duty.accountable_id, duty.changes = accountable, duty.changes + 1
        _give_parts(duty, facts)
        ledger.record("duty.passed", duty, _told(arrangements[duty.arrangement_id], duty, facts))


def _parties(arrangement: Arrangement) -> set[int]:
    return {party.organisation_id for party in taking_part(arrangement)}


def _give_parts(duty: Duty, facts: DutyFacts) -> bool:
    """Whether anything of it was new."""
    wanted = _wanted(facts)
    changed = False
    for row in queries.part_rows(duty):
        part = wanted.pop(row.organisation_id, None)
        if part is None:
            db.session.delete(row)
        elif part != row.part:
            row.part = part
        else:
            continue
        changed = True
    _add_parts(duty, wanted)
    return changed or bool(wanted)


def _wanted(facts: DutyFacts) -> dict[int, Part]:
    return {organisation_id: part for part, ids in facts.parts.items() for organisation_id in ids}


def _add_parts(duty: Duty, wanted: Mapping[int, Part]) -> None:
    of_it = {"duty_id": duty.id, "access_list_id": duty.access_list_id}
    db.session.add_all(
        DutyPart(organisation_id=organisation_id, part=part, **of_it)
        for organisation_id, part in sorted(wanted.items())
    )


def _told(arrangement: Arrangement, duty: Duty, facts: DutyFacts) -> dict[str, Any]:
    parts = {part.value: sorted(ids) for part, ids in facts.parts.items()}
    return {"arrangement": arrangement.reference, "parts": parts} | rules.sealed_duty(duty)

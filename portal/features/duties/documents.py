"""What comes in of the duties in a document."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from portal.core import fields
from portal.core.bounds import MOST_OF_A_SORT
from portal.core.bringing import Bringing, Sort, Taken
from portal.core.errors import Invalid, RuleBroken
from portal.documents import Taker
from portal.features.arrangements import Arrangement
from portal.features.duties import actions, rules
from portal.features.duties.models import WORDS, Part

MOST = MOST_OF_A_SORT
_SORT: Sort = ("duty", "duties")
_line = fields.line
_DUTY: fields.Readers = {"reference": _line, "what": _line, "note": fields.up_to(WORDS), "accountable": _line}
_PART: fields.Readers = {"duty": _line, "organisation": _line, "part": fields.one_of(set(Part))}


def read(told: Mapping[str, Any], by: Bringing) -> Taken:
    """The duties of a document, in their order. One whose parties are not what a duty asks, because some of them left,
    stays in the file."""
    duties = fields.rows(told.get("duties"), _DUTY, "Duties", MOST)
    parts = fields.rows(told.get("duty_parts"), _PART, "Parts in duties", MOST * len(Part))
    given: dict[tuple[str, str], list[str]] = {}
    for one in parts:
        given.setdefault((one.duty, one.part), []).append(by.here(one.organisation))
    places = {key: place for place, key in enumerate(by.taking_part)}
    found = []
    for row in duties:
        if not row.what:
            raise RuleBroken("duties", "Each duty must say what has to be done")
        row.accountable = by.here(row.accountable)
        row.parts = {part: given.get((row.reference, part), []) for part in Part}
        if _fits(row, places):
            found.append(row)
    return Taken(found, Counter({_SORT: len(found)}), Counter({_SORT: len(duties) - len(found)}))


def _fits(row: Any, places: Mapping[str, int]) -> bool:
    ids = {part: [places.get(key, -1) for key in keys] for part, keys in row.parts.items()}
    try:
        rules.check_parts(places.get(row.accountable, -1), ids, places.values())
    except Invalid:
        return False
    return True


def write(arrangement: Arrangement, duties: Sequence[Any], ids: Mapping[str, int]) -> None:
    """Put duties on the record, one after another."""
    facts = []
    for row in duties:
        parts = {part: [ids[key] for key in keys] for part, keys in row.parts.items()}
        facts.append(actions.DutyFacts(row.what, ids[row.accountable], parts, row.note))
    actions.add_duties(arrangement, facts)


TAKER = Taker(("duties", "duty_parts"), read, write)

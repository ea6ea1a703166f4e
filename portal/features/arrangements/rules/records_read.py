"""What a document says beside the terms, read with suspicion, as far as it comes in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.core.errors import Invalid, RuleBroken
from portal.features.arrangements.rules import fields_read as fields
from portal.features.arrangements.rules.joining import Contact
from portal.features.arrangements.rules.terms_read import Rows, check_aim, read_way

_READERS: dict[str, fields.Readers] = {
    "earlier_targets": {
        "reference": fields.line, "measure": fields.line, "value": fields.number, "label": fields.label,
        "due_on": fields.day, "set_on": fields.day, "read_on": fields.day, "replaces": fields.line,
        "reason": fields.line, "replaced_on": fields.day, "way": fields.mapping(fields.label),
    },
}  # fmt: skip
_WORDS = {"earlier_targets": "Earlier targets"}


@dataclass(frozen=True)
class Records:
    """Rows beside the terms, with values of their own types. ``earlier_targets`` are those that others replaced, by the
    keys that they have in the document; ``contacts`` say whom to ask, by the keys of organisations."""

    earlier_targets: Mapping[str, Any] = field(default_factory=dict)
    contacts: Mapping[str, Contact] = field(default_factory=dict)


def read_records(told: Any, rows: Rows) -> Records:
    """What a document says beside its terms, which are ``rows``. Raises ``Invalid``, by part, with everything that is
    wrong."""
    told = told if isinstance(told, dict) else {}
    errors: dict[str, str] = {}
    found: dict[str, Sequence[Any]] = {}
    for part in _READERS:
        try:
            found[part] = _rows(part, told.get(part))
        except ValueError as wrong:
            errors[part] = str(wrong)
    if not errors:
        try:
            return Records(_earlier(found["earlier_targets"], rows))
        except Invalid as wrong:
            errors = {"earlier_targets": ". ".join(wrong.errors.values())}
    raise Invalid(errors)


def _rows(part: str, told: Any) -> list[Any]:
    if not isinstance(told, list | None) or len(told or ()) > fields.MOST_ROWS:
        raise ValueError(f"{_WORDS[part]} must be a list of up to {fields.MOST_ROWS} rows")
    return [fields.row(one, _READERS[part], _WORDS[part], {}) for one in told or ()]


def _earlier(targets: Sequence[Any], rows: Rows) -> dict[str, Any]:
    """By their keys, each in the line of one that stands."""
    found = {row.reference: row for row in targets}
    for row in targets:
        measure = rows.measures.get(row.measure)
        if measure is None or None in (row.value, row.due_on, row.set_on, row.replaced_on):
            raise RuleBroken("", "Each earlier target must have a measure, a value, a date and the days it stood")
        check_aim(row, measure)
        row.way = read_way(row, measure)
    lines = [(target, line_of(target, found)) for target in rows.targets.values()]
    placed = [row.reference for _, line in lines for row in line]
    strays = any(row.measure != target.measure for target, line in lines for row in line)
    if strays or len(found) < len(targets) or sorted(placed) != sorted(found):
        raise RuleBroken("", "Each earlier target must be one that another took the place of")
    return found


def line_of(target: Any, earlier: Mapping[str, Any]) -> list[Any]:
    """The targets that it took the place of, one after another, the oldest first."""
    return [*reversed(list(_before(target, earlier)))]


def _before(target: Any, earlier: Mapping[str, Any]) -> Iterator[Any]:
    met: set[str] = set()
    while target.replaces in earlier and target.replaces not in met:
        met.add(target.replaces)
        target = earlier[target.replaces]
        yield target

"""What something is measured by, from where it starts and to where it is to come, out of what somebody answered."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.core.errors import Invalid
from portal.core.periods import Period
from portal.features.arrangements.models import Direction, Scale
from portal.features.arrangements.rules.frameworks import Framework
from portal.features.arrangements.rules.measure_checks import (
    check_baseline,
    check_earlier,
    check_point,
    check_scale,
    check_target,
    labels_of,
    read_second,
    read_value,
)

AS_NUMBER, OWN_RATING = "as-a-number", "own-rating"
"""What a page may be about beside the slug of a framework, which has no hyphen."""
Value = tuple[Decimal, str]
_UNKNOWN = frozenset({"scale", "framework", "labels"})
"""Where one of these is wrong, nobody can say what a value would have to be."""


@dataclass(frozen=True)
class Yardstick:
    """What something is measured by: a number, a rating with labels of its own, or that of a framework."""

    scale: Scale
    framework: Framework | None = None
    direction: str = Direction.HIGHER.value

    @property
    def known(self) -> dict[str, Framework]:
        """Its framework by the slug, if it has one."""
        return {self.framework.slug: self.framework} if self.framework else {}


def yardstick(word: str, frameworks: Mapping[str, Framework]) -> Yardstick | None:
    """The yardstick that a page is about: ``AS_NUMBER``, ``OWN_RATING`` or a framework's slug; nothing for another."""
    if word in frameworks:
        return Yardstick(Scale.RATING, frameworks[word])
    scale = {AS_NUMBER: Scale.NUMBER, OWN_RATING: Scale.RATING}.get(word)
    return Yardstick(scale) if scale else None


def yardstick_of(measure: Any, frameworks: Mapping[str, Framework]) -> Yardstick:
    """The yardstick of a measure that is there."""
    if measure.framework in frameworks:
        return Yardstick(Scale.RATING, frameworks[measure.framework])
    return Yardstick(Scale(measure.scale), None, measure.direction)


@dataclass(frozen=True)
class Beside:
    """What was said together with a measure: values as number and label."""

    earlier: Value | None = None
    target: Value | None = None
    way: Value | None = None


def measured(facts: Any, frameworks: Mapping[str, Framework], today: date) -> tuple[dict[str, Any], Beside]:
    """The columns of a measure that ``facts`` mean, named as in ``MeasureFacts``, and what is said beside it, named as
    in ``BesideFacts``. A framework brings its labels and says which way is better. Raises ``Invalid`` with all that is
    wrong."""
    wrong: dict[str, str] = {}
    scale = _scale(facts, frameworks, wrong)
    values = _Values(scale, wrong)
    baseline = _baseline(facts, values, today)
    beside = Beside(_earlier(facts, values, today), _target(facts, values), _way(facts, values))
    if wrong:
        raise Invalid(wrong)
    return {"name": facts.name, **scale, **baseline}, beside


@contextmanager
def _noted(wrong: dict[str, str], **names: str) -> Iterator[None]:
    """Keep what is wrong, once for each question; ``names`` says what a question is called here."""
    try:
        yield
    except Invalid as broken:
        for name, message in broken.errors.items():
            wrong.setdefault(names.get(name, name), message)


class _Values:
    """Values on a scale, read as they were typed; ``wrong`` collects what is wrong with them."""

    def __init__(self, scale: Mapping[str, Any], wrong: dict[str, str]) -> None:
        self.wrong, self.scale = wrong, scale
        self.known = not wrong.keys() & _UNKNOWN

    def read(self, typed: str, name: str) -> Value | None:
        if typed and self.known:
            with _noted(self.wrong):
                return read_value(typed, self.scale["scale"], labels_of(self.scale["labels"]), name)
        return None


def _scale(facts: Any, frameworks: Mapping[str, Framework], wrong: dict[str, str]) -> dict[str, Any]:
    """A framework's labels, labels of its own, or a number with a unit."""
    labels, framework = labels_of(facts.labels or ""), frameworks.get(facts.framework or "")
    own = {"framework": "", "second_name": "", "second_labels": "", "unit": "", "labels": ""}
    own |= {"direction": facts.direction or "", "scale": facts.scale or ""}
    if facts.framework and framework is None:
        wrong["framework"] = "Choose a rating from the list"
        return own
    if framework is not None:
        return own | {
            "framework": framework.slug,
            "scale": Scale.RATING.value,
            "direction": framework.direction,
            "labels": "\n".join(framework.labels),
            "second_name": framework.second_name,
            "second_labels": "\n".join(framework.second_labels),
        }
    if not facts.scale:
        wrong["scale"] = "Choose how it is measured"
    if not facts.direction:
        wrong["direction"] = "Choose which way is better"
    with _noted(wrong):
        check_scale(own["scale"], labels)
    rating = facts.scale == Scale.RATING
    return own | ({"labels": "\n".join(labels)} if rating else {"unit": facts.unit or ""})


def _baseline(facts: Any, values: _Values, today: date) -> dict[str, Any]:
    typed, wrong, second = facts.baseline or "", values.wrong, ""
    with _noted(wrong):
        check_baseline(typed, facts.baseline_on, today)
    value = values.read(typed, "baseline")
    if values.known:
        with _noted(wrong):
            labels = labels_of(values.scale["second_labels"])
            second = read_second(facts.baseline_second or "", labels, "baseline_second")
    if second and not typed:
        wrong.setdefault("baseline", "Enter the value of the baseline beside the second rating")
    return {
        "baseline_value": value and value[0],
        "baseline_label": value[1] if value else "",
        "baseline_second": second,
        "baseline_from": facts.baseline_from,
        "baseline_on": facts.baseline_on,
    }


def _earlier(facts: Any, values: _Values, today: date) -> Value | None:
    when: Period | None = facts.earlier_on
    if facts.earlier or when or (facts.earlier_source and not facts.framework):
        with _noted(values.wrong):
            starts = facts.baseline_from or facts.baseline_on
            check_earlier(facts.earlier, when, facts.earlier_source, starts, today)
    return values.read(facts.earlier, "earlier")


def _target(facts: Any, values: _Values) -> Value | None:
    """Its day alone says nothing, for it stands there before anybody answers."""
    if not facts.target:
        return None
    if facts.due_on is None:
        values.wrong.setdefault("due_on", "Enter the date of the target")
    if not facts.baseline:
        values.wrong.setdefault("baseline", "Enter the baseline. A target without one cannot be judged")
    elif facts.baseline_on and facts.due_on:
        with _noted(values.wrong):
            check_target(facts.baseline_on, facts.due_on)
    return values.read(facts.target, "target")


def _way(facts: Any, values: _Values) -> Value | None:
    if not facts.way:
        if facts.way_on is not None:
            values.wrong.setdefault("way", "Enter the value on the way, or leave its date empty")
        return None
    if not facts.target:
        values.wrong.setdefault("target", "Enter the target too. A value on the way leads to one")
    if facts.way_on is None:
        values.wrong.setdefault("way_on", "Enter the date of the value on the way")
    elif facts.due_on is not None:
        with _noted(values.wrong, on_date="way_on"):
            check_point(facts.baseline_on, facts.due_on, facts.way_on, ())
    return values.read(facts.way, "way")

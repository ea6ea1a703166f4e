"""What something is measured by and from where it starts, out of what somebody answered."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from portal.core.errors import Invalid
from portal.features.arrangements.models import Scale
from portal.features.arrangements.rules.checks import check_baseline, check_scale, labels_of, read_second, read_value
from portal.features.arrangements.rules.frameworks import Framework

_UNKNOWN = frozenset({"scale", "framework", "labels"})
"""Where one of these is wrong, nobody can say what a value would have to be."""


def measured(facts: Any, frameworks: Mapping[str, Framework], today: date) -> dict[str, Any]:
    """The columns of a measure that ``facts``, named as in ``MeasureFacts``, mean. A framework brings its labels and
    says which way is better. Raises ``Invalid`` with all that is wrong."""
    wrong: dict[str, str] = {}
    scale = _scale(facts, frameworks, wrong)
    baseline = _baseline(facts, scale, today, wrong)
    if wrong:
        raise Invalid(wrong)
    return {"name": facts.name, **scale, **baseline}


@contextmanager
def _noted(wrong: dict[str, str]) -> Iterator[None]:
    try:
        yield
    except Invalid as broken:
        wrong.update(broken.errors)


def _scale(facts: Any, frameworks: Mapping[str, Framework], wrong: dict[str, str]) -> dict[str, Any]:
    """A framework's labels, labels of its own, or a number with a unit."""
    labels, framework = labels_of(facts.labels or ""), frameworks.get(facts.framework or "")
    own = {"framework": "", "second_name": "", "second_labels": "", "unit": "", "labels": ""}
    own |= {"direction": facts.direction or "", "scale": facts.scale or ""}
    if facts.framework and facts.scale == Scale.NUMBER:
        wrong["framework"] = "Choose “As a rating”, or leave this empty"
        return own
    if facts.framework and framework is None:
        wrong["framework"] = "Choose a rating from the list"
        return own
    if framework is not None:
        if labels and tuple(labels) != framework.labels:
            wrong["labels"] = "The rating has labels of its own. Leave this empty"
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


def _baseline(facts: Any, scale: Mapping[str, Any], today: date, wrong: dict[str, str]) -> dict[str, Any]:
    value: Decimal | None = None
    typed, label, second = facts.baseline or "", "", ""
    known = not wrong.keys() & _UNKNOWN
    with _noted(wrong):
        check_baseline(typed, facts.baseline_on, today)
    if known and typed:
        with _noted(wrong):
            value, label = read_value(typed, scale["scale"], labels_of(scale["labels"]), "baseline")
    if known:
        with _noted(wrong):
            second = read_second(facts.baseline_second or "", labels_of(scale["second_labels"]), "baseline_second")
    if second and not typed:
        wrong.setdefault("baseline", "Enter the value of the baseline beside the second rating")
    return {
        "baseline_value": value,
        "baseline_label": label,
        "baseline_second": second,
        "baseline_on": facts.baseline_on,
    }

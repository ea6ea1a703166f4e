"""The form of a measure: what is measured, by what, from where it starts, and to where it is to come."""

from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any, ClassVar

from portal.core import clock
from portal.core.errors import Invalid
from portal.core.periods import period
from portal.features.arrangements.models import LINE, Direction, Scale
from portal.features.arrangements.rules.measuring import Yardstick, measured
from portal.forms import (
    DAY_HINT,
    WHEN_HINT,
    ChoiceField,
    DayField,
    LineField,
    PortalForm,
    WhenField,
    WordsField,
)

_RATING = "_rating"
"""Ends the name of a question that is answered by choosing a rating, beside the one of its name that is typed."""
BESIDE = ("earlier", "earlier_rating", "earlier_on", "earlier_source")
AIMED = ("target", "target_rating", "due_on")
ON_THE_WAY = ("way", "way_rating", "way_on")


def _rating(label: str, empty: str, subject: str) -> ChoiceField:
    return ChoiceField(label, choices=(), select=True, empty=empty, subject=subject)


class MeasureForm(PortalForm):
    """What is measured and from where it starts. It asks only what the yardstick leaves open."""

    versioned = True

    name = LineField(
        "What is measured?",
        hint="Like “People on out-of-work benefits”",
        required="Enter what is measured",
        max_length=LINE,
        subject="What is measured",
    )
    unit = LineField("What is it counted in?", hint="Like “people” or “%”", width="10", max_length=LINE, subject="Unit")
    labels = WordsField(
        "What can the rating be?",
        hint="One on each line, the worst first",
        required="Enter at least 2 labels, each on its own line, the worst first",
        subject="Labels",
        rows=4,
        max_length=1000,
    )
    direction = ChoiceField(
        "Which way is better?",
        choices=[(Direction.HIGHER, "Higher is better"), (Direction.LOWER, "Lower is better")],
        required="Choose which way is better",
        inline=True,
        subject="Which way is better",
    )
    baseline = LineField(
        "Baseline: the value at the start",
        hint="A target needs one",
        max_length=LINE,
        subject="Baseline",
        width="10",
    )
    baseline_rating = _rating("Baseline: the rating at the start", "Not known yet", "Baseline")
    baseline_second = _rating("", "Not known", "")
    baseline_on = WhenField("Date of the baseline", hint=WHEN_HINT, subject="Date of the baseline", marked=False)
    target = LineField("Target: what should it reach?", max_length=LINE, subject="Target", width="10")
    target_rating = _rating("Target: what rating should it reach?", "No target", "Target")
    due_on = DayField("By when should it reach the target?", hint=DAY_HINT, subject="Date of the target", marked=False)
    way = LineField("What should it have reached on the way?", max_length=LINE, subject="Value on the way", width="10")
    way_rating = _rating("What rating should it have reached on the way?", "None", "Rating on the way")
    way_on = DayField("By when?", hint=DAY_HINT, subject="Date of the value on the way", marked=False)
    earlier = LineField("What was it earlier?", max_length=LINE, subject="Earlier value", width="10")
    earlier_rating = _rating("What was the rating earlier?", "Not known", "Earlier rating")
    earlier_on = WhenField("When was that?", hint=WHEN_HINT, subject="Date of the earlier value", marked=False)
    earlier_source = LineField(
        "Who says so?",
        hint="Like “Office for National Statistics”",
        max_length=LINE,
        subject="Who says so",
        marked=False,
    )

    def __init__(self, by: Yardstick, **kwargs: Any) -> None:
        """``by``: what it is measured by."""
        super().__init__(**kwargs)
        self.by = by
        self._ask_for()
        if self.record is not None and not self.is_submitted():
            self.baseline_on.data = self.stored(self.record)["baseline_on"]

    def _ask_for(self) -> None:
        framework = self.by.framework
        if framework:
            self.name.hint = "You can change it, for example to say which service is rated"
        for field in [*self]:
            if field.name.endswith(_RATING):
                typed = field.name.removesuffix(_RATING)
                del self[typed if framework else field.name]
        for name, asked in {
            "unit": self.by.scale == Scale.NUMBER,
            "labels": self.by.scale == Scale.RATING and not framework,
            "direction": self.by.scale == Scale.NUMBER,
            "baseline_second": bool(framework and framework.second_labels),
            "earlier_source": not framework,
        }.items():
            if name in self and not asked:
                del self[name]
        if framework:
            for name in ("baseline", "target", "way", "earlier"):
                if (field := self._fields.get(f"{name}{_RATING}")) is not None:
                    field.choices = [(label, label) for label in framework.labels]
        if framework and framework.second_labels:
            second = self.baseline_second
            second.choices = [(label, label) for label in framework.second_labels]
            second.label.text = second.subject = f"{framework.second_name} at the start"

    def given(self, name: str) -> Any:
        """The answer to a question, typed or chosen; of one that is not asked here nothing."""
        asked = name if name in self else f"{name}{_RATING}"
        return self[asked].data if asked in self else None

    @property
    def facts(self) -> dict[str, Any]:
        """What is measured, by the names of ``MeasureFacts``."""
        when = self.baseline_on.data
        return {
            "name": self.name.data,
            "scale": self.by.scale.value,
            "direction": self.given("direction") or self.by.direction,
            "unit": self.given("unit") or "",
            "labels": self.given("labels") or "",
            "baseline": self.given("baseline") or "",
            "baseline_on": when.end if when else None,
            "baseline_from": when.since if when else None,
            "framework": self.by.framework.slug if self.by.framework else "",
            "baseline_second": self.given("baseline_second") or "",
        }

    @property
    def beside(self) -> dict[str, Any]:
        """What is said beside it, by the names of ``BesideFacts``."""
        said = {name: self.given(name) for name in (*BESIDE, *AIMED, *ON_THE_WAY) if not name.endswith(_RATING)}
        said |= {name: said[name] or "" for name in ("earlier", "target", "way", "earlier_source")}
        return said | ({"earlier_source": self.by.framework.judge} if self.by.framework else {})

    def validate(self, extra_validators: Any = None) -> bool:
        """Also what one answer asks of another, so that all that is wrong is said at once."""
        super().validate(extra_validators)
        try:
            measured(SimpleNamespace(**self.facts, **self.beside), self.by.known, clock.today())
        except Invalid as broken:
            self.refuse({name: said for name, said in broken.errors.items() if not self._errors_at(name)})
        return not self.errors

    def refuse(self, errors: Mapping[str, str]) -> None:
        """What is wrong with a value stands at the question that asked for it."""
        super().refuse({name if name in self else f"{name}{_RATING}": said for name, said in errors.items()})

    def _errors_at(self, name: str) -> Any:
        field = self._fields.get(name) or self._fields.get(f"{name}{_RATING}")
        return field.errors if field is not None else ()

    def stored(self, record: Any) -> dict[str, Any]:
        """The baseline as somebody would give it."""
        when = period(record.baseline_from, record.baseline_on) if record.baseline_on else None
        return super().stored(record) | {
            "baseline": typed_baseline(record),
            "baseline_rating": record.baseline_label,
            "baseline_on": when,
        }


class NewMeasureForm(MeasureForm):
    """A measure with what can be said beside it: a target, a value on the way to it, an earlier value."""

    buttons: ClassVar[tuple[str, ...]] = ("another",)
    folds: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("Something to reach on the way to the target", ON_THE_WAY),
        ("What it was before the baseline", BESIDE),
    )

    def __init__(self, by: Yardstick, ends_on: date | None, taken: bool, **kwargs: Any) -> None:
        """``ends_on``: the day by which a target is reached unless another is given. ``taken``: whether another measure
        has the name of the rating."""
        usual = by.framework.name if by.framework and not taken else ""
        super().__init__(by, due_on=ends_on, name=usual, **kwargs)


class ChangedMeasureForm(MeasureForm):
    """A measure that is there. Its targets and readings have pages of their own."""

    def __init__(self, by: Yardstick, record: Any) -> None:
        super().__init__(by, record=record, baseline=typed_baseline(record), baseline_rating=record.baseline_label)
        for name in (*BESIDE, *AIMED, *ON_THE_WAY):
            if name in self:
                del self[name]


def typed_baseline(record: Any) -> str:
    """A measure's baseline as somebody would type it."""
    return record.baseline_label or ("" if record.baseline_value is None else f"{record.baseline_value:f}")

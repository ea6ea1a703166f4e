"""Charts are drawn of even lines and marks that lie in the picture; what says nothing is left out of the terms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Invalid, RuleBroken
from portal.features.arrangements.rules import measure_checks, terms, terms_words
from portal.features.arrangements.rules.charts import draw, levels_of
from tests.arrangements.test_rules import built


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=3), min_size=1, max_size=20))
def test_the_grid_of_a_chart_is_few_even_lines_around_every_value(values: list[Decimal]) -> None:
    levels = levels_of(values)
    assert levels[0] <= min(values) <= max(values) <= levels[-1]
    assert 4 <= len(levels) <= 8
    assert len({after - before for before, after in pairwise(levels)}) == 1


days = st.dates(date(2000, 1, 1), date(2020, 12, 31))


@given(
    st.lists(st.tuples(days, st.integers(0, 3)), max_size=90), st.lists(st.tuples(days, st.integers(0, 3)), max_size=4)
)
def test_every_mark_lies_in_the_picture(readings: list[tuple[date, int]], targets: list[tuple[date, int]]) -> None:
    measure = SimpleNamespace(baseline_on=date(2000, 1, 1), baseline_value=Decimal(0), unit="", labels="a\nb\nc\nd")
    course = {
        "readings": [SimpleNamespace(on_date=on, value=Decimal(value)) for on, value in readings],
        "targets": [
            SimpleNamespace(id=place, due_on=on, value=Decimal(value), replaced_on=on if place % 2 else None)
            for place, (on, value) in enumerate(targets)
        ],
        "points": [SimpleNamespace(target_id=0, on_date=date(2010, 1, 1), value=Decimal(1))],
    }
    drawn = draw(measure, course)
    if not readings and not targets:
        assert drawn is None
        return
    assert drawn is not None
    seen = [*drawn.line, *drawn.targets, *drawn.old, *(mark for way in drawn.ways for mark in way)]
    assert all(drawn.left <= mark.x <= 640 and 0 <= mark.y <= 300 for mark in seen)
    assert [tick.words for tick in drawn.levels] == ["a", "b", "c", "d"]
    assert len(drawn.years) <= 9
    assert all(drawn.left <= tick.at <= 640 for tick in drawn.years)


def test_what_came_later_is_left_out_of_the_terms_while_it_says_nothing() -> None:
    plain = SimpleNamespace(
        reference="M1", name="Stars", scale="rating", unit="", labels="No\nOne", direction="higher",
        baseline_value=Decimal(0), baseline_label="No", baseline_on=date(2004, 12, 1),
    )  # fmt: skip
    target = SimpleNamespace(
        reference="T1", measure="M1", value=Decimal(1), label="One", due_on=date(2007, 12, 31), replaced_on=None
    )
    later = {"judged_by": None, "second_name": "", "second_labels": "", "baseline_second": ""}
    rows = {"measures": [plain], "targets": [target]}
    before = built() | terms.terms_of(SimpleNamespace(**_arrangement()), {**_rows(), **rows}, {})
    plain.__dict__.update(later)
    target.__dict__.update(replaces=None, reason="")
    rows["points"] = []
    assert terms.frozen(built() | terms.terms_of(SimpleNamespace(**_arrangement()), {**_rows(), **rows}, {})) == (
        terms.frozen(before)
    )
    plain.judged_by = "Ofsted judgement"
    after = built() | terms.terms_of(SimpleNamespace(**_arrangement()), {**_rows(), **rows}, {})
    changes = terms_words.compare(before, after, {})
    assert [(one.field, one.before, one.after) for one in changes] == [("Judged by", "Nothing", "Ofsted judgement")]


def _arrangement() -> dict[str, Any]:
    names = "kind title purpose starts_on ends_on success_gate legal_basis accountable_body_id rhythm visits_per_month"
    return dict.fromkeys(names.split())


def _rows() -> dict[str, list[Any]]:
    return {name: [] for name in ("parties", "money", "pairs", "measures", "targets")}


@pytest.mark.parametrize("typed", ["", "  "])
def test_no_second_rating_is_no_second_rating(typed: str) -> None:
    assert measure_checks.read_second(typed, [], "second") == ""
    with pytest.raises(RuleBroken, match="no second rating"):
        measure_checks.read_second("Promising", [], "second")
    with pytest.raises(Invalid):
        measure_checks.read_second("Bleak", ["Poor", "Promising"], "second")

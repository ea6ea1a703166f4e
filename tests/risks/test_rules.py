"""One matrix: every score on it has one level, and a worse score never has a lower one."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Invalid
from portal.features.risks.models import Level
from portal.features.risks.rules import (
    SIZES,
    Matrix,
    check_matrix,
    check_score,
    history,
    labels_of,
    matrix_from,
    step_words,
    usual_matrix,
)

ORDER = [Level.LOW, Level.MEDIUM, Level.HIGH]


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    """Any matrix that may be chosen."""
    size = draw(st.sampled_from(SIZES))
    medium = draw(st.integers(2, size * size - 1))
    high = draw(st.integers(medium + 1, size * size))
    labels = [f"step {number}" for number in range(size)]
    return Matrix(labels, labels, medium, high)


@given(matrices())
def test_the_grid_holds_every_score_once_and_is_worse_upwards_and_to_the_right(matrix: Matrix) -> None:
    check_matrix(matrix, matrix.size)
    levels = {(row, column): level for row, cells in matrix.grid() for column, level in cells}
    assert len(levels) == sum(len(cells) for _, cells in matrix.grid()) == matrix.size**2
    for (row, column), level in levels.items():
        for worse in ((row + 1, column), (row, column + 1)):
            assert worse not in levels or ORDER.index(levels[worse]) >= ORDER.index(level)


@pytest.mark.parametrize("size", SIZES)
def test_the_usual_matrices_have_all_three_levels(size: int) -> None:
    matrix = usual_matrix(size)
    check_matrix(matrix, size)
    assert {level for _, cells in matrix.grid() for _, level in cells} == set(Level)
    assert matrix_from(None) == usual_matrix()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"likelihood": ["Rare", "Often"]}, "likelihood_labels"),
        ({"impact": ["Bad", "bad", "Worse"]}, "impact_labels"),
        ({"impact": ["Bad", "Worse", "x" * 61]}, "impact_labels"),
        ({"medium_from": 6}, "medium_from"),
        ({"medium_from": 1}, "medium_from"),
        ({"high_from": 10}, "high_from"),
    ],
)
def test_a_faulty_matrix_is_refused_at_its_field(changed: dict[str, object], field: str) -> None:
    facts = {"likelihood": ["a", "b", "c"], "impact": ["a", "b", "c"], "medium_from": 3, "high_from": 6}
    with pytest.raises(Invalid) as refused:
        check_matrix(Matrix(**facts | changed), 3)  # type: ignore[arg-type]
    assert list(refused.value.errors) == [field]


@given(st.integers(-2, 9), st.integers(-2, 9))
def test_only_steps_of_the_matrix_are_scores(likelihood: int, impact: int) -> None:
    on_it = likelihood in range(1, 5) and impact in range(1, 5)
    try:
        check_score(usual_matrix(4), likelihood, impact)
    except Invalid:
        assert not on_it
    else:
        assert on_it


def test_words_and_history() -> None:
    assert labels_of("Rare\n\n  Often \n") == ["Rare", "Often"]
    assert step_words(3, usual_matrix(4).likelihood) == "3 of 4: likely"
    scores = [
        SimpleNamespace(scored_at=datetime(2008, 6, 30, hour, tzinfo=UTC), likelihood=2, impact=impact)
        for hour, impact in ((9, 2), (21, 3), (23, 4))
    ]
    # Half past midnight in London: the third is of the next day.
    assert [int(rating) for _, rating in history(scores)] == [6, 8]

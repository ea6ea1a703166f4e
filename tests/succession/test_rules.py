"""What passes as one thing, where it goes unless somebody chooses, and whose word is carried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from portal.features.arrangements.rules.succeeding import carried, joined_roles, place_taken
from portal.features.succession.rules import proposed, roots_of
from tests.succession.conftest import DAY


@dataclass
class Said:
    organisation_id: int
    decision: str


@given(st.lists(st.tuples(st.integers(1, 30), st.none() | st.integers(1, 30), st.sampled_from(["owner", "party"]))))
def test_every_list_passes_with_one_thing(grants: list[tuple[int, int | None, str]]) -> None:
    """Whatever lies within whatever, nothing passes twice and nothing is left behind; rings of lists do not hang it."""
    lists = {one for one, _, _ in grants}
    roots = roots_of(grants)
    assert sum(root.lists for root in roots) == len(lists)
    assert len({root.access_list_id for root in roots}) == len(roots)
    assert {root.access_list_id for root in roots} <= lists
    assert roots_of(grants, lists) == []


def test_a_list_within_another_passes_with_it() -> None:
    (root,) = roots_of([(1, None, "owner"), (2, 1, "owner"), (3, 2, "party"), (1, None, "auditor")])
    assert (root.access_list_id, root.roles, root.lists) == (1, ("auditor", "owner"), 3)


@given(st.lists(st.integers(1, 9), unique=True))
def test_one_successor_is_proposed_and_of_several_none(successors: Sequence[int]) -> None:
    assert list(proposed(successors)) == (successors if len(successors) == 1 else [])


def test_a_word_is_carried_to_the_successor() -> None:
    """1 is the old council, 2 its successor, 3 a partner."""
    words = [Said(1, "disputed"), Said(3, "confirmed"), Said(1, "confirmed")]
    assert carried(words, {1, 3}, 1, 2) == {3: words[1], 2: words[2]}
    assert carried(words[1:2], {1, 3}, 1, 2) == {3: words[1]}, "who had said nothing is asked"


def test_who_has_two_places_speaks_for_both() -> None:
    same = [Said(1, "confirmed"), Said(2, "confirmed")]
    assert carried(same, {1, 2}, 1, 2) == {2: same[1]}
    assert carried([Said(1, "confirmed"), Said(2, "disputed")], {1, 2}, 1, 2) == {}, "it is asked again"
    assert carried([Said(2, "confirmed")], {1, 2}, 1, 2) == {}, "its own word is not its predecessor's"
    assert carried([Said(2, "confirmed")], {2, 3}, 1, 2) == {2: Said(2, "confirmed")}, "the other only watched"


def test_roles_and_notes_are_joined() -> None:
    assert joined_roles(["observer"], ["funder"]) == ["funder"]
    assert joined_roles(["observer"], ["observer"]) == ["observer"]
    assert place_taken("Pays half", "Kettering", DAY) == "Took over from Kettering on 1 April 2021. Pays half"
    assert len(place_taken("x" * 200, "K" * 190, DAY)) <= 200

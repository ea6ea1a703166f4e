"""What fits and why, for any offers and needs there can be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.features.matching.models import Side
from portal.features.matching.rules.pairing import Cause, Match, Wanted, fits, matches
from portal.features.matching.rules.postings import roles_in
from portal.features.matching.rules.scales import Rating

KINDS = {"mentoring": "Mentoring", "franchise": "Franchise"}
STARS = ("No stars", "One star", "Two stars", "Three stars")
ratings = st.builds(
    Rating,
    scale=st.sampled_from(["Stars", "Category"]),
    labels=st.sampled_from([STARS, ("Poor", "Good")]),
    place=st.integers(0, 3),
    on=st.dates(date(2003, 1, 1), date(2010, 1, 1)),
    source=st.just("A report"),
    read=st.booleans(),
)


def wanted(organisations: st.SearchStrategy[int]) -> st.SearchStrategy[Wanted]:
    """Offers and needs of these organisations; names and regions are few, so that much is alike."""
    return st.builds(
        lambda number, organisation_id, **more: Wanted(
            reference=f"R{number}", organisation_id=organisation_id, name=f"Council {organisation_id % 3}", **more
        ),
        number=st.integers(0, 60),
        organisation_id=organisations,
        side=st.sampled_from(Side),
        service=st.sampled_from(["care", "waste"]),
        service_name=st.just("Care"),
        kind=st.sampled_from(["", "mentoring", "franchise"]),
        place=st.sampled_from(["", "South East", "London"]),
        like=st.sampled_from(["", "County", "District"]),
        rating=st.none() | ratings,
    )


ours = st.lists(wanted(st.just(1)), max_size=5, unique_by=lambda one: one.reference)
theirs = st.lists(wanted(st.integers(1, 8)), max_size=12, unique_by=lambda one: one.reference)
reads = st.dictionaries(st.integers(1, 8), st.lists(ratings, max_size=3), max_size=4)


def found(own: list[Wanted], others: list[Wanted], read: Mapping[int, Collection[Rating]]) -> list[Match]:
    return matches(own, others, read, KINDS)


@given(ours, theirs, reads)
def test_a_match_is_another_organisation_that_has_what_is_sought(
    own: list[Wanted], others: list[Wanted], read: dict[int, list[Rating]]
) -> None:
    for match in found(own, others, read):
        assert match.theirs.organisation_id != match.ours.organisation_id
        assert (match.theirs in others, match.ours in own) == (True, True)
        assert {match.theirs.side, match.ours.side} == set(Side)
        assert match.theirs.service == match.ours.service
    expected = {their.reference for their in others if any(fits(our, their) for our in own)}
    assert {match.reference for match in found(own, others, read)} == expected


@given(ours, theirs, reads, st.randoms())
def test_the_order_is_the_same_whatever_the_order_of_what_is_read(
    own: list[Wanted], others: list[Wanted], read: dict[int, list[Rating]], chance: st.DataObject
) -> None:
    before = found(own, others, read)
    for rows in (own, others, *read.values()):
        chance.shuffle(rows)  # type: ignore[attr-defined]
    after = found(own, others, read)
    assert [match.explanation for match in after] == [match.explanation for match in before]
    assert [match.points for match in after] == sorted((match.points for match in after), reverse=True)


@given(ours, theirs, reads)
def test_every_reason_counts_and_is_said(
    own: list[Wanted], others: list[Wanted], read: dict[int, list[Rating]]
) -> None:
    for match in found(own, others, read):
        assert match.points == sum(reason.points for reason in match.reasons)
        assert all(reason.points > 0 and reason.words in match.explanation for reason in match.reasons)
        assert len({reason.cause for reason in match.reasons}) == len(match.reasons)
        assert match.explanation.startswith(match.theirs.name)


@given(ours, theirs, reads)
def test_nearby_comes_first_and_then_of_like_kind(
    own: list[Wanted], others: list[Wanted], read: dict[int, list[Rating]]
) -> None:
    ranks = []
    for match in found(own, others, read):
        causes = {reason.cause for reason in match.reasons}
        ranks.append((Cause.NEARBY in causes, Cause.OF_LIKE_KIND in causes))
    assert ranks == sorted(ranks, reverse=True)


@given(ours, theirs, reads)
def test_what_is_not_seen_changes_nothing(
    own: list[Wanted], others: list[Wanted], read: dict[int, list[Rating]]
) -> None:
    """Take one of the others out of sight: the rest is told as before, and nothing tells of what is gone."""
    whole = found(own, others, read)
    for gone in others:
        rest = found(own, [one for one in others if one != gone], read)
        assert [m.explanation for m in rest] == [m.explanation for m in whole if m.reference != gone.reference]


def kent_and_swindon() -> tuple[Wanted, Wanted]:
    three = Rating("Stars", STARS, 3, date(2004, 12, 1), "Ratings 2004")
    kent = Wanted("K", 2, "Kent", Side.OFFER, "care", "Adult social care", "mentoring", "South", "County", three)
    none = replace(three, place=0)
    return Wanted("S", 1, "Swindon", Side.NEED, "care", "Adult social care", "", "South", "Unitary", none), kent


def test_kent_is_told_in_words() -> None:
    swindon, kent = kent_and_swindon()
    (match,) = matches([swindon], [kent], {}, KINDS)
    assert match.explanation == (
        "Kent: offers mentoring for adult social care; in your region, South; has three stars"
        " (Stars, 2004, as it says itself)"
        " where you have no stars (2004, as you say yourselves)"
    )
    (back,) = matches([kent], [swindon], {}, KINDS)
    assert back.explanation.startswith(
        "Swindon: seeks help with adult social care; in your region, South; has no stars"
    )


def test_a_reading_tells_where_nothing_is_stated() -> None:
    swindon, kent = kent_and_swindon()
    one_star = Rating("Stars of the inspectors", STARS, 1, date(2005, 12, 1), "Letter", read=True)
    (match,) = matches([replace(swindon, rating=None)], [kent], {1: [one_star]}, KINDS)
    assert "where you have one star (Stars of the inspectors, 2005, by a reading on the record)" in match.explanation
    (alone,) = matches([replace(swindon, rating=None)], [kent], {}, KINDS)
    assert alone.explanation.endswith("has three stars (Stars, 2004, as it says itself), the best there is")


def test_roles_follow_from_who_helps_whom() -> None:
    assert roles_in("mentoring", Side.OFFER) == (("mentee",), ("mentor",))
    assert roles_in("mentoring", Side.NEED) == (("mentor",), ("mentee",))
    assert roles_in("franchise", Side.OFFER) == (("recipient",), ("provider",))
    assert roles_in("reciprocal_exchange", Side.NEED) == (("provider", "recipient"), ("provider", "recipient"))

"""A measure is entered on one page: what it is judged by, its baseline, target and what was so before."""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from portal import ledger
from portal.core.errors import Invalid
from portal.core.periods import Period, months
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import Measure, Reading, TermsVersion
from portal.features.arrangements.queries.measures import target_rows
from portal.features.arrangements.rules import terms, terms_words
from portal.features.arrangements.rules.measuring import measured
from tests.arrangements.conftest import Case
from tests.arrangements.people import day, errors, sits
from tests.arrangements.test_measures import STARS, measure_of
from tests.factories.world import World
from tests.house.test_seals import verified


def test_a_measure_is_judged_by_a_framework_with_prospects(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    add = f"{base}/measures/add/audit_commission"
    answers: dict[str, Any] = {
        "name": "Access to services", "baseline_rating": "Fair", "baseline_second": "Promising",
        **day("baseline_on", 19, 7, 2004),
    }  # fmt: skip
    assert f'href="{add}">Inspection of a service, stars and prospects' in swindon.reads(f"{base}/measures/add")
    page = swindon.reads(add)
    for asked in ("Baseline: the rating at the start", "Prospects for improvement at the start", "Audit Commission"):
        assert asked in page
    for never in ("Which way is better", "What is it counted in", "What can the rating be"):
        assert never not in page
    page = swindon.sends(add, status=422, **answers | {"baseline_second": "Bleak"})
    assert "Choose from the options shown" in page
    assert "Enter the value of the baseline" in swindon.sends(add, 422, **answers | {"baseline_rating": ""})
    swindon.sends(add, **answers)
    assert "Fair, Promising on 19 July 2004" in swindon.reads(f"{base}/measures")
    case.send()
    access = f"{base}/measures/{measure_of(case, 'Access to services')}"
    swindon.sends(
        f"{access}/readings/add", rating="Good", second="Excellent", source="Audit Commission",
        **day("on_date", 1, 2, 2006),
    )  # fmt: skip
    page = sits(case, world, case.bedfordshire).reads(access)
    for words in (
        "Inspection of a service, stars and prospects",
        "Higher is better",
        "Good, Excellent",
        "Fair, Promising",
    ):
        assert words in page
    check = swindon.reads(f"{base}/check")
    assert "Access to services" in check


def test_all_that_is_wrong_with_a_measure_is_said_at_once(case: Case, world: World) -> None:
    case.begin()
    swindon, add = sits(case, world, case.swindon), f"/arrangements/{case.reference}/measures/add"
    page = swindon.sends(f"{add}/own-rating", 422, labels="Bad\nGood", baseline="middling", target="good", way="bad")
    assert [unescape(re.sub("<.*?>", "", message)) for message in errors(page)] == [
        "Enter what is measured",
        "Enter one of the labels of the scale: Bad, Good",
        "Enter the date of the baseline",
        "Enter the date of the target",
        "Enter the date of the value on the way",
    ]
    page = swindon.sends(f"{add}/as-a-number", 422, target="5", way="3", earlier_source="Us")
    assert [unescape(re.sub("<.*?>", "", message)) for message in errors(page)][1:] == [
        "Choose which way is better",
        "Enter the baseline. A target without one cannot be judged",
        "Enter the date of the target",
        "Enter the date of the value on the way",
        "Enter the earlier value",
        "Enter when the earlier value was",
    ]
    swindon.reads(f"{add}/no_such_rating", 404)


def test_a_rating_is_entered_on_one_page_with_all_that_is_known_of_it(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    add = f"{base}/measures/add/csci_stars"
    page = swindon.reads(add)
    assert 'value="Stars for social services"' in page
    stars = {
        "name": "Stars of 2004", "baseline_rating": "No stars", **day("baseline_on", 1, 12, 2004),
        "target_rating": "Two stars", **day("due_on", 31, 12, 2007),
        "way_rating": "One star", **day("way_on", 31, 12, 2005),
        "another": "yes",
    }  # fmt: skip
    late = swindon.sends(add, 422, **stars | day("way_on", 31, 12, 2008) | day("due_on", 1, 12, 2004))
    assert "The target must be due after the date of the baseline" in late
    assert swindon.sends(add, **stars) == f"{base}/measures/add"
    assert "“Stars of 2004” is added" in swindon.reads(f"{base}/measures/add")
    assert 'value="Stars for social services"' not in swindon.reads(add)
    listed = swindon.reads(f"{base}/measures")
    for words in ("No stars on 1 December 2004", "Two stars by 31 December 2007", "One star by 31 December 2005"):
        assert words in listed
    target = f"{base}/measures/{measure_of(case, 'Stars of 2004')}/targets/add"
    assert f'href="{base}/measures">No target: go back to the measures' in swindon.reads(target)
    for words in ("Add another measure", " part: "):
        assert words in listed


def test_what_is_known_by_its_year_or_month_says_so_everywhere(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    add = f"{base}/measures/add/cpa_category"
    council: dict[str, Any] = {
        "name": "The whole council", "baseline_rating": "Weak", "baseline_on-month": "dec", "baseline_on-year": "2004",
        "earlier_rating": "Poor", "earlier_on-year": "2003",
    }  # fmt: skip
    assert "from before the date of the baseline" in swindon.sends(add, 422, **council | {"earlier_on-year": "2004"})
    assert "must have 4 numbers" in swindon.sends(add, 422, **council | {"earlier_on-year": "03"})
    assert "must include a month" in swindon.sends(
        add, 422, **council | {"baseline_on-month": "", "baseline_on-day": 1}
    )
    swindon.sends(add, **council)
    measure = f"{base}/measures/{measure_of(case, 'The whole council')}"
    reading = f"{measure}/readings/add"
    then: dict[str, Any] = {"on_date-year": "2002"}
    swindon.sends(reading, rating="Poor", source="The council itself", **then)
    for page in (f"{base}/measures", f"{base}/check"):
        words = swindon.reads(page)
        assert "Weak in December 2004" in words
        assert "Poor in 2003, Audit Commission" in words
        assert "Poor in 2002, The council itself" in words
    change = swindon.reads(f"{measure}/change")
    assert 'name="baseline_on-day" type="text" value=""' in change
    assert 'name="baseline_on-month" type="text" value="12"' in change
    case.send()
    bea = sits(case, world, case.bedfordshire)
    story = bea.reads(base)
    for words in ("December 2004", "2003, Audit Commission", "2002, The council itself"):
        assert words in story
    assert story.count("Before the baseline: Poor") == 2
    assert "31 December" not in bea.reads(measure)
    with case.at(case.swindon):
        text = db.session.scalars(select(TermsVersion.terms)).one()
        frozen = next(one for one in terms.thawed(text)["measures"].values() if one["name"] == "The whole council")
        assert (frozen["baseline_from"], frozen["baseline_on"]) == ("2004-12-01", "2004-12-31")
        stars = next(one for one in terms.thawed(text)["measures"].values() if one["name"] == STARS)
        assert "baseline_from" not in stars
    answers: dict[str, Any] = {"name": "The whole council", "baseline_rating": "Weak", "baseline_on-year": "2004"}
    swindon.sends(f"{measure}/change", **answers)
    with case.at(case.swindon):
        texts = db.session.scalars(select(TermsVersion.terms).order_by(TermsVersion.number)).all()
        before, after = (terms.thawed(text) for text in texts)
        changes = terms_words.compare(before, after, {})
        said = [(one.field, one.before, one.after) for one in changes]
        assert said == [("Date of the baseline", "December 2004", "2004")]


def test_the_period_of_a_baseline_that_nobody_can_type_stays_until_its_end_is_changed(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    with case.at(case.swindon) as one:
        facts = actions.MeasureFacts(
            "Calls", "number", "lower", "calls", "", "90", date(2004, 3, 31), baseline_from=date(2003, 4, 1)
        )
        calls = actions.add_measure(one, facts).reference
    case.send()
    sam, address = sits(case, world, case.swindon), f"/arrangements/{case.reference}/measures/{calls}"
    answers: dict[str, Any] = {
        "name": "Calls", "unit": "calls", "direction": "lower", "baseline": "90", **day("baseline_on", 31, 3, 2004),
    }  # fmt: skip
    said: tuple[tuple[dict[str, Any], int, str], ...] = (
        ({}, 1, "April 2003 to March 2004"),
        ({"name": "Calls that wait"}, 2, "April 2003 to March 2004"),
        (day("baseline_on", 31, 12, 2003), 3, "31 December 2003"),
    )
    for changed, version, words in said:
        answers |= changed
        sam.sends(f"{address}/change", **answers)
        assert words in sam.reads(address)
        with case.at(case.swindon) as one:
            assert one.terms_number == version


YEAR, FINANCIAL_YEAR, DAY = months(2004, 1, 12), months(2003, 4, 12), Period(date(2004, 12, 1), date(2004, 12, 1))
SINCE = (
    (YEAR, months(2003, 12, 1), False),
    (YEAR, Period(date(2004, 1, 1), date(2004, 1, 1)), True),
    (YEAR, months(2004, 10, 1), True),
    (YEAR, YEAR, True),
    (FINANCIAL_YEAR, Period(date(2003, 3, 31), date(2003, 3, 31)), False),
    (FINANCIAL_YEAR, months(2003, 1, 12), True),
    (DAY, months(2004, 11, 1), False),
    (DAY, months(2004, 12, 1), True),
)
"""Baselines, readings, and whether these say something of the way from it."""


def test_a_reading_counts_from_the_first_day_of_the_baseline(case: Case) -> None:
    case.sent()
    for place, (baseline, read, since) in enumerate(SINCE):
        name = f"Calls {place}"
        facts = actions.MeasureFacts(
            name, "number", "lower", "calls", "", "90", baseline.end, baseline_from=baseline.since
        )
        aimed = actions.BesideFacts(target="40", due_on=date(2020, 1, 1))
        with case.at(case.swindon) as one:
            calls = actions.add_measure(one, facts, aimed).reference
            said = actions.ReadingFacts("80", read.end, "The council", period_from=read.since)
            actions.record_reading(one, calls, said)
            earlier = [row.name for row in queries.workings(one).earlier]
            (aim,) = (row for row in db.session.execute(target_rows(one.id)) if row.name == name)
        assert (name in earlier, aim.read) == ((False, 80) if since else (True, None)), (baseline, read)
        typed = vars(aimed) | {"earlier": "80", "earlier_on": read, "earlier_source": "The council"}
        with pytest.raises(Invalid, match="from before") if since else nullcontext():
            measured(SimpleNamespace(**vars(facts), **typed), {}, date(2006, 1, 1))


def test_a_measure_with_earlier_readings_is_taken_out_of_a_draft(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    early: dict[str, Any] = {
        "name": "Calls", "unit": "calls", "direction": "lower", "baseline": "90", "baseline_on-year": "2004",
        "earlier": "120", "earlier_on-year": "2003", "earlier_source": "The council",
    }  # fmt: skip
    swindon.sends(f"{base}/measures/add/as-a-number", **early)
    assert "120 calls in 2003, The council" in swindon.reads(f"{base}/measures")
    swindon.sends(f"{base}/measures/{measure_of(case, 'Calls')}/remove")
    assert "Calls" not in swindon.reads(f"{base}/measures")
    swindon.sends(f"{base}/measures/add/as-a-number", **early)
    case.send()
    stays = swindon.sends(f"{base}/measures/{measure_of(case, 'Calls')}/remove", 422)
    assert "Readings of this measure are on the record" in stays


def test_a_reading_that_nobody_recorded_is_named_after_a_measure_was_removed(case: Case) -> None:
    case.sent()
    with case.at(case.swindon) as one:
        stars = db.session.scalars(select(Measure)).one()
        actions.record_reading(one, stars.reference, actions.ReadingFacts("1 star", date(2005, 12, 1), "Inspector"))
        calls = actions.add_measure(one, actions.MeasureFacts("Calls", "number", "lower", unit="calls"))
        actions.remove_measure(one, calls.reference)
    # As the version before wrote it: nothing of readings where there were none.
    with case.at(case.swindon) as one:
        ledger.record("measure.removed", one, {"name": "Calls", "measure": "ABCD2345", "targets": {}})
    code, lines = verified(case.app)
    assert code == 0, lines
    with case.at(case.swindon):
        stars = db.session.scalars(select(Measure)).one()
        planted = Reading(
            access_list_id=stars.access_list_id, measure_id=stars.id, value=Decimal(3), label="3 stars",
            on_date=date(2005, 6, 1), source="Nobody", recorded_by_id=case.swindon.organisation_id,
        )  # fmt: skip
        db.session.add(planted)
    code, lines = verified(case.app)
    assert code == 1
    assert any("is there, but was never recorded" in line for line in lines), lines

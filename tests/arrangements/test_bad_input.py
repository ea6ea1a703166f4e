"""Odd and hostile words, unknown fields and others' references."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.data import db
from portal.features.arrangements.models import (
    MoneyFlow,
)
from tests.arrangements.conftest import Case
from tests.arrangements.people import day, sits
from tests.factories.world import World


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=1+1", "' OR 1=1 --", "Ty\u0302 Ha\u0301f", "𝕳𝖊𝖑𝖑𝖔"])
def test_odd_words_stay_words(case: Case, world: World, text: str) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    kim.sends(
        f"{base}/sessions/add", state="held", length="225", topic=text, outcome=text, **day("on_date", 1, 2, 2005)
    )
    assert "<script>alert" not in kim.reads(base)


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        ("money/add", {"payer": "ZZZZ-ZZZZ", "payee": "ZZZZ-ZZZZ", "pence": "1"}),
        ("money/add", {"pence": "1e9"}),
        ("money/add", {"pence": "-5", "basis": "in_kind"}),
        ("money/add-in-kind", {"in_kind": "x" * 300, "officer_days": "1e9", "day_rate": "-1"}),
        ("about", {"title": "a\x00b", "kind": "nonsense", **day("starts_on", 31, 2, 2005)}),
        ("about", {"title": "\u202eabc", "purpose": "x" * 6000}),
        ("pairs/add", {"mentor": "1", "mentor_post": ""}),
        ("measures/add/as-a-number", {"name": "M", "baseline": "NaN", "baseline_on-year": "x"}),
        ("measures/add/own-rating", {"name": "M", "labels": "one"}),
        ("visits", {"rhythm": "often", "visits_per_month": "9" * 30}),
        ("legal-basis", {"legal_note": "\ufffe", "bases": ["magic"], "accountable_body": "x"}),
        ("sessions/add", {"state": "held", "length": "other", "other_length": "0", "topic": "t"}),
    ],
)  # fmt: skip
def test_hostile_input_gets_a_message(case: Case, world: World, address: str, answers: dict[str, str]) -> None:
    case.sent()
    swindon = sits(case, world, case.swindon)
    page = swindon.sends(f"/arrangements/{case.reference}/{address}", 422, **answers)
    assert "There is a problem" in page


def test_unknown_fields_and_other_records_are_refused(case: Case, world: World) -> None:
    case.sent()
    first = case.reference
    case.begin()
    swindon = sits(case, world, case.swindon)
    swindon.sends(f"/arrangements/{first}/visits", 400, rhythm="often", owner="me")
    with case.at(case.swindon):
        flow = db.session.scalars(select(MoneyFlow.reference)).first()
    swindon.reads(f"/arrangements/{case.reference}/money/{flow}", 404)
    swindon.reads(f"/arrangements/{first}/money/0000-0000", 404)
    swindon.reads(f"/arrangements/{first}/money/not-a-reference", 404)
    swindon.reads("/arrangements?after=0000-0000", 404)
    swindon.reads("/arrangements?kind=%00&state=x&party=%F0%9F%98%80")

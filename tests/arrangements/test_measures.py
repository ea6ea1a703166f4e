"""Ratings that operators add, targets that are revised, values on the way, and evidence of readings."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from sqlalchemy import event, select

from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.framework_commands import frameworks
from portal.features.arrangements.models import Measure, Reading, Target, TermsVersion
from portal.features.arrangements.rules import terms, terms_words
from portal.web.application import Portal
from tests.arrangements.conftest import Case
from tests.arrangements.people import LENGTH, day, reference_of, sits
from tests.factories.world import World

STARS = "Stars for social services"


def measure_of(case: Case, name: str = STARS) -> str:
    with case.at(case.swindon):
        return db.session.scalars(select(Measure.reference).where(Measure.name == name)).one()


def test_an_operator_lists_and_adds_frameworks(app: Portal, case: Case) -> None:
    runner = app.test_cli_runner()
    listed = runner.invoke(frameworks, ["list"]).output
    for words in ("csci_stars: Stars for social services", "No stars, One star", "Prospects for improvement: Poor"):
        assert words in listed
    added = [
        "add",
        "peer",
        "--name",
        "Peer review",
        "--judge",
        "Peers",
        "--labels",
        "Early, Mature",
        "--from",
        "2010-01-01",
    ]
    assert runner.invoke(frameworks, added).exit_code == 0
    again = runner.invoke(frameworks, added)
    assert (again.exit_code, "already" in again.output) == (1, True)
    for wrong in (["Peer", "Early,Mature"], ["peers", "Early"], ["peers", "Early,early"]):
        refused = runner.invoke(frameworks, ["add", wrong[0], "--name", "A", "--judge", "B", "--labels", wrong[1]])
        assert refused.exit_code == 1, wrong
    case.begin()
    with case.at(case.swindon) as one:
        app.extensions.pop("accord.rating_frameworks", None)  # as after a restart
        facts = actions.MeasureFacts(
            "Peers", "rating", "lower", baseline="early", baseline_on=date(2011, 1, 1), framework="peer"
        )
        made = actions.add_measure(one, facts)
        assert (made.labels, made.direction, made.baseline_label) == ("Early\nMature", "higher", "Early")


def test_a_revised_target_keeps_the_old_one(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    page = swindon.reads(f"{base}/measures")
    assert "/revise" not in page
    point = re.findall(r'href="([^"]+/on-the-way/add)"', page)[0]
    for wrong in (day("on_date", 1, 12, 2004), day("on_date", 31, 12, 2007)):
        swindon.sends(point, status=422, rating="1 star", **wrong)
    swindon.sends(point, rating="1 star", **day("on_date", 31, 12, 2005))
    assert "There is a value for this day" in swindon.sends(point, 422, rating="1 star", **day("on_date", 31, 12, 2005))
    case.send()
    case.answer(case.kent)
    assert "On the way: 1 star by 31 December 2005" in sits(case, world, case.bedfordshire).reads(base)
    revise = re.findall(r'href="([^"]+/revise)"', swindon.reads(f"{base}/measures"))[0]
    aim = {"rating": "2 stars", **day("due_on", 31, 12, 2007)}
    assert "This is the target already" in swindon.sends(revise, status=422, reason="None", **aim)
    assert "Enter why" in swindon.sends(revise, status=422, **aim | {"rating": "1 star"})
    swindon.sends(revise, **aim | day("due_on", 31, 12, 2008), reason="The new system came a year late")
    assert "was replaced by another one" in swindon.sends(revise, status=422, **aim | {"rating": "1 star"}, reason="x")
    page = sits(case, world, case.bedfordshire).reads(f"{base}/measures/{measure_of(case)}")
    for words in (
        "<s>2 stars by 31 December 2007</s>",
        "2 stars by 31 December 2008",
        "The new system came",
        "replaced on",
    ):
        assert words in page
    assert page.count("accord-chart__target") == page.count("accord-chart__old") == 1
    with case.at(case.swindon) as one:
        old, new = db.session.scalars(select(Target).order_by(Target.id))
        assert (new.replaces_id, old.replaced_on is not None) == (old.id, True)
        versions = db.session.scalars(select(TermsVersion.terms).order_by(TermsVersion.number)).all()
        before, after = (terms.thawed(text) for text in versions)
        assert list(before["targets"][old.reference]["way"].items()) == [("2005-12-31", "1 star")]
        assert set(after["targets"]) == {new.reference}
        assert [change.field for change in terms_words.compare(before, after, {})] in (
            ["Added", "Removed"],
            ["Removed", "Added"],
        )
        assert not [row for row in queries.workings(one).targets if row.replaced_on is None and row.replaces is None]


def test_a_value_on_the_way_is_taken_out(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    point = re.findall(r'href="([^"]+/on-the-way/add)"', swindon.reads(f"{base}/measures"))[0]
    swindon.sends(point, rating="1 star", **day("on_date", 31, 12, 2005))
    remove = re.findall(r'href="([^"]+/on-the-way/[^"]+/remove)"', swindon.reads(f"{base}/measures"))[0]
    swindon.sends(remove)
    assert "On the way" not in swindon.reads(f"{base}/measures")
    swindon.sends(point, rating="1 star", **day("on_date", 31, 12, 2005))
    target = re.findall(r'href="([^"]+/targets/[^"]+/remove)"', swindon.reads(f"{base}/measures"))[0]
    swindon.sends(target)
    assert ">Target<" not in swindon.reads(f"{base}/measures")


def test_a_reading_names_evidence_that_everybody_can_see(case: Case, world: World) -> None:
    case.sent()
    swindon, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    for title, audience in (("Letter of the commission", "everyone"), ("Minutes of the board", "parties")):
        file = (BytesIO(title.encode()), "letter.txt")
        swindon.sends(f"{base}/evidence/add", title=title, audience=audience, upload=file)
    address = f"{base}/measures/{measure_of(case)}"
    page = swindon.reads(f"{address}/readings/add")
    assert "Letter of the commission" in page
    assert "Minutes of the board" not in page
    letter = re.findall(r'<option value="([\w-]+)">Letter', page)[0]
    reading = {"rating": "1 star", "source": "The commission", "evidence": letter, **day("on_date", 1, 12, 2005)}
    swindon.sends(
        f"{address}/readings/add", status=422, **reading | {"evidence": reference_of(case, "Kent County Council")}
    )
    swindon.sends(f"{address}/readings/add", **reading)
    page = sits(case, world, case.bedfordshire).reads(address)
    assert f'href="/evidence/{letter}">Letter of the commission' in page
    proof = swindon.reads(f"/evidence/{letter}")
    assert f'href="{address}">Stars for social services</a>: 1 star, 1 December 2005' in proof
    session = {"state": "held", "topic": "Cash flow", "evidence": letter, **LENGTH, **day("on_date", 2, 12, 2005)}
    held = swindon.sends(f"{base}/sessions/add", **session)
    assert held
    proof = swindon.reads(f"/evidence/{letter}")
    assert ">Cash flow</a>, 2 December 2005" in proof
    assert "Cash flow" not in sits(case, world, case.bedfordshire).reads(f"/evidence/{letter}")


def test_a_measure_with_300_readings_asks_as_often_as_with_one(case: Case, world: World) -> None:
    case.sent()
    address = f"/arrangements/{case.reference}/measures/{measure_of(case)}"
    swindon = sits(case, world, case.swindon)

    def record(count: int) -> None:
        with case.at(case.swindon):
            measure = db.session.scalars(select(Measure).where(Measure.name == STARS)).one()
            db.session.add_all(
                Reading(
                    access_list_id=measure.access_list_id, measure_id=measure.id, value=Decimal(number % 4),
                    label=f"{number % 4} stars", on_date=date(2005, 1, 1) + timedelta(days=number), source="Count",
                    recorded_by_id=case.swindon.organisation_id,
                )
                for number in range(count)
            )  # fmt: skip
            db.session.commit()

    def asked() -> int:
        swindon.reads(address)
        sent: list[str] = []

        def keep(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            sent.append(statement)

        with case.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", keep)
        swindon.reads(address)
        event.remove(engine, "before_cursor_execute", keep)
        return len([one for one in sent if not one.startswith("BEGIN")])

    record(1)
    one = asked()
    assert one <= 8
    record(300)
    assert asked() == one
    page = swindon.reads(address)
    assert page.count("<circle") == 2
    assert page.count('<tr role="row"') == 26
    assert len(page) < 60_000

"""Kinds are data: the ten that there are, and one that an operator adds without code."""

from __future__ import annotations

from click.testing import Result
from sqlalchemy import select

from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.cli import commands
from portal.features.arrangements.models import ArrangementKind
from portal.features.arrangements.rules.terms import frozen, thawed
from portal.features.arrangements.rules.terms_words import compare
from tests.arrangements.conftest import Case
from tests.arrangements.people import sits
from tests.arrangements.test_rules import arrangement, built
from tests.factories.world import World


def portal(case: Case, *words: str) -> Result:
    return case.app.test_cli_runner().invoke(commands, ["kinds", *words])


def restart(case: Case) -> None:
    case.app.extensions.pop("accord.kinds", None)


def test_the_ten_kinds_are_there(case: Case) -> None:
    said = portal(case, "list").output
    assert said.count("about*") == 10
    assert "pooled_budget: Pooled budget\n  Money of several organisations is held as one" in said


def test_a_kind_is_added_and_used_without_code(case: Case, world: World) -> None:
    added = portal(case, "add", "twinning", "--name", "Twinning", "--hint", "Two towns", "--tasks", "about,parties",
                   "--required", "about")  # fmt: skip
    assert added.exit_code == 0, added.output
    restart(case)
    sam = sits(case, world, case.swindon)
    assert "Two towns" in sam.reads("/arrangements/new")
    to = sam.sends("/arrangements/new", title="Swindon and Salzgitter", kind="twinning", roles=["other"])
    page = sam.reads(to.replace("about", "tasks"))
    assert "1 part is needed before you can send it: none is done yet. 1 is optional: none is done yet." in page
    assert "Money" not in page
    assert "Twinning" in sam.reads("/arrangements?kind=twinning")
    assert portal(case, "change", "twinning", "--hidden").exit_code == 0
    restart(case)
    assert "Two towns" not in sam.reads("/arrangements/new")
    assert "Twinning" in sam.reads(to)


def test_a_kind_that_cannot_be_is_refused(case: Case) -> None:
    for words, said in (
        (("add", "pilot", "--name", "Again"), "There is a kind pilot already"),
        (("add", "Two Words", "--name", "Two"), "small letters"),
        (("add", "other", "--name", "Other", "--tasks", "dancing"), "no task called dancing"),
        (("add", "other", "--name", "Other", "--tasks", "about", "--required", "legal"), "legal is none"),
        (("change", "nothing", "--name", "Nothing"), "no such kind"),
    ):
        result = portal(case, *words)
        assert result.exit_code == 1
        assert said in result.output
    with case.app.app_context():
        assert len(db.session.scalars(select(ArrangementKind)).all()) == 10


def test_a_kind_added_elsewhere_is_found_when_it_is_met(case: Case) -> None:
    with case.app.app_context():
        assert queries.kind_of("mentoring").name == "Mentoring"
    portal(case, "add", "twinning", "--name", "Twinning")
    with case.app.app_context():
        assert queries.kind_of("twinning").name == "Twinning"
        assert queries.kind_of("never_heard_of").name == "Never heard of"


def test_a_change_of_kind_is_told_by_name() -> None:
    old, new = (thawed(frozen(built(arrangement(kind=kind)))[0]) for kind in ("mentoring", "pilot"))
    changes = compare(old, new, {"mentoring": "Mentoring", "pilot": "Pilot"})
    assert [(one.field, one.before, one.after) for one in changes] == [("Kind", "Mentoring", "Pilot")]

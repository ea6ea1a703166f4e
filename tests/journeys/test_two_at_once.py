"""Two people, or two clicks, at the same moment: nothing typed is lost and nothing is done twice."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Enter
from tests.journeys.person import CONFLICT, Person
from tests.journeys.registering import TITLE
from tests.journeys.telling import NARROW, PLAIN, WIDE, Telling

MINE, THEIRS = "So that carers are called back the same week.", "So that every bill is paid within the month."
PURPOSE, NAME = "What is it for?", "What is it called?"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("telling", "database"),
    [
        pytest.param(WIDE, "postgresql", id="script-postgresql"),
        pytest.param(NARROW, "sqlite", id="narrow-sqlite"),
        pytest.param(PLAIN, "sqlite", id="no-script-sqlite"),
    ],
    indirect=["database"],
)
def test_two_people_change_one_arrangement(somebody: Enter, telling: Telling) -> None:
    manager, officer = somebody("manager.swindon"), somebody("officer.swindon")
    manager.signs_in()
    starts_a_draft(manager)
    manager.presses("Save and continue")
    about = f"/arrangements/{manager.reference()}/about"
    officer.signs_in()
    officer.goes_to(about)
    manager.goes_to(about)
    for person, words in ((officer, THEIRS), (manager, MINE)):
        person.types(PURPOSE, words)
        person.dates("When does it start?", 17, 1, 2005)
    officer.presses("Save and continue")
    manager.presses("Save and continue", status=CONFLICT)
    manager.sees("Someone changed this while you were working", MINE, THEIRS)

    # One click keeps what the manager typed; what the officer saved was shown beside it.
    manager.presses("Save what I typed")
    manager.goes_to(about)
    assert manager.page.get_by_label(PURPOSE).input_value() == MINE
    assert manager.page.get_by_label(NAME).input_value() == TITLE

    # The other way out leaves what is saved.
    officer.goes_to(about)
    manager.types(PURPOSE, "Something else")
    manager.presses("Save and continue")
    officer.types(PURPOSE, THEIRS)
    officer.presses("Save and continue", status=CONFLICT)
    officer.follows("Keep what is saved now")
    assert officer.page.get_by_label(PURPOSE).input_value() == "Something else"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("telling", "database"),
    [
        pytest.param(WIDE, "sqlite", id="script-sqlite"),
        pytest.param(PLAIN, "sqlite", id="no-script-sqlite"),
        pytest.param(PLAIN, "postgresql", id="no-script-postgresql"),
    ],
    indirect=["database"],
)
def test_sent_twice_makes_one_arrangement(somebody: Enter, telling: Telling) -> None:
    swindon = somebody("manager.swindon")
    swindon.signs_in()
    for number, twice in enumerate((swindon.presses_twice, swindon.presses_on_a_bad_line), start=1):
        starts_a_draft(swindon)
        twice("Save and continue")
        swindon.sees("What is it for?")
        for menu in ("Arrangements", "Home"):
            swindon.chooses_menu(menu)
            assert swindon.page.get_by_role("link", name=TITLE).count() == number


def starts_a_draft(me: Person) -> None:
    """The first form, filled in but not sent."""
    me.goes_to("/arrangements/new")
    me.types(NAME, TITLE)
    me.picks("What kind of arrangement is it?", "Mentoring")
    me.picks("What is your organisation in it?", "Recipient")

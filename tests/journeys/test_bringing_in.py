"""A council drops its spreadsheet: without script, and on a narrow screen, with a joint committee spelt two ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.conftest import Enter
from tests.journeys.telling import NARROW, PLAIN

JOINT = "South East Energy (a joint committee)"
ROWS = f"""Contract,Buyer,Start,End,Value
Gas for schools,{JOINT},2024-04-01,2027-03-31,45000
Power for schools,{JOINT}.,2024-04-01,2027-03-31,120000
Mentoring of finance,Swindon borough council,April 2024,,
"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("telling", "database"),
    [pytest.param(PLAIN, "sqlite", id="no-script-sqlite"), pytest.param(NARROW, "postgresql", id="narrow-postgresql")],
    indirect=["database"],
)
@pytest.mark.usefixtures("telling")
def test_a_register_comes_in_from_a_spreadsheet(somebody: Enter, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text(ROWS, encoding="utf-8")
    manager = somebody("manager.kent")
    manager.signs_in()
    manager.goes_to("/arrangements")
    manager.follows("Import arrangements from a spreadsheet")
    manager.sends_it_empty("Upload it")
    manager.chooses_file("File", file)
    manager.presses("Upload it")
    manager.selects("What it is called", "A: Contract (Gas for schools)")
    manager.selects("Partners", f"B: Buyer ({JOINT})")
    manager.presses("Continue")
    manager.selects("What kind of arrangements are they?", "Shared service")
    manager.picks("What are your organisation’s roles in them?", "Provider")
    manager.selects("What is the role of the other parties?", "Recipient")
    manager.presses("Continue")
    manager.sees("1 is spelt as in the list of organisations", f"The same as “{JOINT}” in this file")
    manager.sends_it_empty("Continue")
    manager.selects(JOINT, "Add it to the list of organisations")
    manager.presses("Continue")
    manager.types("What is it called?", "South East Energy")
    manager.picks("What is it?", "Joint committee, or another body that several organisations run")
    manager.presses("Continue")
    manager.sees("South East Energy (to be added)", "1 April 2024 to 31 March 2027", "Amounts kept in words")
    manager.presses("Import 3 arrangements")
    manager.sees("3 arrangements came in as ideas", "Gas for schools")
    manager.follows("Power for schools")
    manager.sees("South East Energy", "Brought it in from a file")

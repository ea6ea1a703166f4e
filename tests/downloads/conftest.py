"""Case 4 with more said in it than fits on a page, and files read back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from portal import downloads
from portal.features.feedback import Kind
from portal.web.application import Portal
from tests.factories.world import World
from tests.feedback.conftest import WORDS, Case

SAID = 30
Table = list[list[Any]]


@pytest.fixture
def case(app: Portal, world: World) -> Case:
    """Thirty statements of the forum: every third a claim, one of them nothing but a formula."""
    case = Case(app, world)

    def say_all() -> None:
        for number in range(SAID):
            words = "=1+1" if number == 3 else f"Number {number:02}. {WORDS}"
            case.say(words, kind=list(Kind)[number % 3])

    world.once(case, say_all)
    return case


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are made of many pages."""
    monkeypatch.setattr(downloads, "AT_A_TIME", 7)


def as_csv(answer: TestResponse) -> Table:
    """The table in a CSV file, with its headings."""
    assert answer.status_code == 200, answer.status_code
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline=""), strict=True))


def as_xlsx(answer: TestResponse) -> Table:
    """The table in a workbook, with its headings."""
    assert answer.status_code == 200, answer.status_code
    sheet = load_workbook(io.BytesIO(answer.get_data())).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def column(table: Table, heading: str) -> list[Any]:
    """What stands under a heading."""
    place = table[0].index(heading)
    return [row[place] for row in table[1:]]

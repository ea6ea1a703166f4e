"""Measures, targets and readings."""

from collections.abc import Iterator
from datetime import date, timedelta

from bench.country import FEW_ARRANGEMENTS, START, Country, Row, reference

STORY_MEASURES = 3
READINGS = 4


def _measured(country: Country) -> Iterator[tuple[int, int]]:
    """(measure, arrangement): three for each arrangement whose story is read; one for each of the rest."""
    key = 0
    for number in range(1, country.arrangements + 1):
        for _ in range(STORY_MEASURES if number <= FEW_ARRANGEMENTS else 1):
            key += 1
            yield key, number


def measures(country: Country) -> Iterator[Row]:
    """All numbers, with a baseline."""
    for key, number in _measured(country):
        yield {
            "id": key,
            "reference": reference(key, 9),
            "access_list_id": country.outer(number),
            "arrangement_id": number,
            "name": f"Invoices paid within 30 days, {key}",
            "scale": "number",
            "unit": "per cent",
            "labels": "",
            "direction": "higher",
            "baseline_value": country.exact(70),
            "baseline_label": "",
            "baseline_on": date(2024, 12, 31),
            "created_at": START,
            "version": 1,
        }


def targets(country: Country) -> Iterator[Row]:
    """One for each measure."""
    for key, number in _measured(country):
        yield {
            "id": key,
            "reference": reference(key, 10),
            "access_list_id": country.outer(number),
            "measure_id": key,
            "value": country.exact(95),
            "label": "",
            "due_on": date(2026, 1, 1) + timedelta(days=key % 700),
            "set_on": date(2025, 1, 1),
            "set_by_id": country.parties_of(number)[0],
            "read_on": None,
            "created_at": START,
        }


def readings(country: Country) -> Iterator[Row]:
    """A year of quarters where the story is read."""
    row = 0
    for key, number in _measured(country):
        for quarter in range(READINGS if number <= FEW_ARRANGEMENTS else 1):
            row += 1
            yield {
                "id": row,
                "reference": reference(row, 11),
                "access_list_id": country.outer(number),
                "measure_id": key,
                "value": country.exact(72 + quarter),
                "label": "",
                "on_date": date(2025, 3, 31) + timedelta(days=91 * quarter),
                "source": "Quarterly report",
                "recorded_by_id": country.parties_of(number)[0],
                "created_at": START,
            }

"""Organisations and the people in them."""

from collections.abc import Iterator

from bench.country import ORGANISATIONS, START, Country, Row, reference


def organisations(country: Country) -> Iterator[Row]:
    """A thousand councils."""
    for number in range(1, ORGANISATIONS + 1):
        name = f"Bench Borough Council {number}"
        yield {
            "id": number,
            "reference": reference(number, 1),
            "name": name,
            "sort_name": name.lower(),
            "type": "council",
            "created_at": START,
            "version": 1,
        }


def people(country: Country) -> Iterator[Row]:
    """A manager in each."""
    for number in range(1, ORGANISATIONS + 1):
        yield {
            "id": number,
            "name": f"Manager {number}",
            "email": f"manager-{number}@example.org",
            "actor_id": f"{number:032x}",
            "password": country.password_hash,
            "active": True,
            "fs_uniquifier": f"{number:064x}",
            "created_at": START,
        }


def memberships(country: Country) -> Iterator[Row]:
    """Each in its own."""
    for number in range(1, ORGANISATIONS + 1):
        yield {
            "id": number,
            "reference": reference(number, 8),
            "person_id": number,
            "organisation_id": number,
            "role": "manager",
            "started_at": START,
            "created_at": START,
            "version": 1,
        }

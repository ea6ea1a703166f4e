"""Lists and grants."""

from collections.abc import Iterator

from bench.country import START, Country, Row


def lists(country: Country) -> Iterator[Row]:
    """Two for each arrangement, one for each statement."""
    for number in range(1, country.arrangements + 1):
        owner = country.parties_of(number)[0]
        yield {"id": country.outer(number), "owner_organisation_id": owner, "within_id": None, "created_at": START}
        yield {
            "id": country.inner(number),
            "owner_organisation_id": owner,
            "within_id": country.outer(number),
            "created_at": START,
        }
    for number in range(1, country.statements + 1):
        arrangement = country.about(number)
        yield {
            "id": country.own(number),
            "owner_organisation_id": country.parties_of(arrangement)[2],
            "within_id": country.outer(arrangement),
            "created_at": START,
        }


def grants(country: Country) -> Iterator[Row]:
    """One for each party on each list."""
    number = 0
    for list_id, parties, owner in _lists_and_parties(country):
        for organisation in dict.fromkeys(parties):
            number += 1
            yield {
                "id": number,
                "access_list_id": list_id,
                "organisation_id": organisation,
                "role": "owner" if organisation == owner else "party",
                "reason": "Party to this arrangement",
                "starts_at": START,
                "ends_at": None,
                "granted_by_id": owner,
                "term_id": None,
            }


def _lists_and_parties(country: Country) -> Iterator[tuple[int, tuple[int, int, int], int]]:
    for number in range(1, country.arrangements + 1):
        parties = country.parties_of(number)
        yield country.outer(number), parties, parties[0]
        yield country.inner(number), parties, parties[0]
    for number in range(1, country.statements + 1):
        parties = country.parties_of(country.about(number))
        yield country.own(number), parties, parties[2]

"""Sessions, statements and who is asked to reply."""

from collections.abc import Iterator
from datetime import date, timedelta

from bench.country import FEW_ARRANGEMENTS, START, WORDS, Country, Row, reference

STORY_SESSIONS = 40


def sessions(country: Country) -> Iterator[Row]:
    """Forty for each of the first arrangements, whose story is read; one for each of the rest."""
    key = 0
    for number in range(1, country.arrangements + 1):
        for visit in range(STORY_SESSIONS if number <= FEW_ARRANGEMENTS else 1):
            key += 1
            yield {
                "id": key,
                "reference": reference(key, 5),
                "access_list_id": country.inner(number),
                "arrangement_id": number,
                "pair_id": number,
                "state": "held",
                "on_date": date(2025, 1, 1) + timedelta(days=visit * 3),
                "minutes": 90,
                "people": "Two managers",
                "topic": f"Budget controls, visit {visit + 1}",
                "advice": "Close the list by the third working day.",
                "outcome": "Agreed the month-end list.",
                "logged_by_id": country.parties_of(number)[0],
                "created_at": START,
                "version": 1,
            }


def statements(country: Country) -> Iterator[Row]:
    """All with the same words."""
    capacities = ("service_users_representative", "commissioning_partner", "contractor")
    for number in range(1, country.statements + 1):
        moment = country.made(number)
        yield {
            "id": number,
            "reference": reference(number, 6),
            "access_list_id": country.own(number),
            "arrangement_id": country.about(number),
            "author_organisation_id": country.parties_of(country.about(number))[2],
            "person_id": country.parties_of(country.about(number))[2],
            "capacity": capacities[number % 3],
            "capacity_words": "",
            "kind": ("experience", "claim", "suggestion")[number % 3],
            "words": WORDS,
            "state": ("said", "put")[number % 2],
            "put_at": moment,
            "reply_due_on": date(2025, 3, 1),
            "created_at": moment,
            "version": 1,
        }


def asked_replies(country: Country) -> Iterator[Row]:
    """Half of the statements wait for a reply, of the other parties."""
    key = 0
    for number in range(2, country.statements + 1):
        if number % 2:
            for organisation in country.parties_once(country.about(number))[:-1]:
                key += 1
                yield {
                    "id": key, "access_list_id": country.own(number), "statement_id": number,
                    "organisation_id": organisation, "created_at": country.made(number), "due_on": date(2025, 3, 1),
                }  # fmt: skip

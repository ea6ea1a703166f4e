"""What is agreed, and what the parties say of it."""

from collections.abc import Iterator
from datetime import date

from bench.country import START, WORDS, Country, Row, reference
from portal.core.digests import canonical, digest_of
from portal.features.arrangements.rules.titles import title_words

STATES = ("proposed", "active")
TERMS = canonical({"about": {"title": "Shared service"}})


def arrangements(country: Country) -> Iterator[Row]:
    """Every second has begun."""
    kinds = ("mentoring", "shared_service", "joint_team", "pilot", "lead_authority")
    for number in range(1, country.arrangements + 1):
        yield {
            "id": number,
            "reference": reference(number, 2),
            "access_list_id": country.outer(number),
            "inner_list_id": country.inner(number),
            "registered_by_id": country.parties_of(number)[0],
            "kind": kinds[number % 5],
            "title": title(number),
            "purpose": WORDS,
            "starts_on": date(2025, 1, 1),
            "ends_on": date(2027, 12, 31),
            "legal_basis": "Local Government Act 1972 section 113",
            "success_gate": "",
            "rhythm": "Two days a week",
            "visits_per_month": 8,
            "state": STATES[number % 2],
            "terms_number": 1,
            "sent_at": country.made(number * 10),
            "created_at": country.made(number * 10),
            "version": 1,
        }


def title(number: int) -> str:
    """What an arrangement is called: words that all have, one that every hundredth has, and its own number."""
    return f"Shared service for {'lighthouses' if number % 100 == 0 else 'harbours'} and schools {number}"


def words(country: Country) -> Iterator[Row]:
    """The words of each title."""
    for number in range(1, country.arrangements + 1):
        for word in title_words(title(number)):
            yield {"arrangement_id": number, "word": word, "access_list_id": country.outer(number)}


def parties(country: Country) -> Iterator[Row]:
    """Two or three in each."""
    for number in range(1, country.arrangements + 1):
        for place, organisation in enumerate(country.parties_once(number)):
            yield {
                "id": number * 3 + place,
                "access_list_id": country.outer(number),
                "arrangement_id": number,
                "organisation_id": organisation,
                "note": "",
                "changes": 0,
                "created_at": START,
                "version": 1,
            }


def roles(country: Country) -> Iterator[Row]:
    """One role for each party."""
    for number in range(1, country.arrangements + 1):
        for place, _ in enumerate(country.parties_once(number)):
            yield {
                "party_id": number * 3 + place,
                "role": ("provider", "recipient", "funder")[place],
                "access_list_id": country.outer(number),
            }


def money(country: Country) -> Iterator[Row]:
    """One sum in each."""
    for number in range(1, country.arrangements + 1):
        parties = country.parties_once(number)
        yield {
            "id": number,
            "reference": reference(number, 3),
            "access_list_id": country.inner(number),
            "arrangement_id": number,
            "payer_id": parties[1],
            "payee_id": parties[0],
            "basis": "fixed",
            "pence": 260_000_000,
            "in_kind": "",
            "purpose": "Management fee",
            "source": "Agreement",
            "alternative_per": "",
            "alternative_source": "",
            "changes": 0,
            "created_at": START,
            "version": 1,
        }


def pairs(country: Country) -> Iterator[Row]:
    """One pair in each."""
    for number in range(1, country.arrangements + 1):
        parties = country.parties_once(number)
        yield {
            "id": number,
            "reference": reference(number, 4),
            "access_list_id": country.inner(number),
            "arrangement_id": number,
            "mentor_id": parties[0],
            "mentor_post": "Head of finance",
            "mentee_id": parties[1],
            "mentor_person": "",
            "mentee_post": "Finance manager",
            "mentee_person": "",
            "focus": "Controls",
            "rhythm": "Two days a week",
            "days_per_month": country.exact(9),
            "created_at": START,
            "version": 1,
        }


def terms(country: Country) -> Iterator[Row]:
    """One version of each."""
    for number in range(1, country.arrangements + 1):
        yield {
            "id": number,
            "access_list_id": country.inner(number),
            "arrangement_id": number,
            "number": 1,
            "digest": digest_of(TERMS),
            "terms": TERMS,
            "changed": "",
            "made_by_id": country.parties_of(number)[0],
            "created_at": country.made(number * 10),
        }


def confirmations(country: Country) -> Iterator[Row]:
    """Every party of what has begun has confirmed; of what is proposed, the one that registered it."""
    key = 0
    for number in range(1, country.arrangements + 1):
        parties = country.parties_once(number)
        for organisation in parties if STATES[number % 2] == "active" else parties[:1]:
            key += 1
            yield {
                "id": key,
                "access_list_id": country.inner(number),
                "arrangement_id": number,
                "organisation_id": organisation,
                "person_id": organisation,
                "terms_number": 1,
                "terms_digest": digest_of(TERMS),
                "decision": "confirmed",
                "comment": "",
                "created_at": country.made(number * 10 + 1),
            }


def asked(country: Country) -> Iterator[Row]:
    """The other parties of what is proposed."""
    key = 0
    for number in range(1, country.arrangements + 1):
        if STATES[number % 2] == "proposed":
            for organisation in country.parties_once(number)[1:]:
                key += 1
                yield {
                    "id": key,
                    "access_list_id": country.inner(number),
                    "arrangement_id": number,
                    "organisation_id": organisation,
                    "created_at": country.made(number * 10),
                }

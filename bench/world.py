"""A made-up country in the proportions of a real one, as plain rows: what the benchmark reads and writes.

For every ten statements one arrangement with three parties; a list for each statement and two for each
arrangement; three grants a list; an entry in the ledger for each. Everything follows from the row's number.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal.core.digests import canonical, digest_of, moment_text
from portal.core.references import ALPHABET
from portal.ledger.chain import GENESIS, Link

START = datetime(2025, 1, 1, tzinfo=UTC)
ORGANISATIONS = 1_000
NEARLY_ALL, FEW, TENTH, HUNDREDTH, THOUSANDTH, TWO_THOUSANDTHS = 1, 2, 3, 4, 5, 6
VIEWERS = {
    NEARLY_ALL: "sees nearly all",
    FEW: "sees few",
    TENTH: "sees 10%",
    HUNDREDTH: "sees 1%",
    TWO_THOUSANDTHS: "sees 0.2%",
    THOUSANDTH: "sees 0.1%",
}
FEW_ARRANGEMENTS = 5
STORY_SESSIONS = 40
STORY_MEASURES = 3
READINGS = 4
STATES = ("proposed", "agreed")
TERMS = canonical({"about": {"title": "Shared service"}})
WORDS = "Our members tell us that the visits help, that the reports come late, and that nobody rings back. " * 3

Row = Mapping[str, Any]
Table = tuple[str, Iterator[Row]]


def reference(number: int, salt: int = 7) -> str:
    """A reference that no other number of the table has, spread like a random one."""
    mixed = (number * 2_654_435_761 + salt * 97) % 2**40 if number < 2**20 else (number * 2_654_435_761) % 2**40
    symbols = "".join(ALPHABET[mixed >> 5 * place & 31] for place in range(8))
    return f"{symbols[:4]}-{symbols[4:]}"


@dataclass(frozen=True)
class World:
    """``statements`` of them, and all that goes with it."""

    statements: int
    password_hash: str
    exact: Callable[[int], int] = int
    """How this database keeps an exact number (SQLite: in millionths)."""

    @property
    def arrangements(self) -> int:
        return max(self.statements // 10, 20)

    def tables(self) -> Iterator[Table]:
        """Every table to fill, parents first, as (name, rows)."""
        yield "organisation", self._organisations()
        yield "person", self._people()
        yield "membership", self._memberships()
        yield "access_list", self._lists()
        yield "access_grant", self._grants()
        yield "arrangement", self._arrangements()
        yield "party", self._parties()
        yield "party_role", self._roles()
        yield "money_flow", self._money()
        yield "mentoring_pair", self._pairs()
        yield "mentoring_session", self._sessions()
        yield "measure", self._measures()
        yield "target", self._targets()
        yield "reading", self._readings()
        yield "terms_version", self._terms()
        yield "confirmation", self._confirmations()
        yield "asked_confirmation", self._asked()
        yield "statement", self._statements()
        yield "asked_reply", self._asked_replies()
        yield "ledger_entry", self._entries()
        yield "ledger_payload", self._payloads()
        yield "ledger_head", self._heads()

    def parties_of(self, arrangement: int) -> tuple[int, int, int]:
        """The organisations of an arrangement, the one that registered it first."""
        first = NEARLY_ALL if arrangement % 20 else 10 + arrangement % 490
        third = 500 + arrangement % 500
        if arrangement <= FEW_ARRANGEMENTS:
            third = FEW
        elif arrangement % 10 == 3:
            third = TENTH
        elif arrangement % 100 == 4:
            third = HUNDREDTH
        elif arrangement % 1000 == 5:
            third = THOUSANDTH
        elif arrangement % 500 == 6:
            third = TWO_THOUSANDTHS
        return first, 10 + (arrangement * 7 + 1) % 489 + 0, third

    def outer(self, arrangement: int) -> int:
        return arrangement * 2 - 1

    def inner(self, arrangement: int) -> int:
        return arrangement * 2

    def own(self, statement: int) -> int:
        """The list of a statement."""
        return self.arrangements * 2 + statement

    def about(self, statement: int) -> int:
        """The arrangement a statement is about."""
        return (statement - 1) % self.arrangements + 1

    def made(self, number: int) -> datetime:
        return START + timedelta(seconds=number)

    def _organisations(self) -> Iterator[Row]:
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

    def _people(self) -> Iterator[Row]:
        for number in range(1, ORGANISATIONS + 1):
            yield {
                "id": number,
                "name": f"Manager {number}",
                "email": f"manager-{number}@example.org",
                "actor_id": f"{number:032x}",
                "password": self.password_hash,
                "active": True,
                "fs_uniquifier": f"{number:064x}",
                "created_at": START,
            }

    def _memberships(self) -> Iterator[Row]:
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

    def _lists(self) -> Iterator[Row]:
        for number in range(1, self.arrangements + 1):
            owner = self.parties_of(number)[0]
            yield {"id": self.outer(number), "owner_organisation_id": owner, "within_id": None, "created_at": START}
            yield {
                "id": self.inner(number),
                "owner_organisation_id": owner,
                "within_id": self.outer(number),
                "created_at": START,
            }
        for number in range(1, self.statements + 1):
            arrangement = self.about(number)
            yield {
                "id": self.own(number),
                "owner_organisation_id": self.parties_of(arrangement)[2],
                "within_id": self.outer(arrangement),
                "created_at": START,
            }

    def _grants(self) -> Iterator[Row]:
        number = 0
        for list_id, parties, owner in self._lists_and_parties():
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

    def _lists_and_parties(self) -> Iterator[tuple[int, tuple[int, int, int], int]]:
        for number in range(1, self.arrangements + 1):
            parties = self.parties_of(number)
            yield self.outer(number), parties, parties[0]
            yield self.inner(number), parties, parties[0]
        for number in range(1, self.statements + 1):
            parties = self.parties_of(self.about(number))
            yield self.own(number), parties, parties[2]

    def _arrangements(self) -> Iterator[Row]:
        kinds = ("mentoring", "shared_service", "joint_team", "pilot", "lead_authority")
        for number in range(1, self.arrangements + 1):
            yield {
                "id": number,
                "reference": reference(number, 2),
                "access_list_id": self.outer(number),
                "inner_list_id": self.inner(number),
                "registered_by_id": self.parties_of(number)[0],
                "kind": kinds[number % 5],
                "title": f"Shared service for harbours and schools {number}",
                "purpose": WORDS,
                "starts_on": date(2025, 1, 1),
                "ends_on": date(2027, 12, 31),
                "legal_basis": "Local Government Act 1972 section 113",
                "success_gate": "",
                "rhythm": "Two days a week",
                "visits_per_month": 8,
                "state": STATES[number % 2],
                "terms_number": 1,
                "sent_at": self.made(number * 10),
                "created_at": self.made(number * 10),
                "version": 1,
            }

    def _parties(self) -> Iterator[Row]:
        for number in range(1, self.arrangements + 1):
            for place, organisation in enumerate(dict.fromkeys(self.parties_of(number))):
                yield {
                    "id": number * 3 + place,
                    "access_list_id": self.outer(number),
                    "arrangement_id": number,
                    "organisation_id": organisation,
                    "note": "",
                    "changes": 0,
                    "created_at": START,
                    "version": 1,
                }

    def _roles(self) -> Iterator[Row]:
        for number in range(1, self.arrangements + 1):
            for place, _ in enumerate(dict.fromkeys(self.parties_of(number))):
                yield {
                    "party_id": number * 3 + place,
                    "role": ("provider", "recipient", "funder")[place],
                    "access_list_id": self.outer(number),
                }

    def _money(self) -> Iterator[Row]:
        for number in range(1, self.arrangements + 1):
            parties = list(dict.fromkeys(self.parties_of(number)))
            yield {
                "id": number,
                "reference": reference(number, 3),
                "access_list_id": self.inner(number),
                "arrangement_id": number,
                "payer_id": parties[1],
                "payee_id": parties[0],
                "pence": 260_000_000,
                "in_kind": "",
                "purpose": "Management fee",
                "source": "Agreement",
                "created_at": START,
                "version": 1,
            }

    def _pairs(self) -> Iterator[Row]:
        for number in range(1, self.arrangements + 1):
            parties = list(dict.fromkeys(self.parties_of(number)))
            yield {
                "id": number,
                "reference": reference(number, 4),
                "access_list_id": self.inner(number),
                "arrangement_id": number,
                "mentor_id": parties[0],
                "mentor_post": "Head of finance",
                "mentee_id": parties[1],
                "mentor_person": "",
                "mentee_post": "Finance manager",
                "mentee_person": "",
                "focus": "Controls",
                "rhythm": "Two days a week",
                "days_per_month": self.exact(9),
                "created_at": START,
                "version": 1,
            }

    def _sessions(self) -> Iterator[Row]:
        """Forty for each of the first arrangements, whose story is read; one for each of the rest."""
        key = 0
        for number in range(1, self.arrangements + 1):
            for visit in range(STORY_SESSIONS if number <= FEW_ARRANGEMENTS else 1):
                key += 1
                yield {
                    "id": key,
                    "reference": reference(key, 5),
                    "access_list_id": self.inner(number),
                    "arrangement_id": number,
                    "pair_id": number,
                    "state": "held",
                    "on_date": date(2025, 1, 1) + timedelta(days=visit * 3),
                    "minutes": 90,
                    "people": "Two managers",
                    "topic": f"Budget controls, visit {visit + 1}",
                    "advice": "Close the list by the third working day.",
                    "outcome": "Agreed the month-end list.",
                    "logged_by_id": self.parties_of(number)[0],
                    "created_at": START,
                    "version": 1,
                }

    def _measured(self) -> Iterator[tuple[int, int]]:
        """(measure, arrangement): three for each arrangement whose story is read; one for each of the rest."""
        key = 0
        for number in range(1, self.arrangements + 1):
            for _ in range(STORY_MEASURES if number <= FEW_ARRANGEMENTS else 1):
                key += 1
                yield key, number

    def _measures(self) -> Iterator[Row]:
        for key, number in self._measured():
            yield {
                "id": key,
                "reference": reference(key, 9),
                "access_list_id": self.outer(number),
                "arrangement_id": number,
                "name": f"Invoices paid within 30 days, {key}",
                "scale": "number",
                "unit": "per cent",
                "labels": "",
                "direction": "higher",
                "baseline_value": self.exact(70),
                "baseline_label": "",
                "baseline_on": date(2024, 12, 31),
                "created_at": START,
                "version": 1,
            }

    def _targets(self) -> Iterator[Row]:
        for key, number in self._measured():
            yield {
                "id": key,
                "reference": reference(key, 10),
                "access_list_id": self.outer(number),
                "measure_id": key,
                "value": self.exact(95),
                "label": "",
                "due_on": date(2026, 1, 1) + timedelta(days=key % 700),
                "set_on": date(2025, 1, 1),
                "set_by_id": self.parties_of(number)[0],
                "read_on": None,
                "created_at": START,
            }

    def _readings(self) -> Iterator[Row]:
        row = 0
        for key, number in self._measured():
            for quarter in range(READINGS if number <= FEW_ARRANGEMENTS else 1):
                row += 1
                yield {
                    "id": row,
                    "reference": reference(row, 11),
                    "access_list_id": self.outer(number),
                    "measure_id": key,
                    "value": self.exact(72 + quarter),
                    "label": "",
                    "on_date": date(2025, 3, 31) + timedelta(days=91 * quarter),
                    "source": "Quarterly report",
                    "recorded_by_id": self.parties_of(number)[0],
                    "created_at": START,
                }

    def _terms(self) -> Iterator[Row]:
        for number in range(1, self.arrangements + 1):
            yield {
                "id": number,
                "access_list_id": self.inner(number),
                "arrangement_id": number,
                "number": 1,
                "digest": digest_of(TERMS),
                "terms": TERMS,
                "changed": "",
                "made_by_id": self.parties_of(number)[0],
                "created_at": self.made(number * 10),
            }

    def _confirmations(self) -> Iterator[Row]:
        """Every party of what is agreed has confirmed; of what is proposed, the one that registered it."""
        key = 0
        for number in range(1, self.arrangements + 1):
            parties = list(dict.fromkeys(self.parties_of(number)))
            for organisation in parties if STATES[number % 2] == "agreed" else parties[:1]:
                key += 1
                yield {
                    "id": key,
                    "access_list_id": self.inner(number),
                    "arrangement_id": number,
                    "organisation_id": organisation,
                    "person_id": organisation,
                    "terms_number": 1,
                    "terms_digest": digest_of(TERMS),
                    "decision": "confirmed",
                    "comment": "",
                    "created_at": self.made(number * 10 + 1),
                }

    def _asked(self) -> Iterator[Row]:
        key = 0
        for number in range(1, self.arrangements + 1):
            if STATES[number % 2] == "proposed":
                for organisation in list(dict.fromkeys(self.parties_of(number)))[1:]:
                    key += 1
                    yield {
                        "id": key,
                        "access_list_id": self.inner(number),
                        "arrangement_id": number,
                        "organisation_id": organisation,
                        "created_at": self.made(number * 10),
                    }

    def _statements(self) -> Iterator[Row]:
        capacities = ("service_users_representative", "commissioning_partner", "contractor")
        for number in range(1, self.statements + 1):
            moment = self.made(number)
            yield {
                "id": number,
                "reference": reference(number, 6),
                "access_list_id": self.own(number),
                "arrangement_id": self.about(number),
                "author_organisation_id": self.parties_of(self.about(number))[2],
                "person_id": self.parties_of(self.about(number))[2],
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

    def _asked_replies(self) -> Iterator[Row]:
        """Half of the statements wait for a reply, of the other parties."""
        key = 0
        for number in range(2, self.statements + 1):
            if number % 2:
                for organisation in list(dict.fromkeys(self.parties_of(self.about(number))))[:-1]:
                    key += 1
                    yield {
                        "id": key, "access_list_id": self.own(number), "statement_id": number,
                        "organisation_id": organisation, "created_at": self.made(number),
                    }  # fmt: skip

    def _links(self) -> Iterator[tuple[int, Link, datetime, str]]:
        key = 0
        for kind, count, salt in (("arrangement", self.arrangements, 2), ("statement", self.statements, 6)):
            for number in range(1, count + 1):
                key += 1
                arrangement = number if kind == "arrangement" else self.about(number)
                list_id = self.outer(number) if kind == "arrangement" else self.own(number)
                moment, body = self.made(number), canonical({"number": number})
                actor = self.parties_of(arrangement)[2]
                link = Link(
                    list_id,
                    1,
                    moment_text(moment),
                    f"{actor:032x}",
                    actor,
                    f"{kind}.made",
                    kind,
                    reference(number, salt),
                    digest_of(body),
                    GENESIS,
                )
                yield key, link, moment, body

    def _entries(self) -> Iterator[Row]:
        for key, link, moment, _ in self._links():
            facts = dict(link.__dict__)
            facts["recorded_at_text"] = facts.pop("recorded_at")
            yield {"id": key, "recorded_at": moment, "digest": link.digest(), **facts}

    def _payloads(self) -> Iterator[Row]:
        for key, link, _, body in self._links():
            yield {"entry_id": key, "access_list_id": link.access_list_id, "body": body}

    def _heads(self) -> Iterator[Row]:
        for _, link, moment, _ in self._links():
            yield {
                "access_list_id": link.access_list_id,
                "sequence": 1,
                "digest": link.digest(),
                "recorded_at": moment,
            }

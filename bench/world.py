"""A made-up country in the proportions of a real one, as plain rows: what the benchmark reads and writes."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.country import FEW, NEARLY_ALL, VIEWERS, Country, Row, reference
from bench.rows import agreed, governed, lists, measured, people, recorded, said

__all__ = ["FEW", "NEARLY_ALL", "VIEWERS", "Row", "World", "reference"]

Table = tuple[str, Iterator[Row]]


@dataclass(frozen=True)
class World(Country):
    """The country with the rows of its tables."""

    def tables(self) -> Iterator[Table]:
        """Every table to fill, parents first, as (name, rows)."""
        yield "organisation", people.organisations(self)
        yield "person", people.people(self)
        yield "membership", people.memberships(self)
        yield "access_list", lists.lists(self)
        yield "access_grant", lists.grants(self)
        yield "arrangement", agreed.arrangements(self)
        yield "title_word", agreed.words(self)
        yield "party", agreed.parties(self)
        yield "party_role", agreed.roles(self)
        yield "money_flow", agreed.money(self)
        yield "mentoring_pair", agreed.pairs(self)
        yield "mentoring_session", said.sessions(self)
        yield "governance", governed.governance(self)
        yield "milestone", governed.milestones(self)
        yield "check_summary", governed.found(self)
        yield "measure", measured.measures(self)
        yield "target", measured.targets(self)
        yield "reading", measured.readings(self)
        yield "terms_version", agreed.terms(self)
        yield "confirmation", agreed.confirmations(self)
        yield "asked_confirmation", agreed.asked(self)
        yield "statement", said.statements(self)
        yield "asked_reply", said.asked_replies(self)
        yield "ledger_entry", recorded.entries(self)
        yield "ledger_payload", recorded.payloads(self)
        yield "ledger_head", recorded.heads(self)
        yield "job", recorded.night(self)

"""The ledger: one entry for each arrangement and each statement."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bench.country import Country, Row, reference
from portal.core.digests import canonical, digest_of, moment_text
from portal.jobs.registry import daily_jobs
from portal.ledger.chain import GENESIS, Link


def _links(country: Country) -> Iterator[tuple[int, Link, datetime, str]]:
    key = 0
    for kind, count, salt in (("arrangement", country.arrangements, 2), ("statement", country.statements, 6)):
        for number in range(1, count + 1):
            key += 1
            arrangement = number if kind == "arrangement" else country.about(number)
            list_id = country.outer(number) if kind == "arrangement" else country.own(number)
            moment, body = country.made(number), canonical({"number": number})
            actor = country.parties_of(arrangement)[2]
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


def entries(country: Country) -> Iterator[Row]:
    """One for each arrangement and statement."""
    for key, link, moment, _ in _links(country):
        facts = dict(link.__dict__)
        facts["recorded_at_text"] = facts.pop("recorded_at")
        yield {"id": key, "recorded_at": moment, "digest": link.digest(), **facts}


def payloads(country: Country) -> Iterator[Row]:
    """As short as can be."""
    for key, link, _, body in _links(country):
        yield {"entry_id": key, "access_list_id": link.access_list_id, "body": body}


def heads(country: Country) -> Iterator[Row]:
    """Each chain has one entry."""
    for _, link, moment, _ in _links(country):
        yield {
            "access_list_id": link.access_list_id,
            "sequence": 1,
            "digest": link.digest(),
            "recorded_at": moment,
        }


def night(_country: Country) -> Iterator[Row]:
    """The work of the night is done, so that a worker that also does jobs (SQLite) is measured by day."""
    now = datetime.now(UTC)
    for key, name in enumerate(daily_jobs(), 1):
        yield {"id": key, "queue": "default", "name": name, "arguments": "{}", "created_at": now, "done_at": now}

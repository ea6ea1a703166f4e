"""Arrangements brought in from a file: all of them or none, and none twice."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from portal import ledger
from portal.access import current_viewer, open_list
from portal.core import clock
from portal.core.digests import canonical, digest_of
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.brought_records import Written, write_records
from portal.features.arrangements.actions.drafting import REASON_OWNER
from portal.features.arrangements.actions.services import cover
from portal.features.arrangements.actions.titles import write_words
from portal.features.arrangements.models import (
    Arrangement,
    CostShare,
    Criterion,
    Governance,
    Measure,
    MentoringPair,
    MoneyFlow,
    Party,
    PartyRole,
    PlannedYear,
    SettledAnswer,
    State,
    Target,
    TrajectoryPoint,
)
from portal.features.arrangements.rules.brought import Brought, Plan, plan_arrangements
from portal.features.arrangements.rules.legal import read_basis
from portal.features.arrangements.rules.measure_checks import labels_of, read_value
from portal.features.arrangements.rules.records_read import Records, line_of
from portal.features.arrangements.rules.sealed import sealed_answer, sealed_target, told_of
from portal.features.arrangements.rules.settled import QUESTIONS
from portal.features.arrangements.rules.terms import NOTHING
from portal.features.arrangements.rules.terms_read import Rows, read_rows

MOST_ARRANGEMENTS = 100
"""New arrangements in one part of an import: each has two lists and a chain of its own, and nobody else writes on
SQLite meanwhile, which should not be for more than a second."""
MOST_RECORDS = 3_000
"""What comes in beside terms in one part: most of it has entries of its own in the ledger."""

_ALONE = (
    "Bring the arrangement in from the list as CSV or Excel, which has none of them. "
    "Once it is sent, bring in its sessions and its readings, each from a spreadsheet. The rest has to be typed"
)


def plan_arrangement_import(brought: Sequence[Brought]) -> Plan:
    """What importing these would add, now. Writes nothing."""
    digests = [one.digest for one in brought]
    references = [one.reference for one in brought if one.reference]
    return plan_arrangements(brought, queries.brought_already(digests, references))


def next_part(new: Sequence[Brought]) -> Sequence[Brought]:
    """As many of the first new ones as come in at once; none of them is ``too_much``."""
    beside = list(accumulate(one.records.come.total() for one in new[:MOST_ARRANGEMENTS]))
    return new[: sum(total <= MOST_RECORDS for total in beside)]


def import_arrangements(brought: Sequence[Brought], sha256: str, organisations: Mapping[str, int]) -> int:
    """Write down the arrangements that are not on the record yet, as many as ``next_part`` gives, as ideas of the
    viewer's organisation; gives how many. ``sha256`` is the digest of the file, ``organisations`` are ids by the keys
    they have in the terms.

    Hold the organisation's own record first, so that two imports of one file come one after the other. Raises
    ``Invalid``.
    """
    planned = plan_arrangement_import(brought).new
    for one in planned:
        if why := too_much(one):
            raise RuleBroken("", why)
    new = next_part(planned)
    if not new:
        raise RuleBroken(
            "", "All of these arrangements are on the record already" if brought else "Nothing in the file can come in"
        )
    own = next(key for key, id_ in organisations.items() if id_ == current_viewer().organisation_id)
    bases = {one.name: one.slug for one in queries.legal_bases()}
    for one in new:
        rows = read_rows(one.terms, queries.known_here(), own, clock.today())
        written = _write(rows, one, organisations, sha256, bases)
        made, targets = written.arrangement, written.targets
        digest = digest_of(canonical(one.terms))
        facts = {"kind": made.kind, "title": made.title, "file": sha256, "row": one.row, "terms": digest}
        ledger.record("arrangement.imported", made, facts | {"targets": told_of(targets, sealed_target)})
        write_records(written, one.records, organisations)
    return len(new)


def too_much(one: Brought) -> str:
    """Why an arrangement cannot come in, because it alone brings too much with it; nothing where it can."""
    beside = one.records.come.total()
    if beside <= MOST_RECORDS:
        return ""
    return f"It has {beside:,} sessions, readings and the like, and {MOST_RECORDS:,} come in at once. {_ALONE}"


def _write(
    rows: Rows, brought: Brought, ids: Mapping[str, int], sha256: str, known_bases: Mapping[str, str]
) -> Written:
    """The arrangement with all that is agreed. The ledger seals its targets with it."""
    outer = open_list(REASON_OWNER)
    inner = open_list(REASON_OWNER, within=outer.id)
    accountable = rows.legal.accountable_body
    bases, note = read_basis(rows.legal.legal_basis, known_bases)
    made = Arrangement(
        access_list_id=outer.id,
        inner_list_id=inner.id,
        registered_by_id=current_viewer().organisation_id,
        state=State.IDEA.value,
        terms_number=0,
        imported_as=brought.digest,
        accountable_body_id=ids[accountable] if accountable else None,
        legal_basis=rows.legal.legal_basis,
        legal_bases=",".join(bases),
        legal_note=note,
        service_changes=0,
        **_facts(rows.about, "services"),
        **vars(rows.visits),
    )
    db.session.add(made)
    db.session.flush()
    if rows.about.services:
        cover(made, rows.about.services)
    write_words(made)
    _write_parties(made, rows, ids)
    written = Written(made, sha256)
    written.money = _write_money(made, rows, ids)
    for key, row in rows.pairs.items():
        ends = {"mentor_id": ids[row.mentor], "mentee_id": ids[row.mentee]}
        written.pairs[key] = _inside(made, MentoringPair, **_facts(row, "mentor", "mentee"), **ends)
    _write_measures(written, rows, brought.records)
    if any(value not in NOTHING for value in vars(rows.governance).values()):
        written.governance = _inside(made, Governance, **vars(rows.governance), assessed=0)
        db.session.add(written.governance)
    outer_list = {"access_list_id": made.access_list_id, "arrangement_id": made.id}
    written.criteria = {key: Criterion(**outer_list, **vars(row)) for key, row in rows.criteria.items()}
    db.session.add_all((*written.pairs.values(), *written.criteria.values()))
    db.session.flush()
    for question, row in rows.settled.items():
        answer = _inside(made, SettledAnswer, question=question, answer=row.answer, note=row.note)
        db.session.add(answer)
        about = {"about": QUESTIONS[question].about, "arrangement": made.reference}
        ledger.record("settled.answered", answer, sealed_answer(answer) | about)
    return written


def _inside(made: Arrangement, model: Any, **values: Any) -> Any:
    return model(access_list_id=made.inner_list_id, arrangement_id=made.id, **values)


def _facts(row: Any, *without: str) -> dict[str, Any]:
    left_out = {*without, *(f"{one}_id" for one in without)}
    return {name: value for name, value in vars(row).items() if name not in left_out}


def _write_parties(made: Arrangement, rows: Rows, ids: Mapping[str, int]) -> None:
    parties = []
    for key, row in rows.parties.items():
        party = Party(
            access_list_id=made.access_list_id,
            arrangement_id=made.id,
            organisation_id=ids[key],
            **_facts(row, "roles"),
        )
        parties.append((party, row.roles))
    db.session.add_all(party for party, _ in parties)
    db.session.flush()
    db.session.add_all(
        PartyRole(party_id=party.id, access_list_id=party.access_list_id, role=role)
        for party, roles in parties
        for role in roles
    )


def _write_money(made: Arrangement, rows: Rows, ids: Mapping[str, int]) -> dict[str, MoneyFlow]:
    ends = ("payer", "joint_payer", "payee")
    written = {}
    for key, row in rows.money.items():
        flow = _inside(made, MoneyFlow, **_facts(row, *ends, "shares", "years"))
        for end in ends:
            setattr(flow, f"{end}_id", ids[getattr(row, end)] if getattr(row, end) else None)
        written[key] = flow
    db.session.add_all(written.values())
    db.session.flush()
    for key, flow in written.items():
        row = rows.money[key]
        of = {"money_flow_id": flow.id}
        unit = "days" if row.pence is None else "pence"
        db.session.add_all(
            _inside(made, CostShare, organisation_id=ids[who], hundredths=part, **of)
            for who, part in row.shares.items()
            if part
        )
        db.session.add_all(
            _inside(made, PlannedYear, year=year, **of, **{unit: amount}) for year, amount in row.years.items()
        )
    return written


def _write_measures(written: Written, rows: Rows, records: Records) -> None:
    made = written.arrangement
    outer = {"access_list_id": made.access_list_id}
    written.measures = measures = {
        key: Measure(arrangement_id=made.id, **_facts(row, "judged_by"), **outer) for key, row in rows.measures.items()
    }
    db.session.add_all(measures.values())
    db.session.flush()
    for row in rows.targets.values():
        standing = clock.today()
        before: Target | None = None
        for earlier in line_of(row, records.earlier_targets):
            before = _write_target(made, measures[earlier.measure], earlier, earlier.set_on, before)
            before.replaced_on = standing = earlier.replaced_on
            written.targets.append(before)
        written.targets.append(_write_target(made, measures[row.measure], row, standing, before))


def _write_target(made: Arrangement, measure: Measure, row: Any, set_on: date, before: Target | None) -> Target:
    """A target with the values on the way to it, in the place of the one ``before`` it, if there was one (flushed)."""
    outer = {"access_list_id": made.access_list_id}
    target = Target(
        measure_id=measure.id,
        value=row.value,
        label=row.label,
        due_on=row.due_on,
        reason=row.reason,
        set_on=set_on,
        set_by_id=made.registered_by_id,
        replaces_id=before.id if before else None,
        **outer,
    )
    db.session.add(target)
    db.session.flush()
    for day, typed in row.way.items():
        value, label = read_value(typed, measure.scale, labels_of(measure.labels))
        db.session.add(TrajectoryPoint(target_id=target.id, value=value, label=label, on_date=day, **outer))
    return target

"""What a document says beside the terms, written down as the word of the organisation that brings it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.data import db
from portal.documents import takers
from portal.features.arrangements import queries
from portal.features.arrangements.actions.session_imports import add_sessions
from portal.features.arrangements.models import (
    Arrangement,
    AssessmentAnswer,
    Criterion,
    DifferingFigure,
    Governance,
    Measure,
    MentoringPair,
    Milestone,
    MoneyFlow,
    PaidYear,
    PartyContact,
    Reading,
    Target,
)
from portal.features.arrangements.rules.follow_ups import NextStep
from portal.features.arrangements.rules.records_read import Records, first_from, in_order
from portal.features.arrangements.rules.sealed import (
    sealed_figure,
    sealed_judgement,
    sealed_paid,
    sealed_reading,
    told_of,
)
from portal.features.arrangements.rules.session_rows import Said


@dataclass
class Written:
    """An arrangement from a file with the rows of its terms, by the keys that they have there."""

    arrangement: Arrangement
    file: str
    governance: Governance | None = None
    pairs: dict[str, MentoringPair] = field(default_factory=dict)
    money: dict[str, MoneyFlow] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    criteria: dict[str, Criterion] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)

    def inside(self, model: Any, **values: Any) -> Any:
        """A row on its inner list."""
        made = self.arrangement
        return model(access_list_id=made.inner_list_id, arrangement_id=made.id, **values)

    def about(self, **facts: Any) -> dict[str, Any]:
        """Facts for the ledger, with the arrangement that they are about."""
        return facts | {"arrangement": self.arrangement.reference}


def write_records(made: Written, records: Records, ids: Mapping[str, int]) -> None:
    """Write down what comes in beside the terms; ``ids`` are those of organisations by their keys."""
    _contacts(made, records, ids)
    _assessment(made, records)
    _milestones(made, records)
    _judgements(made, records)
    _sessions(made, records, ids)
    _readings(made, records)
    _figures(made, records)
    _paid(made, records)
    for taker, taken in zip(takers(), records.above, strict=False):
        if taker.write and taken.rows:
            taker.write(made.arrangement, taken.rows, ids)


def _write(rows: Sequence[Any], told: Iterable[ledger.Told]) -> None:
    """Add rows, and an entry for each, in a few statements however many they are."""
    db.session.add_all(rows)
    db.session.flush()
    ledger.record_all(told)


def _contacts(made: Written, records: Records, ids: Mapping[str, int]) -> None:
    names = queries.names_by_id(ids[key] for key in records.contacts) if records.contacts else {}
    said = {"said_by_id": current_viewer().organisation_id, "said_at": clock.now()}
    rows = [
        made.inside(PartyContact, organisation_id=ids[key], **vars(contact), **said)
        for key, contact in records.contacts.items()
    ]
    _write(rows, (("contact.said", row, made.about(organisation=names[row.organisation_id])) for row in rows))


def _assessment(made: Written, records: Records) -> None:
    if made.governance:
        made.governance.exit_readiness = records.exit_readiness
    if not records.assessment:
        return
    if made.governance is None:
        made.governance = made.inside(Governance)
        db.session.add(made.governance)
    made.governance.assessed = 1
    db.session.add_all(made.inside(AssessmentAnswer, **vars(row)) for row in records.assessment)
    ledger.record("assessment.made", made.governance, made.about(score=sum(row.score for row in records.assessment)))


def _milestones(made: Written, records: Records) -> None:
    one = made.arrangement
    lies = {"access_list_id": one.access_list_id, "arrangement_id": one.id}
    rows = [Milestone(**lies, **vars(row)) for row in records.milestones]
    _write(rows, (("milestone.added", one, {"name": row.name, "day": row.due_on}) for row in rows))


def _judgements(made: Written, records: Records) -> None:
    rows = [made.criteria[key] for key in records.judgements]
    for row, judged in zip(rows, records.judgements.values(), strict=True):
        row.judgement, row.evidence, row.judged_on = judged.judgement, judged.evidence, judged.judged_on
        row.judged_by_id = current_viewer().organisation_id
    ledger.record_all([("criterion.judged", row, sealed_judgement(row) | {"name": row.name}) for row in rows])


def _sessions(made: Written, records: Records, ids: Mapping[str, int]) -> None:
    said = [
        Said(
            steps=tuple(
                (NextStep(one.what, "", one.owner_post, one.due_on, one.done_on), ids[one.owner]) for one in row.steps
            ),
            **{name: value for name, value in vars(row).items() if name not in ("steps", "reference", "logged_by")},
        )
        for row in records.sessions
    ]
    known: dict[str, Mapping[str, Any]] = {"pairs": made.pairs, "measures": made.measures}
    places = {name: {key: row.id for key, row in rows.items()} for name, rows in known.items()}
    if said:
        add_sessions(made.arrangement, said, made.file, {**places, "evidence": {}})


def _readings(made: Written, records: Records) -> None:
    left_out = ("reference", "measure", "replaces", "recorded_by")
    written = {
        key: Reading(
            access_list_id=made.arrangement.access_list_id,
            measure_id=made.measures[row.measure].id,
            recorded_by_id=current_viewer().organisation_id,
            **{name: value for name, value in vars(row).items() if name not in left_out},
        )
        for key, row in records.readings.items()
    }
    _add_in_order(written, {key: row.replaces for key, row in records.readings.items()}, "replaces_id")
    replaced = {row.replaces_id for row in written.values()}
    for measure in made.measures.values():
        mine = [row for row in written.values() if row.measure_id == measure.id]
        for target in made.targets:
            if target.measure_id == measure.id:
                target.read_on = first_from((row for row in mine if row.id not in replaced), target.due_on)
        if mine:
            facts = {"name": measure.name, "measure": measure.reference, "count": len(mine), "file": made.file}
            corrections = sum(row.replaces_id is not None for row in mine)
            told = {"corrected": corrections, "readings": told_of(mine, sealed_reading)}
            ledger.record("readings.imported", made.arrangement, facts | told)


def _add_in_order(rows: Mapping[str, Any], before: Mapping[str, str], column: str) -> None:
    """Add rows in their order, but each after the one that it takes the place of, whose id stands in ``column``;
    ``before`` names it. No row takes its own place, by whatever way round."""
    waits, added = list(rows), dict[str, Any]()
    while waits:
        for key in waits:
            if before[key] in rows and before[key] not in added:
                continue
            if earlier := added.get(before[key]):
                if earlier.id is None:
                    db.session.flush()
                setattr(rows[key], column, earlier.id)
            db.session.add(rows[key])
            added[key] = rows[key]
        waits = [key for key in waits if key not in added]
    db.session.flush()


def _figures(made: Written, records: Records) -> None:
    rows = {
        key: made.inside(
            DifferingFigure,
            money_flow_id=made.money[figure.money].id if figure.money else None,
            stated_by_id=current_viewer().organisation_id,
            **{name: getattr(figure, name) for name in ("year", "pence", "period", "source", "note", "withdrawn_at")},
        )
        for key, figure in records.figures.items()
    }
    corrects = {key: figure.corrects for key, figure in records.figures.items()}
    _add_in_order(rows, corrects, "corrects_id")
    ledger.record_all(
        [told for key in in_order(records.figures, "corrects") for told in _figure_told(made, rows, key, corrects)]
    )


def _figure_told(
    made: Written, rows: Mapping[str, DifferingFigure], key: str, corrects: Mapping[str, str]
) -> Iterator[ledger.Told]:
    """What happened to one figure: it was stated, in place of another or not, and withdrawn if nothing replaced it."""
    row, before = rows[key], rows.get(corrects[key])
    if before is None:
        money = next((one.reference for one in made.money.values() if one.id == row.money_flow_id), "")
        yield "differing_figure.stated", row, sealed_figure(row) | made.about(money=money)
    else:
        yield "differing_figure.corrected", row, sealed_figure(row) | made.about(corrects=before.reference)
    if row.withdrawn_at and key not in corrects.values():
        yield "differing_figure.withdrawn", row, made.about()


def _paid(made: Written, records: Records) -> None:
    rows = [
        made.inside(
            PaidYear,
            money_flow_id=made.money[paid.money].id,
            recorded_by_id=current_viewer().organisation_id,
            **{name: getattr(paid, name) for name in ("year", "pence", "days", "note")},
        )
        for paid in records.paid
    ]
    _write(rows, (("money.paid", row, sealed_paid(row) | made.about()) for row in rows))

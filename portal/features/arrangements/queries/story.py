"""What the page of an arrangement reads: the whole story in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import func, or_, select

from portal.core import clock
from portal.data import AccessList, UtcDateTime, db, lasting
from portal.data.narrow import dialect_of
from portal.data.who_can_see import grants_part
from portal.features.arrangements.models import (
    Arrangement,
    ArrangementEvidence,
    Confirmation,
    Decision,
    DifferingFigure,
    Measure,
    MentoringSession,
    Reading,
    SessionState,
    TermsVersion,
)
from portal.features.arrangements.queries.governance import LENT, assessment_rows, lent_parts, thresholds_rows
from portal.features.arrangements.queries.measures import STANDS
from portal.features.arrangements.queries.mentoring import late_parts, sessions_of
from portal.features.arrangements.queries.parties import Parts, PartyLine, contacts_part, party_lines, party_parts
from portal.features.arrangements.queries.services import names_in_terms, service_names
from portal.features.arrangements.queries.steps import steps_part
from portal.features.arrangements.queries.timeline import Event, events, newest_entries_on, told_to_viewer
from portal.features.arrangements.queries.trial import trial_parts
from portal.features.arrangements.queries.watch import watched_from, watched_parts
from portal.features.arrangements.queries.workings import agreed_parts
from portal.features.arrangements.rules.governance import FIELDS as GOVERNED
from portal.features.arrangements.rules.governance import (
    MOST,
    QUESTIONS,
    SCORES,
    field_words,
    said_in,
    significance_words,
    total,
)
from portal.features.arrangements.rules.money import totals, whole
from portal.features.arrangements.rules.standing import Standing, Word, standing
from portal.features.arrangements.rules.terms import thawed
from portal.features.arrangements.rules.terms_words import Change, compare
from portal.features.arrangements.rules.watch import PRESSING, Failing, failing
from portal.features.arrangements.rules.words import listed, pace_words
from portal.features.evidence import Evidence
from portal.features.organisations import Organisation
from portal.panels import TODAY, Filled, Slot, about, read_with_panels

NEWEST_SESSIONS = 25
SHOWN_SESSIONS = 10
NEWEST_READINGS = 3
NEWEST_EVENTS = 10
NEWEST_EVIDENCE = 25
NEWEST_FIGURES = 10
MOST_VERSIONS = 50
MOST_WORDS = 200

_ID = about("id")


@dataclass(frozen=True)
class Story:
    """The rows of the page. Without ``inner`` (an observer) there is no money, session, pair or confirmation in it."""

    arrangement: Arrangement
    parties: Sequence[PartyLine]
    rows: Mapping[str, Sequence[Any]]
    panels: Sequence[Filled]
    names: Mapping[int, str]

    @property
    def inner(self) -> bool:
        """Whether the viewer's organisation is on the inner list too."""
        return bool(self.rows.get("inside"))

    @property
    def standing(self) -> Standing:
        """Where the confirmations stand."""
        said = [(row.organisation_id, Word(row.terms_number, row.decision)) for row in reversed(self.rows["said"])]
        changed = {row.number: row.changed.split(",") if row.changed else [] for row in self.rows["versions"]}
        asked = [party.organisation_id for party in self.parties if party.asked]
        return standing(self.arrangement.terms_number, asked, said, changed)

    @property
    def proposed(self) -> list[Change]:
        """Where the newest version differs from the one that every party has confirmed, field by field."""
        texts = {row.number: row.terms for row in self.rows["compared"]} if self.inner else {}
        agreed, newest = (texts.get(at) for at in (self.arrangement.agreed_number, self.arrangement.terms_number))
        if agreed is None or newest is None:
            return []
        names = {party.reference: party.name for party in self.parties} | names_in_terms()
        return compare(thawed(agreed), thawed(newest), names)

    @property
    def failing(self) -> list[Failing]:
        """What the checks find today; those who only watch are not told."""
        if not self.inner:
            return []
        return failing(watched_from(self.arrangement, self.parties, self.rows), clock.today())

    @property
    def services(self) -> list[str]:
        """What the services that it covers are called."""
        return service_names(row.service_slug for row in self.rows["services"])

    @property
    def governance(self) -> list[tuple[str, str]]:
        """(what, answer) of what is said of how it is looked after; nothing for those who only watch."""
        row = next(iter(self.rows.get("check_governance", ())), None)
        return [(GOVERNED[name], field_words(name, value)) for name, value in said_in(row).items()]

    @property
    def assessment(self) -> list[tuple[str, str, str]]:
        """(question, answer, why) of the self-assessment, in the order of the questions."""
        there = {row.question: row for row in self.rows.get("assessment", ())}
        return [
            (QUESTIONS[name][1], SCORES[there[name].score], there[name].note) for name in QUESTIONS if name in there
        ]

    @property
    def score(self) -> str:
        """``17 of 24``, once every question is answered."""
        rows = self.rows.get("assessment", ())
        return f"{total(rows)} of {MOST}" if len(rows) == len(QUESTIONS) else ""

    def significance(self, organisation_id: int, organisation: str) -> list[str]:
        """What the score means to the viewer's organisation, once every question is answered; or to each organisation
        that lends it thresholds."""
        rows = self.rows.get("assessment", ())
        if len(rows) < len(QUESTIONS):
            return []
        score = total(rows)
        lent = [one for name, found in self.rows.items() if name.startswith(LENT) for one in found]
        if lent:
            said = [significance_words(score, one if one.medium else None, one.whose) for one in lent]
            return list(dict.fromkeys(said))
        own = next((row for row in self.rows["thresholds"] if row.organisation_id == organisation_id), None)
        return [significance_words(score, own, organisation)]

    @property
    def comments(self) -> dict[int, str]:
        """What each party said with its newest word on this version, or with its dispute of one before."""
        if not self.inner:
            return {}
        stands = self.standing
        at = dict.fromkeys(stands.asked, stands.number) | dict(stands.objected) | self.left_disputing
        said = reversed(self.rows["said"])
        return {row.organisation_id: row.comment for row in said if row.terms_number == at.get(row.organisation_id)}

    @property
    def left_disputing(self) -> dict[int, int]:
        """The parties that have left, and whose last word was a dispute, with the version that they disputed."""
        left = {party.organisation_id for party in self.parties if party.left_on is not None}
        newest = {
            row.organisation_id: row for row in reversed(self.rows.get("said", ())) if row.organisation_id in left
        }
        return {who: row.terms_number for who, row in newest.items() if row.decision == Decision.DISPUTED}

    @property
    def contacts(self) -> dict[int, Any]:
        """Whom to ask at each party, by organisation; nothing for those who only watch."""
        return {row.organisation_id: row for row in self.rows.get("contacts", ())}

    @property
    def carried(self) -> dict[int, int]:
        """Of the words on this version, the version that each party said them of, where they were carried on."""
        number = self.arrangement.terms_number
        said = [row for row in reversed(self.rows["said"]) if row.terms_number == number]
        newest = {row.organisation_id: row.carried_from for row in said}
        return {party: at for party, at in newest.items() if at}

    @property
    def pairs(self) -> dict[int, Any]:
        """Mentoring pairs by id."""
        return {row.id: row for row in self.rows["pairs"]}

    @property
    def pace(self) -> str:
        """How many sessions were held in the month up to the newest one, beside what was expected."""
        held = [row.on_date for row in self.rows["sessions"] if row.state == SessionState.HELD]
        return pace_words(held, self.arrangement.visits_per_month, NEWEST_SESSIONS)

    @property
    def has_observers(self) -> bool:
        """Whether anybody only watches."""
        return any(party.observes for party in self.parties)

    def overdue(self, target: Any) -> bool:
        """Whether a target's day has passed without a reading."""
        return target.read_on is None and target.replaced_on is None and bool(target.due_on < clock.today())

    def newly_set(self, target: Any) -> bool:
        """Whether a target was set so lately that nobody has had time for a reading."""
        return bool(clock.today() - target.set_on <= PRESSING)

    def paying(self, flow: Any) -> str:
        """Who pays a flow: one, two between them, or each a share."""
        bearing = [row.organisation_id for row in self.rows["shares"] if row.money_flow_id == flow.id]
        if bearing:
            return listed(self.names.get(who, "") for who in bearing)
        return _payers([self.names.get(who, "") for who in (flow.payer_id, flow.joint_payer_id) if who is not None])

    @property
    def totals(self) -> list[tuple[str, int]]:
        """(who, pence) of each party, and of each two who pay between them, that pays or bears anything."""
        return [
            (_payers([self.names.get(payer, "") for payer in one.payers]), one.pays + one.bears)
            for one in totals(self.rows["money"], self.rows["shares"])
            if one.pays or one.bears
        ]

    @property
    def whole(self) -> int:
        """All money agreed, in pence."""
        return whole(flow.pence for flow in self.rows["money"])

    @property
    def timeline(self) -> list[Event]:
        """The newest events of both lists, newest first."""
        return events(self._happened[:NEWEST_EVENTS])

    @property
    def more_happened(self) -> bool:
        """Whether there are events before those of the timeline."""
        return len(self._happened) > NEWEST_EVENTS

    @property
    def _happened(self) -> list[Any]:
        rows = [*self.rows["outer_events"], *self.rows.get("inner_events", ())]
        return sorted(rows, key=lambda row: row.id, reverse=True)


def _payers(names: Sequence[str]) -> str:
    return f"{' and '.join(names)} between them" if len(names) > 1 else "".join(names) or "nobody yet"


def story(arrangement: Arrangement, *, outside: bool = False) -> Story:
    """Everything the page shows, in one statement whatever there is of it.

    ``outside``: the viewer is known not to be on the inner list, so nothing there is asked for.
    """
    dialect = dialect_of(db.session())
    parts = _outer_parts(dialect) if outside else {**_outer_parts(dialect), **_inner_parts()}
    rows, panels = read_with_panels(Slot.ARRANGEMENT, arrangement, parts)
    parties = party_lines(rows)
    names = {party.organisation_id: party.name for party in parties}
    return Story(arrangement, parties, rows, panels, names)


@cache
def _outer_parts(dialect: str) -> Parts:
    grants = grants_part(dialect, about("access_list_id")).subquery("seers")
    agreed = agreed_parts(_ID)
    numbered = (
        select(
            Reading.measure_id,
            Reading.reference,
            Reading.value,
            Reading.label,
            Reading.second_label,
            Reading.period_from,
            Reading.on_date,
            Reading.source,
            func.row_number()
            .over(partition_by=Reading.measure_id, order_by=(Reading.on_date.desc(), Reading.id.desc()))
            .label("place"),
        )
        .join(Measure, Measure.id == Reading.measure_id)
        .where(Measure.arrangement_id == _ID, STANDS)
        .subquery()
    )
    parts = {
        **party_parts(_ID),
        "services": agreed["services"],
        "measures": agreed["measures"],
        "targets": agreed["targets"],
        "points": agreed["points"],
        "readings": select(*(numbered.c[name] for name in _READING), Measure.reference.label("measure"))
        .join(Measure, Measure.id == numbered.c.measure_id)
        .where(numbered.c.place <= NEWEST_READINGS)
        .order_by(numbered.c.measure_id, numbered.c.place),
        "evidence": select(
            Evidence.reference,
            Evidence.title,
            Evidence.period_from,
            Evidence.period_to,
            Evidence.latest,
            Organisation.name.label("added_by"),
            Evidence.created_at,
        )
        .join(Organisation, Organisation.id == Evidence.organisation_id)
        .join(ArrangementEvidence, ArrangementEvidence.evidence_id == Evidence.id)
        .where(
            or_(
                ArrangementEvidence.arrangement_id == _ID,
                ArrangementEvidence.inner_arrangement_id == _ID,
            )
        )
        .order_by(Evidence.created_at.desc(), Evidence.id.desc())
        .limit(NEWEST_EVIDENCE),
        "grants": select(
            # Looked up row by row: PostgreSQL thinks the function gives a thousand rows and would read every name.
            select(Organisation.name)
            .where(Organisation.id == grants.c.organisation_id)
            .correlate(grants)
            .scalar_subquery()
            .label("organisation_name"),
            grants.c.role,
            grants.c.reason,
            grants.c.starts_at,
            grants.c.ends_at,
        ).order_by(grants.c.starts_at, grants.c.organisation_id),
        **trial_parts(_ID),
        "outer_events": newest_entries_on(about("access_list_id"), NEWEST_EVENTS + 1).where(
            told_to_viewer(about("sent_at", UtcDateTime()), about("inner_list_id"))
        ),
    }
    return _kept(parts)


def _kept(parts: Parts) -> Parts:
    return {name: lasting(part) for name, part in parts.items()}


_READING = ("value", "label", "second_label", "period_from", "on_date", "source")


@cache
def _inner_parts() -> Parts:
    agreed = agreed_parts(_ID)
    parts = {
        "inside": select(AccessList.id).where(AccessList.id == about("inner_list_id")),
        "money": agreed["money"],
        "shares": agreed["shares"],
        "planned": agreed["planned"],
        "pairs": agreed["pairs"],
        "figures": select(
            DifferingFigure.reference,
            DifferingFigure.money_flow_id,
            DifferingFigure.year,
            DifferingFigure.pence,
            DifferingFigure.period,
            DifferingFigure.source,
            DifferingFigure.note,
            Organisation.name.label("stated_by"),
            DifferingFigure.created_at,
        )
        .join(Organisation, Organisation.id == DifferingFigure.stated_by_id)
        .where(DifferingFigure.arrangement_id == _ID, DifferingFigure.withdrawn_at.is_(None))
        .order_by(DifferingFigure.id.desc())
        .limit(NEWEST_FIGURES),
        "sessions": sessions_of(_ID)
        .order_by(MentoringSession.on_date.desc(), MentoringSession.id.desc())
        .limit(NEWEST_SESSIONS + 1),
        **late_parts(_ID, TODAY),
        "said": select(
            Confirmation.organisation_id,
            Confirmation.terms_number,
            Confirmation.decision,
            Confirmation.comment,
            Confirmation.carried_from,
            Confirmation.created_at,
        )
        .where(Confirmation.arrangement_id == _ID)
        .order_by(Confirmation.id.desc())
        .limit(MOST_WORDS),
        "versions": select(TermsVersion.number, TermsVersion.changed, TermsVersion.created_at)
        .where(TermsVersion.arrangement_id == _ID)
        .order_by(TermsVersion.number.desc())
        .limit(MOST_VERSIONS),
        # Only while a change waits: what is agreed beside what is proposed.
        "compared": select(TermsVersion.number, TermsVersion.terms)
        .join(Arrangement, Arrangement.id == TermsVersion.arrangement_id)
        .where(
            TermsVersion.arrangement_id == _ID,
            Arrangement.agreed_number.between(1, Arrangement.terms_number - 1),
            TermsVersion.number.in_((Arrangement.agreed_number, Arrangement.terms_number)),
        )
        .order_by(TermsVersion.number),
        **contacts_part(_ID),
        **steps_part(_ID),
        **watched_parts(_ID),
        "assessment": assessment_rows(_ID),
        "thresholds": thresholds_rows(),
        **lent_parts(about("access_list_id")),
        "inner_events": newest_entries_on(about("inner_list_id"), NEWEST_EVENTS + 1),
    }
    return _kept(parts)

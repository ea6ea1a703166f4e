"""Single arrangements, what to choose from, and what waits for an organisation."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import Page, at_most, db, how_many, narrow, page_by_key
from portal.features.arrangements.models import (
    UNDER_WAY_WORDS,
    Arrangement,
    ArrangementEvidence,
    AskedConfirmation,
    Confirmation,
    Measure,
    State,
)
from portal.features.arrangements.queries.disputes import DISPUTED
from portal.features.arrangements.queries.parties import Parts
from portal.features.organisations import Organisation

MOST_WAITING = 10
MOST_CHOICES = 200


def measures_of(arrangement: Arrangement) -> Sequence[Any]:
    """An arrangement's measures in the order they were added: reference, name, scale, unit, labels."""
    return db.session.execute(
        select(Measure.reference, Measure.name, Measure.scale, Measure.unit, Measure.labels)
        .where(Measure.arrangement_id == arrangement.id)
        .order_by(Measure.id)
    ).all()


def measure_forms(arrangement: Arrangement) -> Sequence[Any]:
    """How an arrangement measures, without its values: name, scale, unit, labels, direction."""
    return db.session.execute(
        select(Measure.name, Measure.scale, Measure.unit, Measure.labels, Measure.direction)
        .where(Measure.arrangement_id == arrangement.id)
        .order_by(Measure.id)
    ).all()


def arrangement_by_reference(reference: str) -> Arrangement:
    """The arrangement with this reference, if it is the viewer's to see. Raises ``NotFound``."""
    found = db.session.scalar(select(Arrangement).where(Arrangement.reference == read_reference(reference)))
    if found is None:
        raise NotFound
    return found


def arrangement_by_id(arrangement_id: int) -> Arrangement:
    """The arrangement that a row the viewer can see belongs to. Raises ``NotFound``."""
    found = db.session.scalar(select(Arrangement).where(Arrangement.id == arrangement_id))
    if found is None:
        raise NotFound
    return found


def arrangement_choices(most: int = MOST_CHOICES) -> Sequence[Any]:
    """The viewer's newest arrangements, to choose from: id, reference, title, access_list_id, inner_list_id."""
    statement = select(
        Arrangement.id,
        Arrangement.reference,
        Arrangement.title,
        Arrangement.access_list_id,
        Arrangement.inner_list_id,
    ).where(Arrangement.state != State.IDEA.value)
    statement = narrow(db.session(), statement, Arrangement)
    return db.session.execute(
        statement.order_by(Arrangement.created_at.desc(), Arrangement.id.desc()).limit(most)
    ).all()


def arrangements_to_speak_of(arguments: Mapping[str, str]) -> Page:
    """A page of the arrangements on which the viewer may give feedback, newest first; ``arguments`` as for
    ``page_by_key``. Raises ``NotFound``."""
    statement = select(Arrangement.reference.label("reference"), Arrangement.title, Arrangement.kind).where(
        Arrangement.state.not_in((State.IDEA.value, State.WITHDRAWN.value))
    )
    statement = narrow(db.session(), statement, Arrangement)
    return page_by_key(
        db.session(), statement, (Arrangement.created_at, Arrangement.id), Arrangement.reference, arguments
    )


def waiting_parts(organisation_id: Any) -> Parts:
    """The versions that wait for an organisation to confirm them, the newest first, and those of its own that others
    dispute."""
    waiting = (
        select(AskedConfirmation.arrangement_id, AskedConfirmation.created_at, AskedConfirmation.id)
        .where(AskedConfirmation.organisation_id == organisation_id)
        .order_by(AskedConfirmation.created_at.desc(), AskedConfirmation.id.desc())
    )
    # Cut before it is joined, and counted in the same order, so that neither costs more where much waits.
    in_all, asked = how_many(waiting), waiting.limit(at_most(MOST_WAITING)).subquery("asked")
    return {
        "disputed": _disputed(organisation_id),
        "to_confirm": select(
            Arrangement.reference,
            Arrangement.title,
            Arrangement.terms_number,
            asked.c.created_at,
            in_all.label("in_all"),
        )
        .select_from(asked)
        .join(Arrangement, Arrangement.id == asked.c.arrangement_id)
        .order_by(asked.c.created_at.desc(), asked.c.id.desc()),
    }


def _disputed(organisation_id: Any) -> Any:
    """Newest versions, led by an organisation, that another party disputes."""
    led = (
        func.coalesce(Arrangement.passed_to_id, Arrangement.registered_by_id) == organisation_id,
        Confirmation.organisation_id != organisation_id,
        Arrangement.state.in_(UNDER_WAY_WORDS),
        DISPUTED,
    )
    in_all = how_many(
        select(Confirmation.id).join(Arrangement, Arrangement.id == Confirmation.arrangement_id).where(*led)
    )
    return (
        select(
            Arrangement.reference,
            Arrangement.title,
            Arrangement.terms_number,
            Organisation.name.label("by"),
            Confirmation.created_at,
            in_all.label("in_all"),
        )
        .join(Arrangement, Arrangement.id == Confirmation.arrangement_id)
        .join(Organisation, Organisation.id == Confirmation.organisation_id)
        .where(*led)
        .order_by(Confirmation.created_at.desc(), Confirmation.id.desc())
        .limit(MOST_WAITING)
    )


def uses_of_evidence(evidence_id: Any) -> Any:
    """A SELECT of the arrangements that a piece of evidence belongs to."""
    return (
        select(Arrangement.reference, Arrangement.title, Arrangement.kind)
        .join(
            ArrangementEvidence,
            Arrangement.id
            == func.coalesce(ArrangementEvidence.arrangement_id, ArrangementEvidence.inner_arrangement_id),
        )
        .where(ArrangementEvidence.evidence_id == evidence_id)
        .order_by(Arrangement.id)
    )

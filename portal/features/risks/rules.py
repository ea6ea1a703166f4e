"""What makes a matrix and a score valid, and how serious a score is. Pure functions."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.core.clock import LONDON
from portal.core.digests import digest_of
from portal.core.errors import Invalid, RuleBroken
from portal.features.arrangements import Said, Severity, Watched, pressing, quoted
from portal.features.risks.models import LARGEST, SMALLEST, Level, Progress, Response, State

SIZES = range(SMALLEST, LARGEST + 1)
LABEL_LENGTH = 60
_LIKELIHOOD = {
    3: ("Unlikely", "Possible", "Likely"),
    4: ("Unlikely", "Possible", "Likely", "Almost certain"),
    5: ("Very unlikely", "Unlikely", "Possible", "Likely", "Almost certain"),
}
_IMPACT = {
    3: ("Slight", "Serious", "Severe"),
    4: ("Slight", "Noticeable", "Serious", "Severe"),
    5: ("Hardly any", "Slight", "Noticeable", "Serious", "Severe"),
}
_THRESHOLDS = {3: (3, 6), 4: (4, 9), 5: (5, 12)}


@dataclass(frozen=True)
class Matrix:
    """Steps of likelihood and impact, each by its label, lowest first; a score is the product of two steps, counted
    from 1."""

    likelihood: Sequence[str]
    impact: Sequence[str]
    medium_from: int
    high_from: int

    @property
    def size(self) -> int:
        """How many steps there are of each."""
        return len(self.likelihood)

    @property
    def scale(self) -> list[Decimal]:
        """From 0 to the highest score, evenly apart."""
        return [Decimal(self.size * step) for step in range(self.size + 1)]

    def level(self, likelihood: int, impact: int) -> Level:
        """How serious a score is."""
        product = likelihood * impact
        if product >= self.high_from:
            return Level.HIGH
        return Level.MEDIUM if product >= self.medium_from else Level.LOW

    def grid(self) -> list[tuple[int, list[tuple[int, Level]]]]:
        """Its rows, the likeliest first: (likelihood, [(impact, level)])."""
        steps = range(1, self.size + 1)
        return [(row, [(column, self.level(row, column)) for column in steps]) for row in reversed(steps)]


def usual_matrix(size: int = 4) -> Matrix:
    """The matrix of an arrangement that chose no other."""
    return Matrix(_LIKELIHOOD[size], _IMPACT[size], *_THRESHOLDS[size])


def matrix_from(stored: Any) -> Matrix:
    """A row of the table as a matrix; of none, the usual one."""
    if stored is None:
        return usual_matrix()
    return Matrix(
        stored.likelihood_labels.split("\n"), stored.impact_labels.split("\n"), stored.medium_from, stored.high_from
    )


def labels_of(text: str) -> list[str]:
    """Labels typed one a line, blank lines left out."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def check_matrix(matrix: Matrix, size: int) -> None:
    """It has ``size`` different labels each way, and the thresholds are in order and within reach.

    Raises ``Invalid``.
    """
    errors = {
        "likelihood_labels": _label_fault(matrix.likelihood, size),
        "impact_labels": _label_fault(matrix.impact, size),
        "medium_from": "" if 1 < matrix.medium_from < matrix.high_from else "Medium must start above 1 and below high",
        "high_from": "" if matrix.high_from <= size * size else f"High must start at {size * size} or below",
    }
    if found := {field: message for field, message in errors.items() if message}:
        raise Invalid(found)


def _label_fault(labels: Sequence[str], size: int) -> str:
    if len(labels) != size:
        return f"Enter {size} labels, each on its own line, the lowest first. You have entered {len(labels)}"
    if len({label.casefold() for label in labels}) < size:
        return "Each label must be different from the others"
    if any(len(label) > LABEL_LENGTH for label in labels):
        return f"Each label must be {LABEL_LENGTH} characters or fewer"
    return ""


def check_same_size(present: int, wanted: int) -> None:
    """Once risks are scored the steps stay: scores on two matrices cannot be compared. Raises ``RuleBroken``."""
    if present != wanted:
        raise RuleBroken("size", f"Risks are scored on {present} steps already, so the number of steps stays")


def check_owner(owner_id: int, taking_part: Collection[int]) -> None:
    """Whoever answers for a risk or a mitigation is a party that does more than watch. Raises ``RuleBroken``."""
    if owner_id not in taking_part:
        raise RuleBroken("owner", "Choose a party that takes part in the arrangement")


def check_score(matrix: Matrix, likelihood: int, impact: int) -> None:
    """Both steps are on the matrix. Raises ``Invalid``."""
    steps = range(1, matrix.size + 1)
    given = {"likelihood": likelihood, "impact": impact}
    if wrong := {name: "Choose from the steps of the matrix" for name, step in given.items() if step not in steps}:
        raise Invalid(wrong)


def check_open(state: str) -> None:
    """Only a risk that is open is scored and acted on. Raises ``RuleBroken``."""
    if state != State.OPEN:
        raise RuleBroken("", "This risk is closed. Open it again first")


def sealed_risk(risk: Any) -> dict[str, Any]:
    """What the ledger holds of a risk: of words their digest."""
    return {
        "words_sha256": digest_of(f"{risk.what}\n{risk.cause}\n{risk.consequence}"),
        "owner_id": risk.owner_id,
        "owner_post": risk.owner_post,
        "likelihood": risk.likelihood,
        "impact": risk.impact,
        "response": risk.response,
        "review_on": risk.review_on,
        "state": risk.state,
        "state_why_sha256": digest_of(risk.state_why),
    }


def sealed_score(score: Any) -> dict[str, Any]:
    """What the ledger holds of one scoring, agreed or a party's own; of one from a file also when it was made."""
    facts = {
        "size": score.size,
        "likelihood": score.likelihood,
        "impact": score.impact,
        "labels": f"{score.likelihood_label}, {score.impact_label}",
        "level": score.level,
        "why_sha256": digest_of(score.why),
    }
    return facts if score.scored_at is None else facts | {"scored_at": score.scored_at}


def sealed_mitigation(mitigation: Any) -> dict[str, Any]:
    """What the ledger holds of a mitigation."""
    return {
        "words_sha256": digest_of(f"{mitigation.what}\n{mitigation.note}"),
        "owner_id": mitigation.owner_id,
        "owner_post": mitigation.owner_post,
        "due_on": mitigation.due_on,
        "progress": mitigation.progress,
    }


def is_late(due_on: date | None, today: date) -> bool:
    """Whether a day has passed."""
    return due_on is not None and due_on < today


def look(watched: Watched, today: date) -> Iterator[Said]:
    """The check: a high risk without a mitigation, one that no party watches, and what is overdue or soon will be, red
    two weeks before its day. The rows are those of ``queries.to_watch``."""
    rows = watched.more.get("risks", ())
    if names := [row.what for row in rows if row.bare]:
        yield Severity.RED, f"Nothing is done about a high risk: {quoted(names)}"
    if names := [row.what for row in rows if row.unwatched]:
        yield Severity.RED, f"Whoever watched a risk is a party no more: {quoted(names)}"
    for column, late, soon in (
        ("first_due_on", "What is to be done about a risk is overdue", "What is to be done about a risk is due soon"),
        ("review_on", "A risk is overdue to be looked at again", "A risk is due to be looked at again"),
    ):
        found: dict[tuple[Severity, str], list[str]] = {}
        for row in rows:
            day = getattr(row, column)
            if severity := pressing(day, today):
                found.setdefault((severity, late if day < today else soon), []).append(row.what)
        for severity, words in sorted(found, key=lambda said: (said[0] != Severity.RED, said[1] != late)):
            yield severity, f"{words}: {quoted(found[severity, words])}"


def history(scores: Iterable[Any]) -> list[tuple[date, Decimal]]:
    """(day, likelihood times impact) of ``scores``, which come oldest first; the last of each day."""
    ratings = {one.scored_at.astimezone(LONDON).date(): one.likelihood * one.impact for one in scores}
    return [(day, Decimal(rating)) for day, rating in ratings.items()]


LEVELS = {Level.HIGH: "High", Level.MEDIUM: "Medium", Level.LOW: "Low"}
RESPONSES = {
    Response.REDUCE: "Reduce it",
    Response.ACCEPT: "Accept it",
    Response.HAND_ON: "Pass it on",
    Response.AVOID: "Avoid it",
}
PROGRESS = {Progress.TO_DO: "To do", Progress.DONE: "Done", Progress.DROPPED: "Dropped"}
"""How these are said."""


def numbered(labels: Sequence[str]) -> list[tuple[str, str]]:
    """Steps as a choice: ``("3", "3. Likely")``."""
    return [(str(step), f"{step}. {label}") for step, label in enumerate(labels, 1)]


def step_words(step: int, labels: Sequence[str]) -> str:
    """``3 of 4: likely``; a step that the labels do not reach is said by its number."""
    label = labels[step - 1] if 0 < step <= len(labels) else ""
    return f"{step} of {len(labels)}: {label[:1].lower()}{label[1:]}" if label else str(step)

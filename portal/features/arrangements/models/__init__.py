"""What organisations agree to share, and what came of it.

An arrangement has two lists. On the outer one (parties and observers): the arrangement itself, its parties, measures,
targets and readings. On the inner one (parties only): money, mentoring pairs, sessions, terms and confirmations.
"""

from portal.features.arrangements.models.agreed import (
    Arrangement,
    AskedConfirmation,
    Confirmation,
    DifferingFigure,
    Measure,
    MentoringPair,
    MoneyFlow,
    Party,
    PartyRole,
    Target,
    TermsVersion,
)
from portal.features.arrangements.models.happened import ArrangementEvidence, MentoringSession, Reading
from portal.features.arrangements.models.kinds import (
    INNER,
    LINE,
    Decision,
    Direction,
    Kind,
    Role,
    Scale,
    SessionState,
    State,
)

__all__ = [
    "INNER",
    "LINE",
    "Arrangement",
    "ArrangementEvidence",
    "AskedConfirmation",
    "Confirmation",
    "Decision",
    "DifferingFigure",
    "Direction",
    "Kind",
    "Measure",
    "MentoringPair",
    "MentoringSession",
    "MoneyFlow",
    "Party",
    "PartyRole",
    "Reading",
    "Role",
    "Scale",
    "SessionState",
    "State",
    "Target",
    "TermsVersion",
]

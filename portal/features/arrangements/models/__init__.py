"""What organisations agree to share, and what came of it.

An arrangement has two lists. On the outer one (parties and observers): the arrangement itself, its parties, the
services it covers, measures, targets and readings. On the inner one (parties only): money, mentoring pairs, sessions,
follow-ups, terms and confirmations, and what was said of each step from state to state.
"""

from portal.features.arrangements.models.agreed import AskedConfirmation, Confirmation, TermsVersion
from portal.features.arrangements.models.arrangement import LAST_DAY, Arrangement
from portal.features.arrangements.models.catalogue import ArrangementKind, LegalBasis, Service
from portal.features.arrangements.models.evidence import ArrangementEvidence
from portal.features.arrangements.models.figures import DifferingFigure
from portal.features.arrangements.models.governance import (
    AssessmentAnswer,
    Governance,
    Readiness,
    SignificanceThreshold,
)
from portal.features.arrangements.models.kinds import (
    EMAIL,
    INNER,
    LINE,
    LINK,
    RUNNING,
    UNDER_WAY,
    UNDER_WAY_WORDS,
    Decision,
    Direction,
    Kind,
    Role,
    Scale,
    SessionState,
    State,
)
from portal.features.arrangements.models.measures import Measure, RatingFramework, Reading, Target, TrajectoryPoint
from portal.features.arrangements.models.mentoring import FollowUp, MentoringPair, MentoringSession
from portal.features.arrangements.models.money import Basis, CostShare, MoneyFlow, PaidYear, PlannedYear, Vat
from portal.features.arrangements.models.parties import Party, PartyContact, PartyRole
from portal.features.arrangements.models.services import TITLE_WORD, ArrangementService, TitleWord
from portal.features.arrangements.models.settled import SettledAnswer
from portal.features.arrangements.models.steps import StepTaken
from portal.features.arrangements.models.trial import Criterion, Judgement, Milestone
from portal.features.arrangements.models.views import SavedView
from portal.features.arrangements.models.watch import CheckSummary

__all__ = [
    "EMAIL",
    "INNER",
    "LAST_DAY",
    "LINE",
    "LINK",
    "RUNNING",
    "TITLE_WORD",
    "UNDER_WAY",
    "UNDER_WAY_WORDS",
    "Arrangement",
    "ArrangementEvidence",
    "ArrangementKind",
    "ArrangementService",
    "AskedConfirmation",
    "AssessmentAnswer",
    "Basis",
    "CheckSummary",
    "Confirmation",
    "CostShare",
    "Criterion",
    "Decision",
    "DifferingFigure",
    "Direction",
    "FollowUp",
    "Governance",
    "Judgement",
    "Kind",
    "LegalBasis",
    "Measure",
    "MentoringPair",
    "MentoringSession",
    "Milestone",
    "MoneyFlow",
    "PaidYear",
    "Party",
    "PartyContact",
    "PartyRole",
    "PlannedYear",
    "RatingFramework",
    "Readiness",
    "Reading",
    "Role",
    "SavedView",
    "Scale",
    "Service",
    "SessionState",
    "SettledAnswer",
    "SignificanceThreshold",
    "State",
    "StepTaken",
    "Target",
    "TermsVersion",
    "TitleWord",
    "TrajectoryPoint",
    "Vat",
]

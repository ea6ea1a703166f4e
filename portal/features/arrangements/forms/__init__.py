"""Forms of arrangements. Choices of organisations are the parties, given by the view; values are references."""

from portal.features.arrangements.forms.drafting import (
    AboutForm,
    FigureForm,
    LegalForm,
    MoneyForm,
    PairForm,
    PartyForm,
    StartForm,
    VisitsForm,
)
from portal.features.arrangements.forms.recording import (
    AnswerForm,
    ArrangementEvidenceForm,
    MeasureForm,
    ReadingForm,
    SessionForm,
    SureForm,
    SureOfVersionForm,
    TargetForm,
    typed_baseline,
)

__all__ = [
    "AboutForm",
    "AnswerForm",
    "ArrangementEvidenceForm",
    "FigureForm",
    "LegalForm",
    "MeasureForm",
    "MoneyForm",
    "PairForm",
    "PartyForm",
    "ReadingForm",
    "SessionForm",
    "StartForm",
    "SureForm",
    "SureOfVersionForm",
    "TargetForm",
    "VisitsForm",
    "typed_baseline",
]

"""Forms of arrangements. Choices of organisations are the parties, given by the view; values are references."""

from portal.features.arrangements.forms.about import AboutForm, LegalForm, PartyForm, StartForm
from portal.features.arrangements.forms.answering import (
    AnswerForm,
    ArrangementEvidenceForm,
    SureForm,
    SureOfVersionForm,
)
from portal.features.arrangements.forms.measures import MeasureForm, ReadingForm, TargetForm, typed_baseline
from portal.features.arrangements.forms.mentoring import PairForm, SessionForm, VisitsForm
from portal.features.arrangements.forms.money import FigureForm, MoneyForm

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

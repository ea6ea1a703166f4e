"""Forms of arrangements. Choices of organisations are the parties, given by the view; values are references."""

from portal.features.arrangements.forms.about import AboutForm, IdeaForm, LegalForm, PartyForm
from portal.features.arrangements.forms.answering import (
    AnswerForm,
    ArrangementEvidenceForm,
    SureOfVersionForm,
)
from portal.features.arrangements.forms.figures import FigureForm
from portal.features.arrangements.forms.governance import AssessmentForm, GovernanceForm, ThresholdsForm, scores_in
from portal.features.arrangements.forms.import_names import (
    JOINT_BODY,
    FoundForm,
    added_form,
    chosen_added,
    chosen_names,
    fields_of,
    names_form,
    rest_of,
    sorted_names,
)
from portal.features.arrangements.forms.imports import arrangements_form
from portal.features.arrangements.forms.joiners import SEARCH, joiners_form
from portal.features.arrangements.forms.joining import ContactForm, JoiningForm
from portal.features.arrangements.forms.measures import (
    CorrectionForm,
    PointForm,
    ReadingForm,
    RevisedTargetForm,
    SeriesForm,
    TargetForm,
)
from portal.features.arrangements.forms.measuring import ChangedMeasureForm, NewMeasureForm
from portal.features.arrangements.forms.mentoring import EndPairForm, PairForm, VisitsForm
from portal.features.arrangements.forms.money import (
    AlternativeForm,
    InKindForm,
    MoneyForm,
    PaidForm,
    hundredths,
    per_cent,
    shares_form,
    years_form,
)
from portal.features.arrangements.forms.sessions import (
    CallOffForm,
    DoneForm,
    FollowUpForm,
    LogForm,
    PutBackForm,
    SessionForm,
    import_form,
    length_answers,
)
from portal.features.arrangements.forms.settling import SettleForm
from portal.features.arrangements.forms.steps import (
    CarryOnForm,
    CloseForm,
    EndForm,
    RefuseForm,
    ResumeForm,
    ReviewForm,
    StartForm,
    StepForm,
)
from portal.features.arrangements.forms.trial import CriterionForm, ElsewhereForm, JudgementForm, MilestoneForm
from portal.features.arrangements.forms.views import ChangedViewForm, ViewForm

__all__ = [
    "JOINT_BODY",
    "SEARCH",
    "AboutForm",
    "AlternativeForm",
    "AnswerForm",
    "ArrangementEvidenceForm",
    "AssessmentForm",
    "CallOffForm",
    "CarryOnForm",
    "ChangedMeasureForm",
    "ChangedViewForm",
    "CloseForm",
    "ContactForm",
    "CorrectionForm",
    "CriterionForm",
    "DoneForm",
    "ElsewhereForm",
    "EndForm",
    "EndPairForm",
    "FigureForm",
    "FollowUpForm",
    "FoundForm",
    "GovernanceForm",
    "IdeaForm",
    "InKindForm",
    "JoiningForm",
    "JudgementForm",
    "LegalForm",
    "LogForm",
    "MilestoneForm",
    "MoneyForm",
    "NewMeasureForm",
    "PaidForm",
    "PairForm",
    "PartyForm",
    "PointForm",
    "PutBackForm",
    "ReadingForm",
    "RefuseForm",
    "ResumeForm",
    "ReviewForm",
    "RevisedTargetForm",
    "SeriesForm",
    "SessionForm",
    "SettleForm",
    "StartForm",
    "StepForm",
    "SureOfVersionForm",
    "TargetForm",
    "ThresholdsForm",
    "ViewForm",
    "VisitsForm",
    "added_form",
    "arrangements_form",
    "chosen_added",
    "chosen_names",
    "fields_of",
    "hundredths",
    "import_form",
    "joiners_form",
    "length_answers",
    "names_form",
    "per_cent",
    "rest_of",
    "scores_in",
    "shares_form",
    "sorted_names",
    "years_form",
]

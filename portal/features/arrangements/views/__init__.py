"""The pages of arrangements."""

from portal.features.arrangements.views import (
    agreeing,
    downloading,
    drafting,
    evidence,
    measures,
    mentoring,
    money,
    parties,
    reading,
    readings,
    series,
    steps,
)
from portal.features.arrangements.views.blueprint import bp

__all__ = [
    "agreeing",
    "bp",
    "downloading",
    "drafting",
    "evidence",
    "measures",
    "mentoring",
    "money",
    "parties",
    "reading",
    "readings",
    "series",
    "steps",
]

"""The pages of arrangements."""

from portal.features.arrangements.views import (
    agreeing,
    days,
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
    session_files,
    sessions,
    steps,
)
from portal.features.arrangements.views.blueprint import bp

__all__ = [
    "agreeing",
    "bp",
    "days",
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
    "session_files",
    "sessions",
    "steps",
]

"""The pages of arrangements."""

from portal.features.arrangements.views import agreeing, downloading, drafting, measuring, parts, reading, recording
from portal.features.arrangements.views.blueprint import bp

__all__ = ["agreeing", "bp", "downloading", "drafting", "measuring", "parts", "reading", "recording"]

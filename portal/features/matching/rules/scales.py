"""Ratings of a service that an organisation can state of itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.core.errors import Invalid
from portal.features.arrangements import Framework

Scales = Mapping[str, Framework]
"""Rating frameworks by slug."""


@dataclass(frozen=True)
class Rating:
    """Where a service stands on a scale, since when, and who says so. ``read``: a reading on the record of an
    arrangement, and not what the organisation states of itself."""

    scale: str
    labels: tuple[str, ...]
    place: int
    on: date
    source: str
    read: bool = False

    @property
    def label(self) -> str:
        """The place in words: ``Three stars``."""
        return self.labels[self.place] if 0 <= self.place < len(self.labels) else ""

    @property
    def best(self) -> bool:
        """Whether nothing on the scale is better."""
        return self.place == len(self.labels) - 1


def rating_choices(scales: Scales) -> Iterator[tuple[str, str]]:
    """(value, words) of every rating that can be stated, the best of each scale first."""
    for slug, scale in scales.items():
        for place in reversed(range(len(scale.labels))):
            yield f"{slug}:{place}", f"{scale.name}: {scale.labels[place]}"


def rating_columns(scales: Scales, chosen: str | None, on: date | None, source: str) -> dict[str, Any]:
    """What is stored of a rating that was chosen, with its day and source; nothing of none.

    Raises ``Invalid``, also for a day or a source of no rating.
    """
    if not chosen and (on or source):
        raise Invalid({"rating": "Choose the rating, or leave its day and its source empty"})
    if not chosen:
        return _NONE
    errors = {
        "rating_on": "" if on else "Enter the day of the rating",
        "rating_source": "" if source else "Enter where others can read this rating",
    }
    if found := {field: message for field, message in errors.items() if message}:
        raise Invalid(found)
    slug, place = chosen.split(":")
    scale = scales[slug]
    return {
        "rating_scale": scale.name,
        "rating_labels": "\n".join(scale.labels),
        "rating_place": int(place),
        "rating_on": on,
        "rating_source": source,
    }


_NONE: dict[str, Any] = {
    "rating_scale": "",
    "rating_labels": "",
    "rating_place": None,
    "rating_on": None,
    "rating_source": "",
}


def chosen_rating(scales: Scales, posting: Any) -> str | None:
    """The rating of an offer or need as the form knows it."""
    for slug, scale in scales.items():
        if posting.rating_place is not None and scale.name == posting.rating_scale:
            return f"{slug}:{posting.rating_place}"
    return None


def stated_rating(row: Any) -> Rating | None:
    """The rating that an offer or need states, if it does."""
    if row.rating_place is None:
        return None
    labels = tuple(row.rating_labels.split("\n"))
    return Rating(row.rating_scale, labels, row.rating_place, row.rating_on, row.rating_source)

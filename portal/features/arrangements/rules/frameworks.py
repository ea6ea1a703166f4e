"""Rating frameworks: scales that somebody outside judges by."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.core.errors import RuleBroken
from portal.features.arrangements.models.kinds import LINE, WORD
from portal.features.arrangements.rules.measure_checks import check_scale
from portal.features.arrangements.rules.words import period_words

_SLUG = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Framework:
    """One framework: who judges, the labels worst first, which way is better, when it was in use, and the name and
    labels of its second scale if it has one."""

    slug: str
    name: str
    judge: str
    labels: tuple[str, ...]
    direction: str
    second_name: str = ""
    second_labels: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def called(self) -> str:
        """Its name and who judges: ``Stars for social services (Commission for Social Care Inspection)``."""
        return self.name if self.name.startswith(self.judge) else f"{self.name} ({self.judge})"

    @property
    def words(self) -> str:
        """All of it: with its labels and when it was in use."""
        used = period_words(self.starts_on, self.ends_on)
        return f"{self.called}: {', '.join(self.labels)}{'; ' if used else ''}{used}"


def offered(frameworks: Mapping[str, Framework]) -> list[tuple[str, str]]:
    """(slug, words) of each to choose from: its name, with when it was in use where another has that name too."""
    names = [framework.name for framework in frameworks.values()]
    return [(slug, one.name if names.count(one.name) == 1 else _dated(one)) for slug, one in frameworks.items()]


def _dated(framework: Framework) -> str:
    used = period_words(framework.starts_on, framework.ends_on)
    return f"{framework.name}{', ' if used else ''}{used}"


def named(framework: Framework) -> str:
    """How the terms name it."""
    return f"{framework.name} ({framework.judge})"


def check_framework(framework: Framework) -> None:
    """It has a slug of small letters, a name, a judge, labels that differ, and its dates in order. A second scale has a
    name and labels. Raises ``RuleBroken``."""
    if not _SLUG.fullmatch(framework.slug) or len(framework.slug) > WORD:
        raise RuleBroken("slug", f"The slug must be small letters, digits and _, {WORD} at most")
    for field, text in (("name", framework.name), ("judge", framework.judge)):
        if not text or len(text) > LINE:
            raise RuleBroken(field, f"The {field} must have 1 to {LINE} characters")
    check_scale("rating", framework.labels)
    if bool(framework.second_name) != bool(framework.second_labels):
        raise RuleBroken("second_labels", "A second scale needs a name and labels")
    if framework.second_labels:
        check_scale("rating", framework.second_labels)
    _check_lengths((*framework.labels, *framework.second_labels, framework.second_name))
    if framework.starts_on and framework.ends_on and framework.ends_on < framework.starts_on:
        raise RuleBroken("ends_on", "It must end after it starts")


def _check_lengths(texts: Sequence[str]) -> None:
    if any(len(text) > LINE for text in texts):
        raise RuleBroken("labels", f"Each label must have {LINE} characters or fewer")

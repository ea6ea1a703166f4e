"""The words of reminders: a subject and a plain text. Titles stay out: mail is read by more eyes than a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.core.months import day_words
from portal.core.text import normal_line
from portal.due import Due

Words = tuple[str, str]


@dataclass(frozen=True)
class Links:
    """Whole addresses: of the site, and the one that stops reminders for whoever opens it."""

    site: str
    stop: str


def reminder(name: str, organisation: str, told: Sequence[Due], more: int, today: date, links: Links) -> Words:
    """What falls due or is overdue, the soonest first. ``more``: how many things stayed out for want of room."""
    late = [one for one in told if one.on < today]
    coming = [one for one in told if one.on >= today]
    parts = [
        f"Hello {normal_line(name)}",
        f"This waits for {normal_line(organisation)} on Accord.",
        *_listed("Overdue", late, links),
        *_listed("Coming up", coming, links),
    ]
    if more:
        parts.append(f"There is more: {more} other{'s' if more > 1 else ''}, which you find in the list.")
    parts += [
        f"All that falls due:\n{links.site}/due",
        f"Choose how often you get these emails:\n{links.site}/your-reminders",
        f"Stop these emails, without signing in:\n{links.stop}",
        "Accord\n",
    ]
    return _subject(organisation, late, coming), "\n\n".join(parts)


def _subject(organisation: str, late: Sequence[Due], coming: Sequence[Due]) -> str:
    counts = [f"{len(coming)} due"] if coming else []
    counts += [f"{len(late)} overdue"] if late else []
    return f"Reminder for {normal_line(organisation)}: {' and '.join(counts)}"


def _listed(heading: str, some: Iterable[Due], links: Links) -> list[str]:
    lines = [
        f"{day_words(one.on)}: {one.source.label} ({one.source.noun} {one.reference})\n{links.site}{one.path}"
        for one in some
    ]
    return [heading, *lines] if lines else []

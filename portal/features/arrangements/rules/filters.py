"""How lists of arrangements are narrowed: what an address can ask for, and how that is said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.core.references import read_reference
from portal.core.text import searched
from portal.features.arrangements.models import LINE, State
from portal.features.arrangements.rules.governance import months_before
from portal.features.arrangements.rules.words import ROLES, STATES, listed, upper_first

ENDS = {"30-days": "30 days", "3-months": "3 months", "6-months": "6 months", "12-months": "12 months"}
"""Within how long the last day is, or it has passed and nobody has closed it."""
CHECKS = {"failing": "Something is wrong", "soon": "Something is wrong or soon will be"}
ANSWERS = {"disputed": "A party disputes it"}
DIFFERING = {"yes": "There are some"}
ORDERS = {"oldest": "Oldest first", "ends": "Soonest to end", "ends-last": "Latest to end"}
"""In which order a list can be, beside the newest first. What has no end comes after all that has one."""
OVER = tuple(sorted(state.value for state in (State.ENDED, State.WITHDRAWN, State.REFUSED)))


GOING = "going"
"""In the place of a state: every one in which it is not over."""
MOST_AMONG = 2
_AND = "."
ON_BOARD = tuple(
    state.value
    for state in (
        State.IDEA,
        State.PROPOSED,
        State.AGREED,
        State.ACTIVE,
        State.UNDER_REVIEW,
        State.ENDING,
        State.ENDED,
    )
)
"""The columns of the board: from first idea to the end. What was withdrawn or refused went neither way."""


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; an empty word does not narrow.

    ``title`` is the start of words of its title, ``service`` a slug; ``party`` part of an organisation's name; ``role``
    what the viewer's organisation is in it; ``ends`` a key of ``ENDS``, ``checks`` of ``CHECKS`` (``soon`` has those
    that fail too), ``answers`` of ``ANSWERS``, ``differing`` of ``DIFFERING``; ``among`` names one or two organisations
    that take part, by their references with a full stop between. ``state`` may be ``GOING`` too.
    """

    title: str = ""
    kind: str = ""
    service: str = ""
    state: str = ""
    party: str = ""
    role: str = ""
    ends: str = ""
    checks: str = ""
    answers: str = ""
    differing: str = ""
    among: str = ""

    @property
    def organisations(self) -> list[str]:
        """The references of the organisations that all take part."""
        return [one for one in self.among.split(_AND) if one]

    @property
    def arguments(self) -> dict[str, str]:
        """The same as the arguments of an address."""
        return {name: value for name, value in vars(self).items() if value}


LABELS = {
    "title": "Title",
    "kind": "Kind",
    "service": "Service",
    "state": "State",
    "party": "Party",
    "role": "Our role",
    "ends": "Ends within",
    "checks": "Checks",
    "answers": "What parties say",
    "differing": "Figures that differ",
    "among": "With",
}
ASKED = LABELS | {"ends": "Ends within, or its last day is past"}
"""What each is called where it is chosen."""
Choices = Mapping[str, Mapping[str, str]]


def choices_of(kinds: Mapping[str, str], services: Mapping[str, str]) -> Choices:
    """What each filter can be, in words by its key, but for those that are typed."""
    return {
        "kind": kinds,
        "service": services,
        "state": {GOING: "All that are not over", **STATES},
        "role": {role: upper_first(words) for role, words in ROLES.items()},
        "ends": ENDS,
        "checks": CHECKS,
        "answers": ANSWERS,
        "differing": DIFFERING,
    }


def read_filter(arguments: Mapping[str, str], choices: Choices) -> Filter:
    """What an address narrows the list to; what is not known is left out."""
    chosen = {name: arguments.get(name, "") for name in choices}
    among = [read_reference(one) for one in arguments.get("among", "").split(_AND)]
    return Filter(
        title=searched(arguments.get("title", ""), LINE),
        party=searched(arguments.get("party", ""), LINE),
        among=_AND.join(one for one in dict.fromkeys(among) if one) if len(among) <= MOST_AMONG else "",
        **{name: value if value in choices[name] else "" for name, value in chosen.items()},
    )


def said(wanted: Filter, choices: Choices, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(name, label, words) of each filter that narrows. ``names`` gives organisations by reference."""
    for name, value in wanted.arguments.items():
        words = choices[name][value] if name in choices else value
        if name == "among":
            words = listed(names.get(one, one) for one in wanted.organisations)
        yield name, LABELS[name], words


def last_day_by(ends: str, today: date) -> date:
    """The day by which it ends, for a key of ``ENDS``."""
    count, unit = ends.split("-")
    return today + timedelta(days=int(count)) if unit == "days" else months_before(today, -int(count))

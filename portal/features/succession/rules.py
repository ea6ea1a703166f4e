"""What may be handed over, to whom, and when, and the words for it. Pure functions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.core.errors import RuleBroken
from portal.core.months import day_words
from portal.features.succession.models import PERSON, OfferState

OPEN = frozenset({OfferState.CHOSEN, OfferState.OFFERED})
LIVE = OPEN | {OfferState.ACCEPTED}
"""States of an offer in which its item has somewhere to go."""
STATES = {
    OfferState.CHOSEN: "Not shown yet",
    OfferState.OFFERED: "Waiting",
    OfferState.ACCEPTED: "Accepted",
    OfferState.DECLINED: "Declined",
}


@dataclass(frozen=True)
class Root:
    """A list of the predecessor's that lies within no other of its lists, what it is there, and how many lie within."""

    access_list_id: int
    roles: tuple[str, ...]
    lists: int


def roots_of(grants: Iterable[tuple[int, int | None, str]], left_out: Collection[int] = ()) -> list[Root]:
    """The things that pass, from every grant of the predecessor: (list, list it lies within, role).

    A list that lies within another of these passes with that one. Lists ``left_out`` pass with nothing.
    """
    within: dict[int, int | None] = {}
    roles: dict[int, set[str]] = {}
    for access_list_id, parent, role in grants:
        if access_list_id not in left_out:
            within[access_list_id] = parent
            roles.setdefault(access_list_id, set()).add(role)
    lists: dict[int, int] = {}
    for one in within:
        at, seen = one, {one}
        while (parent := within[at]) in within and parent not in seen and parent is not None:
            at = parent
            seen.add(at)
        lists[at] = lists.get(at, 0) + 1
    return [Root(one, tuple(sorted(roles[one])), count) for one, count in sorted(lists.items())]


def proposed(successors: Sequence[int]) -> Sequence[int]:
    """Where a thing goes unless somebody chooses: to the one successor, and of several to none.

    Which of several takes a function over stands in the order that abolishes the council, which no register holds.
    """
    return successors if len(successors) == 1 else ()


def check_recording(
    predecessor_id: int,
    successors: Mapping[int, date | None],
    in_directory: Collection[int],
    on_date: date,
) -> None:
    """A succession has a successor; each is in the directory as that, is another organisation and has not ended.

    ``successors`` gives the day on which each of them ends, if it does.
    """
    if not successors:
        raise RuleBroken("successors", "Choose who takes over")
    if predecessor_id in successors:
        raise RuleBroken("successors", "An organisation cannot take over from itself")
    if any(one not in in_directory for one in successors):
        raise RuleBroken(
            "successors", "The directory does not say that it takes over. Ask whoever runs this portal to record it"
        )
    if any(ends_on is not None and ends_on <= on_date for ends_on in successors.values()):
        raise RuleBroken("successors", "An organisation that has ended by that day cannot take over")


def check_day(on_date: date, today: date) -> None:
    """Nothing moves before the day."""
    if today < on_date:
        raise RuleBroken("", f"Nothing passes before {day_words(on_date)}")


def check_open(state: str) -> None:
    """Only what is offered can be accepted or declined."""
    if state == OfferState.ACCEPTED:
        raise RuleBroken("", "Your organisation has accepted this already")
    if state != OfferState.OFFERED:
        raise RuleBroken("", "This does not wait for your organisation any more")


def check_choice(kind: str, chosen: Collection[int], accepted: Collection[int]) -> None:
    """A person goes to one successor; who has accepted keeps what it accepted."""
    if kind == PERSON and len(chosen) > 1:
        raise RuleBroken("successors", "A person goes to one organisation. Choose one")
    if not set(accepted) <= set(chosen):
        raise RuleBroken("successors", "An organisation has accepted this, so it cannot be taken away from it")


def check_release(undecided: int, on_date: date, today: date, released: bool) -> None:
    """Everything has somewhere to go before the organisation's own people can decide nothing any more."""
    if released:
        raise RuleBroken("", "You have shown it already")
    if undecided and on_date <= today:
        raise RuleBroken("", f"Say first where the rest goes: {undecided} left. After you show it nobody can")


def things(count: int) -> str:
    """How many things."""
    return f"{count:,} {'thing' if count == 1 else 'things'}"


def role_words(kind: str, roles: str) -> str:
    """What an organisation is in a thing, as “who can see this” says it; of a person their role."""
    return roles if kind == PERSON else f"as {' and '.join(roles.split(','))}"


def named(kind: str, title: str) -> str:
    """A thing by its title, in a sentence."""
    return title if kind == PERSON else f"“{title}”"


def shown_words(on_date: date, left: int, *, come: bool) -> str:
    """What successors see once they are shown it, what has nowhere to go yet, and from when nobody can choose any more:
    paragraphs."""
    day = day_words(on_date)
    sees = (
        "Each organisation sees the titles of what passes to it, and the names of people. It sees no more before it"
        " accepts."
    )
    nowhere = [f"{things(left)} {'has' if left == 1 else 'have'} nowhere to go yet."] if left else []
    ends = "nobody can act for your organisation any more, and you cannot choose any more."
    when = (
        f"The day of the handover, {day}, has come. After you show it, {ends}"
        if come
        else f"You can still choose until {day}. From that day {ends}"
    )
    return "\n\n".join((sees, *nowhere, when))


def declined_words(kind: str, title: str, *, lets_in: bool) -> str:
    """What comes of declining. ``lets_in``: whether it is there to let others see something, as an audit is."""
    if kind == PERSON:
        return f"{title} does not join your organisation."
    ends = " It ends at once, unless another organisation takes it over." if lets_in else ""
    stays = "It stays on the record under the name of the organisation that ended, and nobody acts for that any more."
    return stays + ends

"""The words of mail. Each gives a subject and a plain text. Titles stay out: mail is read by more eyes than a page."""

from portal.core.text import normal_line

Words = tuple[str, str]

_END = "\n\nAccord\n"


def sent(name: str, organisation: str, sender: str, reference: str, link: str) -> Words:
    """An arrangement was sent to its parties."""
    return (
        f"{normal_line(sender)} has sent you an arrangement ({reference})",
        f"Hello {normal_line(name)}\n\n{normal_line(sender)} has recorded an arrangement with"
        f" {normal_line(organisation)} on Accord.\n\nRead it, and say whether it is what you agreed:\n\n{link}{_END}",
    )


def changed(name: str, organisation: str, sender: str, reference: str, link: str) -> Words:
    """An arrangement changed after somebody had answered."""
    return (
        f"Arrangement {reference} has changed",
        f"Hello {normal_line(name)}\n\n{normal_line(sender)} has changed an arrangement with"
        f" {normal_line(organisation)} after it was sent."
        f"\n\nSee what is different, and say whether it is still what you agreed:\n\n{link}{_END}",
    )


def disputed(name: str, organisation: str, sender: str, reference: str, link: str) -> Words:
    """A party said that it is not what was agreed."""
    return (
        f"A party disputes arrangement {reference}",
        f"Hello {normal_line(name)}\n\nA party says that the arrangement {normal_line(organisation)} registered is not"
        f" what was agreed.\n\nRead why:\n\n{link}{_END}",
    )


def agreed(name: str, organisation: str, sender: str, reference: str, link: str) -> Words:
    """Every party has confirmed."""
    return (
        f"Arrangement {reference} is agreed",
        f"Hello {normal_line(name)}\n\nEvery party has now confirmed the arrangement that {normal_line(organisation)}"
        f" takes part in.\n\nRead it here:\n\n{link}{_END}",
    )


def withdrawn(name: str, organisation: str, sender: str, reference: str, link: str) -> Words:
    """It was withdrawn."""
    return (
        f"Arrangement {reference} is withdrawn",
        f"Hello {normal_line(name)}\n\n{normal_line(sender)} has withdrawn an arrangement with"
        f" {normal_line(organisation)}. It stays on the record.\n\nRead it here:\n\n{link}{_END}",
    )


MOVED = {
    "refused": ("was refused", "A party has refused to take part in an arrangement with {organisation}."),
    "started": ("has started", "An arrangement that {organisation} takes part in is now active."),
    "reviewed": ("is under review", "An arrangement that {organisation} takes part in is under review."),
    "carried_on": ("carries on", "The review of an arrangement with {organisation} is over, and it carries on."),
    "noticed": ("is to end", "A party has given notice to end an arrangement with {organisation}."),
    "resumed": ("carries on", "The notice to end an arrangement with {organisation} was taken back."),
    "closed": ("is closed", "An arrangement that {organisation} took part in is closed. It stays on the record."),
}
"""For each step: what the subject says of the arrangement, and the sentence of the letter."""


def moved(step: str, name: str, organisation: str, reference: str, link: str) -> Words:
    """It went from one state to another. ``step`` is a key of ``MOVED``."""
    happened, sentence = MOVED[step]
    told = sentence.format(organisation=normal_line(organisation))
    return (
        f"Arrangement {reference} {happened}",
        f"Hello {normal_line(name)}\n\n{told}\n\nSee when and why:\n\n{link}{_END}",
    )

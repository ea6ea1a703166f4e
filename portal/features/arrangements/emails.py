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

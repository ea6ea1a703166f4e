"""The words of mail. What was said stays out, and so does the title: mail is read by more eyes than a page."""

from portal.core.text import normal_line

Words = tuple[str, str]

_END = "\n\nAccord\n"


def said(name: str, organisation: str, reference: str, link: str) -> Words:
    """Something was said about an arrangement of the organisation's."""
    return (
        f"Somebody has given feedback that you can answer ({reference})",
        f"Hello {normal_line(name)}\n\nA partner has given feedback on an arrangement that {normal_line(organisation)}"
        f" takes part in. You can answer it, and your reply is shown beside it.\n\nRead it here:\n\n{link}{_END}",
    )


def replied(name: str, organisation: str, reference: str, link: str) -> Words:
    """What the organisation said was answered."""
    return (
        f"Your feedback {reference} has a reply",
        f"Hello {normal_line(name)}\n\nThere is a reply to feedback from {normal_line(organisation)}."
        f"\n\nRead it here:\n\n{link}{_END}",
    )


def closed(name: str, organisation: str, reference: str, link: str) -> Words:
    """What came of it was written down."""
    return (
        f"What came of your feedback {reference}",
        f"Hello {normal_line(name)}\n\nSomebody has written down what came of feedback from"
        f" {normal_line(organisation)}.\n\nRead it here:\n\n{link}{_END}",
    )

"""The words of mail. Each gives a subject and a plain text."""

from portal.core.text import normal_line
from portal.features.signin import rules

Words = tuple[str, str]

_END = "\n\nAccord\n"


def reset(name: str, link: str) -> Words:
    """A link to choose a new password."""
    return (
        "Choose a new password for Accord",
        f"Hello {_shown(name)}\n\nSomebody, probably you, asked to choose a new password for Accord."
        f"\n\nTo choose one, open this link. It works once, for one hour:\n\n{link}"
        f"\n\nIf it was not you, do nothing. Your password stays as it is.{_END}",
    )


def password_changed(name: str, link: str) -> Words:
    """Notice of a new password."""
    return (
        "Your password for Accord was changed",
        f"Hello {_shown(name)}\n\nThe password of your Accord account was changed just now."
        " You were signed out everywhere."
        f"\n\nIf it was not you, choose a new password now:\n\n{link}{_END}",
    )


def invitation(name: str, organisation: str, role: str, link: str) -> Words:
    """A place in an organisation; the same words whether there is an account or not."""
    days = rules.INVITATION_LASTS.days
    return (
        f"Join {_shown(organisation)} on Accord",
        f"Hello {_shown(name)}\n\nYou are invited to join {_shown(organisation)} on Accord, as a {role}."
        " Accord is where councils and their partners record what they share."
        f"\n\nTo join, open this link. It works for {days} days:\n\n{link}"
        f"\n\nIf you did not expect this, do nothing. Do not pass the link on: it is for you alone.{_END}",
    )


def _shown(text: str) -> str:
    """People's words on one line, with nothing in them that a mail program would make a link of."""
    return normal_line(text).replace("://", " ").replace("www.", "www ")

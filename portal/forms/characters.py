"""Showing text again that may not be fit to show: every page must be encodable and show where the fault is."""

from portal.core.text import UNFIT, unfit_character

UNREADABLE = "\ufffd"


def safe_to_show(text: str) -> str:
    """``text`` with each unfit character (see ``portal.core.text``) drawn as U+FFFD, so that its place can be seen.

    Ends of lines become ``\\n``, as browsers send them otherwise than we keep them.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNFIT.sub(UNREADABLE, text)


def fault_in(text: str) -> str | None:
    """Why ``text`` cannot be kept, in words for its author; ``None`` if it can.

    Besides what ``unfit_character`` refuses this names U+FFFD, which stands where bytes could not be read as UTF-8.
    """
    if fault := unfit_character(text):
        return fault
    return "a character that we could not read" if UNREADABLE in text else None

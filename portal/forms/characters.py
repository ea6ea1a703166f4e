"""Showing text again that may not be fit to show: every page must be encodable and show where the fault is."""

import re

from portal.core.text import unfit_character

UNREADABLE = "\ufffd"

_NOT_TEXT = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
# The same characters as ``unfit_character`` names, as one pattern: lists show many texts.
_UNFIT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069{_NOT_TEXT}]")


def safe_to_show(text: str) -> str:
    """``text`` with each unfit character (see ``portal.core.text``) drawn as U+FFFD, so that its place can be seen.

    Ends of lines become ``\\n``, as browsers send them otherwise than we keep them.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub(UNREADABLE, text)


def fault_in(text: str) -> str | None:
    """Why ``text`` cannot be kept, in words for its author; ``None`` if it can.

    Besides what ``unfit_character`` refuses this names U+FFFD, which stands where bytes could not be read as UTF-8.
    """
    if fault := unfit_character(text):
        return fault
    return "a character that we could not read" if UNREADABLE in text else None

"""What a request sent, for the pages that give it back."""

import re
from urllib.parse import quote, urlsplit

from flask import request

from portal.forms.base import ACT_AGAIN, ACTING_FOR, FORM_NAME
from portal.forms.characters import safe_to_show
from portal.forms.telling import told

SECRET_WORD = re.compile(r"pass(?:word|code|phrase)|(?:^|[_-])(?:secret|code|otp|credential)(?:$|[_-])", re.IGNORECASE)
UNSEEN = frozenset({"submission", "version", ACTING_FOR, FORM_NAME})
PROTECTION = "csrf_token"


def typed_values() -> list[tuple[str, str]]:
    """(name, text) of all that was typed and may be shown again: no password, no token."""
    return [(name, value) for name, value in kept_values() if name not in UNSEEN]


def kept_values() -> list[tuple[str, str]]:
    """(name, text) of all that may be sent again, also what nobody sees."""
    return [
        (name, safe_to_show(value))
        for name, values in request.form.lists()
        if name not in (PROTECTION, ACT_AGAIN) and not secret(name)
        for value in values
    ]


def told_rows() -> list[tuple[str, str]]:
    """(question, answer) of what was typed, as its form words it; by the names of the fields if no form is known."""
    values = [(name, value) for name, value in typed_values() if value]
    rows = told(name for name, _ in values)
    return [(spoken(name), value) for name, value in values] if rows is None else rows


def from_own_page() -> bool:
    """Whether the browser says that this request came from a page of ours."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(source).netloc == request.host
    except ValueError:
        return False


def own_address() -> str:
    """The path and query of this request, as a link back to it on this site and no other."""
    path = quote("/" + request.path.lstrip("/"))
    query = request.query_string.decode("ascii", "replace")
    return f"{path}?{query}" if query else path


def sent_files() -> list[str]:
    """The names of the fields under which a file came; an input in which none was chosen sends an empty one."""
    return [name for name, file in request.files.items(multi=True) if file.filename]


def secret(name: str) -> bool:
    """Whether a field's name says that its value must not be shown again."""
    return SECRET_WORD.search(name) is not None


def spoken(name: str) -> str:
    """A field's name as words: ``starts_on-day`` reads ``Starts on day``."""
    return safe_to_show(name).replace("_", " ").replace("-", " ").strip().capitalize() or "Answer"

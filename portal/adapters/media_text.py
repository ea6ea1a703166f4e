"""Kinds of file that are text: which alphabet, which markup, which conventions."""

import codecs
import re

from portal.adapters.media_types import MediaType

_PLAIN = MediaType("text/plain", "text", ".txt")
_CSV = MediaType("text/csv", "CSV table", ".csv")
_TSV = MediaType("text/tab-separated-values", "TSV table", ".tsv")
_RTF = MediaType("application/rtf", "Rich Text document", ".rtf")
_JSON = MediaType("application/json", "JSON data", ".json")
_MAIL = MediaType("message/rfc822", "e-mail", ".eml")
_MAILBOX = MediaType("application/mbox", "mailbox", ".mbox")
_XML = MediaType("application/xml", "XML", ".xml")
_SVG = MediaType("image/svg+xml", "SVG image", ".svg", active=True)
_HTML = MediaType("text/html", "web page", ".html", active=True)
_SCRIPT = MediaType("text/x-script", "script", "", active=True)

_BY_SUFFIX = {".csv": _CSV, ".tsv": _TSV}
_SCRIPTS = frozenset(
    {
        ".bat", ".cmd", ".hta", ".js", ".jse", ".mjs", ".php", ".pl", ".ps1", ".psm1", ".py", ".rb", ".reg", ".scf",
        ".sh", ".url", ".vbe", ".vbs", ".wsf", ".wsh",
    }
)  # fmt: skip
_LOOK_AT = 4096
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MOST_CONTROLS = 0.05
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")

# The beginnings that browsers take for a page: WHATWG, MIME Sniffing, "identifying a resource with an unknown type".
_PAGE = re.compile(
    r"<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>]|<!--", re.IGNORECASE
)
_PROLOGUE = re.compile(r"(?:<\?.*?\?>|<!--.*?-->|<!doctype[^\[>]*(?:\[.*?\]\s*)?>|\s+)*", re.IGNORECASE | re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_HEADER = re.compile(r"([!-9;-~]+):(?:[ \t].*)?\r?\n(?:[ \t].*\r?\n)*")
_MAIL_HEADERS = frozenset(
    {
        "cc", "content-type", "date", "delivered-to", "from", "message-id", "mime-version", "received", "reply-to",
        "return-path", "sender", "subject", "to",
    }
)  # fmt: skip


def read(head: bytes, suffix: str) -> MediaType | None:
    """The kind of a text file, or ``None`` if these bytes are no text. Never raises."""
    words = _decoded(head)
    if words is None:
        return None
    start = words[:_LOOK_AT].lstrip("\ufeff \t\r\n")
    if start.startswith("#!") or suffix in _SCRIPTS:
        return _SCRIPT
    return _markup(start) or _mail(words, suffix) or _data(start, suffix)


def _decoded(head: bytes) -> str | None:
    """``head`` as text in UTF-8, UTF-16 with a mark, or any code page that holds no control characters."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    controls = len(_CONTROLS.findall(head))
    if b"\0" in head or controls > _MOST_CONTROLS * len(head):
        return None
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return None if controls else head.decode("latin-1")


def _markup(start: str) -> MediaType | None:
    if not start.startswith("<"):
        return None
    rest = start[_PROLOGUE.match(start).end() :]  # type: ignore[union-attr]
    root = found[1].lower() if (found := _ROOT.match(rest)) else ""
    if root == "svg":
        return _SVG
    if root == "html" or _PAGE.match(start) or _PAGE.match(rest):
        return _HTML
    return _XML if start.startswith(("<?xml", "<!DOCTYPE", "<!ENTITY")) else None


def _mail(words: str, suffix: str) -> MediaType | None:
    """A message begins with header fields (RFC 5322, 2.2); a mailbox with a line ``From `` before them (RFC 4155)."""
    boxed = words.startswith("From ")
    at = words.find("\n") + 1 if boxed else 0
    known = 0
    while at < len(words) and (field := _HEADER.match(words, at)):
        known += field[1].lower() in _MAIL_HEADERS
        at = field.end()
    if known < (1 if suffix in {".eml", ".mbox"} else 2):
        return None
    return _MAILBOX if boxed and suffix != ".eml" else _MAIL


def _data(start: str, suffix: str) -> MediaType:
    if start.startswith("{\\rtf"):
        return _RTF
    if suffix == ".json" and start[:1] in {"[", "{"}:
        return _JSON
    return _BY_SUFFIX.get(suffix, _PLAIN)

"""What a file is called, what sort of thing it is, and how it is handed out. Pure."""

import re
import unicodedata
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from portal.core.digests import canonical, digest_of
from portal.core.errors import RuleBroken
from portal.features.evidence.models import FILENAME_LENGTH, TITLE_LENGTH, Kind
from portal.features.organisations import words_of

NAMELESS = "file"
LONGEST_SUFFIX = 20
OCTETS = "application/octet-stream"
UNKNOWN_TYPES = frozenset({OCTETS, "application/x-empty"})

_RESERVED = re.compile(r'[<>:"|?*\\/]')
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_WINDOWS_NAMES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
_ATTR_CHAR = "!#$&+-.^_`|~"

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_MACRO = "macroEnabled.12"

_BY_SUFFIX = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": f"{_OOXML}wordprocessingml.document",
    "docm": f"application/vnd.ms-word.document.{_MACRO}",
    "rtf": "application/rtf",
    "odt": f"{_ODF}text",
    "epub": "application/epub+zip",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OOXML}spreadsheetml.sheet",
    "xlsm": f"application/vnd.ms-excel.sheet.{_MACRO}",
    "ods": f"{_ODF}spreadsheet",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{_OOXML}presentationml.presentation",
    "pptm": f"application/vnd.ms-powerpoint.presentation.{_MACRO}",
    "odp": f"{_ODF}presentation",
    "odg": f"{_ODF}graphics",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "svg": "image/svg+xml",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "mbox": "application/mbox",
    "zip": "application/zip",
    "gz": "application/gzip",
    "tar": "application/x-tar",
    "7z": "application/x-7z-compressed",
    "rar": "application/x-rar-compressed",
    "html": "text/html",
    "htm": "text/html",
    "xml": "application/xml",
    "json": "application/json",
    "txt": "text/plain",
    "md": "text/plain",
    "log": "text/plain",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "exe": "application/x-executable",
}

# Types that no browser runs, whatever it is asked to do with them; every other goes out as octets.
_HARMLESS = frozenset(
    name
    for suffix, name in _BY_SUFFIX.items()
    if suffix not in {"svg", "html", "htm", "xml", "eml", "mbox", "exe", "json"} and _MACRO not in name
)

_SHEETS = frozenset({"text/csv", "text/tab-separated-values", "application/vnd.ms-excel", f"{_ODF}spreadsheet"})
_SLIDES = frozenset({"application/vnd.ms-powerpoint", f"{_ODF}presentation"})
_MAIL = frozenset({"message/rfc822", "application/mbox", "application/vnd.ms-outlook"})
_ARCHIVES = frozenset(_BY_SUFFIX[suffix] for suffix in ("zip", "gz", "tar", "7z", "rar"))
_WEB = frozenset({"text/html", "application/xml", "application/json", "application/xhtml+xml"})
_DOCUMENTS = frozenset({
    "application/pdf", "application/msword", "application/rtf", "application/epub+zip",
    f"{_ODF}text", f"{_ODF}graphics", "application/x-ooxml-protected", "application/x-ole-storage",
})  # fmt: skip


def kind_of(media_type: str) -> Kind:
    """The sort of thing that a file of a media type is."""
    if media_type.startswith((f"{_OOXML}spreadsheet", "application/vnd.ms-excel")) or media_type in _SHEETS:
        return Kind.SPREADSHEET
    if media_type.startswith((f"{_OOXML}presentation", "application/vnd.ms-powerpoint")) or media_type in _SLIDES:
        return Kind.PRESENTATION
    if media_type.startswith((f"{_OOXML}wordprocessing", "application/vnd.ms-word")) or media_type in _DOCUMENTS:
        return Kind.DOCUMENT
    if media_type.startswith("image/"):
        return Kind.IMAGE
    for names, kind in ((_MAIL, Kind.MAIL), (_ARCHIVES, Kind.ARCHIVE), (_WEB, Kind.WEB)):
        if media_type in names:
            return kind
    return Kind.TEXT if media_type.startswith("text/") else Kind.OTHER


def declared_type(filename: str) -> str:
    """The media type that a name's ending says; empty for an ending that says nothing."""
    return _BY_SUFFIX.get(PurePosixPath(filename).suffix.lower().removeprefix("."), "")


def types_differ(declared: str, detected: str) -> bool:
    """Whether a file is something else than its name says. Plain text may be called by any name of a text."""
    if not declared or declared == detected or detected in UNKNOWN_TYPES:
        return False
    return not (detected == "text/plain" and (declared.startswith("text/") or declared in _MAIL))


def served_type(media_type: str, *, active: bool) -> str:
    """The Content-Type of a download: the detected one if nothing can run in it, else plain octets."""
    return media_type if media_type in _HARMLESS and not active else OCTETS


def safe_filename(name: str) -> str:
    """``name`` as a name that any system can keep: no path, no hidden or reserved characters, not too long.

    At most 255 bytes in UTF-8, which is what file systems take (POSIX NAME_MAX); the ending is kept.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if character.isspace() else character for character in last)
    seen = "".join(character for character in seen if unicodedata.category(character) not in _HIDDEN)
    seen = re.sub(r"\s+", " ", _RESERVED.sub("-", seen)).strip(" .")
    if _WINDOWS_NAMES.match(seen):
        seen = f"{NAMELESS}-{seen}"
    return _shortened(seen) or NAMELESS


def _shortened(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    if len(suffix) > LONGEST_SUFFIX:
        suffix = ""
    stem = name.removesuffix(suffix)
    room = FILENAME_LENGTH - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + suffix


def disposition(filename: str) -> str:
    """The value of Content-Disposition that makes a browser save under ``filename`` (RFC 6266, RFC 5987)."""
    plain = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w .()+,=@\[\]-]", "_", plain, flags=re.ASCII).strip(" .")
    plain = plain if plain.rpartition(".")[0].strip(" ._") or plain.strip(" ._") else NAMELESS
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe=_ATTR_CHAR)}"


def folded(title: str) -> str:
    """A title as it is compared: its folded words, without accents, punctuation and hidden characters, or what it is in
    lower case if it has no word; never longer than the column."""
    return (" ".join(words_of(title)) or title.lower())[:TITLE_LENGTH]


def check_period(period_from: date | None, period_to: date | None) -> None:
    """Raise ``RuleBroken`` if the period ends before it starts."""
    if period_from and period_to and period_to < period_from:
        raise RuleBroken("period_to", "The end of the period must be on or after its start")


def sealed_version(version: Any) -> dict[str, Any]:
    """What the ledger holds of a version: its number, the digest, size and type of its file, who added it, and a digest
    of what it is called and what was noted of it."""
    return {
        "number": version.number,
        "sha256": version.sha256,
        "size": version.size,
        "media_type": version.media_type,
        "added_by": version.organisation_id,
        "words_sha256": digest_of(canonical([version.filename, version.note])),
    }

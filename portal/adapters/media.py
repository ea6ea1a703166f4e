"""What a file really is, from its first bytes. A name may help between likes; it never overrules the bytes."""

from dataclasses import replace
from pathlib import PurePath

import filetype

from portal.adapters import media_containers as containers
from portal.adapters import media_text as text
from portal.adapters.media_types import EMPTY, UNKNOWN, MediaType

HEAD = 64 * 1024
"""How many bytes from the start of a file ``detect`` wants, at most."""


PDF = MediaType("application/pdf", "PDF", ".pdf")
TAR = MediaType("application/x-tar", "tar archive", ".tar")
PROGRAM = MediaType("application/x-executable", "program", "", active=True)

_APPLE_SINGLE = MediaType("application/applefile", "AppleSingle file", "")
_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_APPLE_STARTS = (b"\x00\x05\x16\x00", b"\x00\x05\x16\x07")
_GUESSED = {
    "image/png": "PNG image",
    "image/jpeg": "JPEG image",
    "image/gif": "GIF image",
    "image/webp": "WebP image",
    "image/tiff": "TIFF image",
    "image/heic": "HEIC image",
    "application/gzip": "gzip archive",
    "application/x-7z-compressed": "7-Zip archive",
    "application/x-rar-compressed": "RAR archive",
    "audio/mpeg": "MP3 sound",
    "video/mp4": "MP4 video",
    "video/quicktime": "QuickTime video",
}
_CONTAINERS = frozenset({"application/zip", "application/epub+zip", "application/x-ole-storage"})
_TAR_BLOCK = 512


def detect(head: bytes, filename: str) -> MediaType:
    """The kind of the file that starts with ``head`` (``HEAD`` bytes, or all of a shorter file)."""
    head = head[:HEAD]
    suffix = PurePath(filename).suffix.lower()
    if not head:
        return EMPTY
    if head.startswith(b"PK\x03\x04"):
        return containers.zipped(head)
    if head.startswith(containers.OLE_START):
        return containers.compound(head, suffix)
    return _from_start(head) or text.read(head, suffix) or _guessed(head) or UNKNOWN


def _from_start(head: bytes) -> MediaType | None:
    if head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(b"%PDF-"):
        return replace(PDF, locked=b"/Encrypt" in head)
    if head.startswith(_APPLE_STARTS):
        return _APPLE_SINGLE
    if head.startswith(_PROGRAM_STARTS) and b"\0" in head:
        return PROGRAM
    return TAR if _is_tar(head) else None


def _guessed(head: bytes) -> MediaType | None:
    """What the library makes of it. Asked last: it takes any words that begin with MZ or BM for binary files."""
    guess = filetype.guess(head)
    if guess is None or guess.mime in _CONTAINERS:
        return None
    return MediaType(guess.mime, _GUESSED.get(guess.mime, f"{guess.extension.upper()} file"), f".{guess.extension}")


def _is_tar(head: bytes) -> bool:
    """By the checksum of the first header (POSIX.1-1988 ustar): old archives carry no signature."""
    block = head[:_TAR_BLOCK]
    if len(block) < _TAR_BLOCK or not block[0]:
        return False
    try:
        said = int(block[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return said == sum(block[:148]) + sum(block[156:]) + 8 * ord(" ")

"""Kinds of file that are boxes of other files: zip (with Office Open XML and OpenDocument) and OLE."""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from portal.adapters.media_types import MediaType

OLE_START = bytes.fromhex("d0cf11e0a1b11ae1")

_ZIP = MediaType("application/zip", "zip archive", ".zip")
_JAVA = MediaType("application/java-archive", "Java program", ".jar", active=True)
_CONTENT_TYPES = "[Content_Types].xml"
_LOCAL = b"PK\x03\x04"
_LOCALS = re.compile(re.escape(_LOCAL))
_CENTRAL = b"PK\x01\x02"
_MOST_CONTENT_TYPES = 200_000

_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCX = MediaType(f"{_OFFICE}wordprocessingml.document", "Word document", ".docx")
_XLSX = MediaType(f"{_OFFICE}spreadsheetml.sheet", "Excel workbook", ".xlsx")
_PPTX = MediaType(f"{_OFFICE}presentationml.presentation", "PowerPoint presentation", ".pptx")
_WITH_MACROS = {
    _DOCX: ("application/vnd.ms-word.document.macroEnabled.12", ".docm"),
    _XLSX: ("application/vnd.ms-excel.sheet.macroEnabled.12", ".xlsm"),
    _PPTX: ("application/vnd.ms-powerpoint.presentation.macroEnabled.12", ".pptm"),
}
_PARTS = (("word/", b"wordprocessingml", _DOCX), ("xl/", b"spreadsheetml", _XLSX), ("ppt/", b"presentationml", _PPTX))
_LABELLED = {
    "application/vnd.oasis.opendocument.text": ("OpenDocument text", ".odt"),
    "application/vnd.oasis.opendocument.spreadsheet": ("OpenDocument spreadsheet", ".ods"),
    "application/vnd.oasis.opendocument.presentation": ("OpenDocument presentation", ".odp"),
    "application/vnd.oasis.opendocument.graphics": ("OpenDocument drawing", ".odg"),
    "application/epub+zip": ("EPUB book", ".epub"),
}

_DOC = MediaType("application/msword", "Word 97 document", ".doc")
_XLS = MediaType("application/vnd.ms-excel", "Excel 97 workbook", ".xls")
_PPT = MediaType("application/vnd.ms-powerpoint", "PowerPoint 97 presentation", ".ppt")
_MSG = MediaType("application/vnd.ms-outlook", "Outlook message", ".msg")
_LOCKED_OFFICE = MediaType("application/x-ooxml-protected", "Office document with a password", "", locked=True)
_INSTALLER = MediaType("application/x-msi", "Windows installer", ".msi", active=True)
_COMPOUND = MediaType("application/x-ole-storage", "older Office file", "")
_STREAMS = (("WordDocument", _DOC), ("Workbook", _XLS), ("Book", _XLS), ("PowerPoint Document", _PPT))
_INSTALLER_CLASS = bytes.fromhex("84100c0000000000c000000000000046")


def zipped(head: bytes) -> MediaType:
    """The kind of a file that starts as a zip archive does (PKWARE APPNOTE, 4.3)."""
    if labelled := _label(head):
        return labelled
    names = set(_names(head))
    listed = _content_types(head) if _CONTENT_TYPES in names else b""
    for folder, word, kind in _PARTS:
        if word in listed or (not listed and any(name.startswith(folder) for name in names)):
            if b"macroEnabled" in listed or f"{folder}vbaProject.bin" in names:
                name, suffix = _WITH_MACROS[kind]
                return MediaType(name, f"{kind.title} with macros", suffix, active=True)
            return kind
    if "META-INF/MANIFEST.MF" in names:
        return _JAVA
    locked = any(
        head[found.end() + 2 : found.end() + 3] and head[found.end() + 2] & 1 for found in _LOCALS.finditer(head)
    )
    return replace(_ZIP, locked=locked)


def _label(head: bytes) -> MediaType | None:
    """What a first entry called ``mimetype``, stored and not packed, says (OpenDocument 1.2 part 3, 3.3)."""
    found = re.match(rb"PK\x03\x04.{22}\x08\0(?:.{2})mimetype(.{0,100})", head, re.DOTALL)
    if not found:
        return None
    for name, (title, suffix) in _LABELLED.items():
        if re.match(re.escape(name.encode()) + rb"(?:PK|[^\x21-\x7e]|$)", found[1]):
            locked = b"manifest:encryption-data" in head
            return MediaType(name, title, suffix, locked=locked)
    return None


_LONGEST_NAME = 300
_MOST_NAMES = 1000
"""A hostile archive can claim a name as long as the head at every fourth byte of it."""


def _names(head: bytes) -> Iterator[str]:
    for sign, length_at, name_at in ((_LOCAL, 26, 30), (_CENTRAL, 28, 46)):
        for found in islice(re.finditer(re.escape(sign), head), _MOST_NAMES):
            start = found.start()
            if start + name_at <= len(head):
                (length,) = struct.unpack_from("<H", head, start + length_at)
                if length > _LONGEST_NAME:
                    continue
                yield head[start + name_at : start + name_at + length].decode("utf-8", "replace").replace("\\", "/")


def _content_types(head: bytes) -> bytes:
    """The content-types part, as far as the head holds it; unpacked to a limit, so that no bomb goes off."""
    name_at = head.find(_CONTENT_TYPES.encode())
    start = name_at - 30
    if start < 0 or head[start : start + 4] != _LOCAL:
        return b""
    method, name_length, extra_length = struct.unpack_from("<8xH16xHH", head, start)
    body = head[start + 30 + name_length + extra_length :]
    if method == 0:
        return body[:_MOST_CONTENT_TYPES]
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, _MOST_CONTENT_TYPES)
    except zlib.error:
        return b""


def compound(head: bytes, suffix: str) -> MediaType:
    """The kind of an OLE compound file, by the names in its directory (MS-CFB, 2.6).

    The directory may lie beyond the head of a long file; then ``suffix`` decides among the kinds it could be.
    """
    if _holds(head, "EncryptedPackage"):
        return _LOCKED_OFFICE
    if _INSTALLER_CLASS in head or suffix == ".msi":
        return _INSTALLER
    if _holds(head, "__properties_version1.0"):
        return _MSG
    held = [kind for stream, kind in _STREAMS if _holds(head, stream)]
    if not held:
        held = [_DOC, _XLS, _PPT, _MSG]
        return next((kind for kind in held if kind.suffix == suffix), _COMPOUND)
    kind = next((kind for kind in held if kind.suffix == suffix), held[0])
    return replace(kind, active=_holds(head, "_VBA_PROJECT"))


def _holds(head: bytes, name: str) -> bool:
    """Whether a directory entry has this name: 64 bytes of UTF-16 that end in noughts, then the length in bytes."""
    entry = name.encode("utf-16-le") + b"\0\0"
    at = head.find(entry)
    while at >= 0:
        if head[at + 64 : at + 66] == struct.pack("<H", len(entry)):
            return True
        at = head.find(entry, at + 1)
    return False

"""The shape of an answer about a file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MediaType:
    """A kind of file. ``name`` is its media type (IANA where there is one), ``title`` says it in words.

    ``locked``: needs a password, as far as the head shows. ``active``: can do things when opened (a program,
    a script, macros, a page with scripts).
    """

    name: str
    title: str
    suffix: str
    locked: bool = False
    active: bool = False


EMPTY = MediaType("application/x-empty", "empty file", "")
UNKNOWN = MediaType("application/octet-stream", "unknown kind of file", "")

"""Looking for viruses with ClamAV's daemon, where there is one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import RawIOBase
from typing import BinaryIO, Protocol, cast
from urllib.parse import urlsplit

from clamav_client.clamd import BufferTooLongError, ClamdError, ClamdNetworkSocket, ClamdUnixSocket

TIMEOUT = 60
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless string that scanners agree to find (eicar.org); in two parts so that none finds this file."""


class ScannerUnavailable(OSError):
    """There is a scanner, and it does not answer: try again later."""


@dataclass(frozen=True)
class Clean:
    """Nothing was found."""


@dataclass(frozen=True)
class Infected:
    """Something was found; ``name`` is what the scanner calls it."""

    name: str


@dataclass(frozen=True)
class NotScanned:
    """Nobody looked. ``reason`` says why in words."""

    reason: str


Verdict = Clean | Infected | NotScanned


class Scanner(Protocol):
    """Looks through a file."""

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        """Look through ``chunks``. Raises ``ScannerUnavailable``."""


class NoScanner:
    """Where no scanner is set up."""

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        """Say that nobody looked."""
        return NotScanned("no virus scanner is set up")


class ClamdScanner:
    """ClamAV at ``tcp://host:port`` or ``unix:///path``. Raises ``ValueError`` for another address."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self._clamd: ClamdNetworkSocket
        if where.scheme == "tcp":
            self._clamd = ClamdNetworkSocket(where.hostname or "localhost", where.port or 3310, TIMEOUT)
        elif where.scheme == "unix":
            self._clamd = ClamdUnixSocket(where.path, TIMEOUT)
        else:
            raise ValueError("the address of a virus scanner starts with tcp:// or unix://")

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        """See ``Scanner``."""
        try:
            answers = self._clamd.instream(cast(BinaryIO, _Reader(chunks)))
        except BufferTooLongError:
            return NotScanned("the file is larger than the virus scanner takes")
        except (ClamdError, OSError) as problem:
            raise ScannerUnavailable(type(problem).__name__) from problem
        for status, name in answers.values():
            if status == "FOUND":
                return Infected(name or "unnamed")
            if status == "OK":
                return Clean()
        raise ScannerUnavailable("no clear answer")


class EicarScanner:
    """Finds the test string and nothing else: for tests."""

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        """See ``Scanner``."""
        seen = b""
        for chunk in chunks:
            seen = seen[-len(EICAR) :] + chunk
            if EICAR in seen:
                return Infected("Eicar-Test-Signature")
        return Clean()


class _Reader(RawIOBase):
    """Chunks as a file to read from."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks: Iterator[bytes] = iter(chunks)
        self._rest = b""

    def read(self, size: int = -1, /) -> bytes:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._rest = chunk
        size = len(self._rest) if size < 0 else size
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

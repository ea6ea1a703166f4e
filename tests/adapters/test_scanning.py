"""Asking ClamAV, asking nobody, and the scanner of the tests."""

from __future__ import annotations

import base64
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from portal.adapters.scanning import (
    EICAR,
    ClamdScanner,
    Clean,
    EicarScanner,
    Infected,
    NoScanner,
    NotScanned,
    ScannerUnavailable,
)
from tests.adapters.test_media import SHARED


class _Clamd(socketserver.StreamRequestHandler):
    """As much of clamd as INSTREAM needs."""

    def handle(self) -> None:
        assert self.rfile.readline() == b"nINSTREAM\n"
        body = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            body += self.rfile.read(size)
        if b"broken" in body:
            return
        found = EICAR in body
        answer = b"stream: Eicar-Test-Signature FOUND\n" if found else b"stream: OK\n"
        self.wfile.write(b"INSTREAM size limit exceeded. ERROR\n" if b"large" in body else answer)


@contextmanager
def clamd() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_the_test_string_is_the_real_one() -> None:
    encoded = (SHARED / "hostile-strings" / "eicar.txt.b64").read_text()
    assert base64.b64decode(encoded).strip() == EICAR


def test_clamd_is_asked() -> None:
    with clamd() as url:
        scanner = ClamdScanner(url)
        assert scanner.scan([b"minutes", b" of the meeting" * 1000]) == Clean()
        assert scanner.scan([b"x" * 5000, EICAR[:20], EICAR[20:]]) == Infected("Eicar-Test-Signature")
        assert scanner.scan([]) == Clean()
        assert scanner.scan([b"large"]) == NotScanned("the file is larger than the virus scanner takes")
        with pytest.raises(ScannerUnavailable):
            scanner.scan([b"broken"])


def test_a_scanner_that_is_away_is_not_a_clean_file() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with pytest.raises(ScannerUnavailable):
        ClamdScanner(f"tcp://127.0.0.1:{port}").scan([b"x"])


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="tcp"):
        ClamdScanner("http://127.0.0.1")


def test_without_a_scanner_nobody_looked() -> None:
    assert isinstance(NoScanner().scan([EICAR]), NotScanned)


@pytest.mark.parametrize("cut", [1, 10, len(EICAR) - 1, len(EICAR)])
def test_the_scanner_of_tests_sees_across_pieces(cut: int) -> None:
    assert EicarScanner().scan([b"x" * 10, EICAR[:cut], EICAR[cut:], b"y"]) == Infected("Eicar-Test-Signature")
    assert EicarScanner().scan(bytes([byte]) for byte in EICAR) == Infected("Eicar-Test-Signature")
    assert EicarScanner().scan([b"x", EICAR[1:]]) == Clean()

"""A small HTTP client that keeps connections open and costs little: it drives from the other core."""

import socket
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Build = Callable[[int], bytes]


@dataclass
class Measured:
    """One run: seconds of each answer, statuses that were not expected, bytes of the last body."""

    seconds: list[float] = field(default_factory=list)
    wrong: int = 0
    body_bytes: int = 0
    lasted: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.lasted if self.lasted else 0.0

    def percentile(self, share: int) -> float:
        """Milliseconds within which ``share`` per cent were answered."""
        if len(self.seconds) < 2:
            return self.seconds[0] * 1000 if self.seconds else 0.0
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[share - 1] * 1000


class Connection:
    """One connection kept open; opened again when the server closes it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def send(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """One request and its whole answer: status, headers (last of a name), body."""
        for attempt in (1, 2):
            try:
                return self._exchange(request)
            except (ConnectionError, IndexError):
                self._socket = None
                if attempt == 2:
                    raise
        raise AssertionError

    def _exchange(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=120)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, body = received.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("transfer-encoding") == "chunked":
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
        else:
            length = int(headers.get("content-length", 0))
            while len(body) < length:
                body += self._more()
        return int(lines[0].split(" ")[1]), headers, body

    def _more(self) -> bytes:
        if self._socket is None:
            raise ConnectionError
        got = self._socket.recv(262_144)
        if not got:
            raise ConnectionError
        return got


def request(method: str, path: str, cookie: str = "", body: bytes = b"", extra: str = "") -> bytes:
    """The bytes of one request."""
    lines = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{extra}"
    if cookie:
        lines += f"Cookie: {cookie}\r\n"
    if body:
        lines += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return lines.encode() + b"\r\n" + body


def drive(port: int, build: Build, expected: int, seconds: float, connections: int = 1, least: int = 0) -> Measured:
    """Send ``build(number)`` over and over on each connection for ``seconds``, and ``least`` times at any rate."""
    measured = Measured()
    lock = threading.Lock()
    start = time.perf_counter()

    def one(lane: int) -> None:
        connection, number, own, wrong, size = Connection(port), 0, [], 0, 0
        while number < least or time.perf_counter() - start < seconds:
            number += 1
            sent = time.perf_counter()
            status, _, body = connection.send(build(lane * 10_000_000 + number))
            own.append(time.perf_counter() - sent)
            wrong += status != expected
            size = len(body)
        with lock:
            measured.seconds += own
            measured.wrong += wrong
            measured.body_bytes = size

    lanes = [threading.Thread(target=one, args=(lane,)) for lane in range(connections)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    measured.lasted = time.perf_counter() - start
    return measured

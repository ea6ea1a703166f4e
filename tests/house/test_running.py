"""``make run`` from nothing: the demo is loaded, the server starts, and what people do at once works."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

import config
from portal.demo.cast import DOMAIN, PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120
ANSWER_SECONDS = 20
BOUNDARY = "accord-test-boundary"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def command(folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    """What the Makefile runs, on a data folder of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE_"))}
    return (
        [sys.executable, "-m", "scripts.run", "--port", str(port)],
        environment | {"PORTAL_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"},
    )


class Visitor:
    """Somebody with cookies, who sends the forms that pages show."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=ANSWER_SECONDS) as answer:
            page: str = answer.read().decode()
            return page

    def hidden(self, path: str) -> dict[str, str]:
        """What the last form of a page sends unseen."""
        form = self.get(path).rpartition("<form")[2]
        return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))

    def send(self, path: str, body: bytes, kind: str) -> str:
        request = Request(self.address + path, body, {"Content-Type": kind, "Origin": self.address})
        with self.opener.open(request, timeout=ANSWER_SECONDS) as answer:
            page: str = answer.read().decode()
            return page

    def sign_in(self, local: str) -> None:
        answers = self.hidden("/sign-in") | {"email": f"{local}@{DOMAIN}", "password": PASSWORD}
        self.send("/sign-in", urlencode(answers).encode(), "application/x-www-form-urlencoded")

    def upload(self, path: str, name: str, content: bytes, **answers: str) -> str:
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in (self.hidden(path) | answers).items()
        ]
        parts.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="upload"; filename="{name}"\r\n'
            "Content-Type: text/plain\r\n\r\n"
        )
        body = "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self.send(path, body, f"multipart/form-data; boundary={BOUNDARY}")


@contextmanager
def running(folder: Path, port: int) -> Iterator[tuple[str, Callable[[], str]]]:
    """Accord as ``make run`` starts it: its address once it answers, and all that it printed once it was stopped."""
    arguments, environment = command(folder, port)
    said = folder.parent / "said"
    with said.open("wb") as out:
        server = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=out, stderr=out)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server)
        yield address, said.read_text
    finally:
        server.terminate()
        try:
            server.wait(ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(URLError, OSError):
            Visitor(address).get("/health/live")
            return
        time.sleep(0.1)
    pytest.fail("Accord did not start")


def test_the_first_run_takes_an_upload(tmp_path: Path) -> None:
    with running(tmp_path / "var", free_port()) as (address, said):
        assert f'\n  "{PASSWORD}"\n' in said()
        listed = [line for line in said().splitlines() if f"kettering@{DOMAIN}" in line]
        assert all("Kettering Borough Council" not in line for line in listed), "nobody acts for it any more"
        visitor = Visitor(address)
        visitor.sign_in("manager.swindon")
        index = visitor.get("/arrangements")
        arrangement = re.search(r'href="(/arrangements/[^"/]+)">Kent mentors', index)
        assert arrangement, index
        answers = {"title": "Minutes of the first board", "audience": "parties"}
        page = visitor.upload(f"{arrangement[1]}/evidence/add", "minutes.txt", b"Twenty bytes of text", **answers)
        assert "The evidence is added" in page
        other = Visitor(address)
        other.sign_in("manager.kent")
        assert "Minutes of the first board" in other.get("/evidence")


@pytest.mark.parametrize("shared", [False, True], ids=["another program", "another Accord"])
def test_a_port_that_is_taken_is_named_and_nothing_starts(tmp_path: Path, shared: bool) -> None:
    with socket.socket() as other:
        if shared:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        arguments, environment = command(tmp_path / "var", port)
        ended = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr == f"Error: Port {port} is taken; use another, for example make run PORT={port + 1}\n"
    assert ended.stdout == ""
    assert not (tmp_path / "var").exists()


def test_links_in_mail_lead_to_the_port_that_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASE_URL", raising=False)
    monkeypatch.setenv("PORT", "8061")
    assert config.Settings().base_url == "http://127.0.0.1:8061"
    monkeypatch.setenv("BASE_URL", "https://accord.example.org")
    assert config.Settings().base_url == "https://accord.example.org"

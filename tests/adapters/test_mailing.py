"""Mail to one person, whatever is typed into it."""

from __future__ import annotations

import smtplib
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from portal.adapters.mailing import BadMessage, FolderMail, SmtpMail, compose
from portal.core import clock

SENDER = "Accord <no-reply@accord.invalid>"
MOMENT = datetime(2005, 1, 17, 14, 30, tzinfo=UTC)


def test_a_message_says_what_it_is() -> None:
    with clock.pinned(MOMENT):
        message = compose(SENDER, "ann@example.org", "Ateb gan Gyngor Sir Ynys Môn", "Annwyl Ann,\n\nTŷ agored.\n")
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert (read["From"], read["To"]) == (SENDER, "ann@example.org")
    assert read["Subject"] == "Ateb gan Gyngor Sir Ynys Môn"
    assert read["Date"].datetime == MOMENT
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Message-ID"].endswith("@accord.invalid>")
    assert read.get_content_charset() == "utf-8"
    assert read.get_content() == "Annwyl Ann,\n\nTŷ agored.\n"


@pytest.mark.parametrize(
    "to",
    [
        "", "ann", "@example.org", "ann@", "ann@example.org, bob@example.org", "ann@example.org;bob@example.org",
        "Ann <ann@example.org>", "ann@example.org\nBcc: bob@example.org", "ann@example.org\r", "ann @example.org",
        "ann@example.org\u2028", "ann@exa\0mple.org", '"ann\\"@example.org', "ann@example.org(comment)", "a@b@c",
    ],
)  # fmt: skip
def test_only_one_address(to: str) -> None:
    with pytest.raises(BadMessage):
        compose(SENDER, to, "Hello", "Hello")


@pytest.mark.parametrize(
    "subject", ["Hello\nBcc: bob@example.org", "Hello\r\n\r\nBody", "Hello\u2028Bcc: x", "a\vb\fc"]
)
def test_a_line_break_makes_no_header(subject: str) -> None:
    try:
        message = compose(SENDER, "ann@example.org", subject, "Hello")
    except BadMessage:
        return
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert sorted(read.keys()) == sorted(message.keys())
    assert "Bcc" not in read
    assert read.get_content() == "Hello\n"


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_words_bend_a_message(subject: str, text: str) -> None:
    try:
        message = compose(SENDER, "ann@example.org", subject, text)
    except BadMessage:
        return
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert sorted(read.keys()) == sorted(message.keys())
    assert read["To"] == "ann@example.org"


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "\u202e"])
def test_unfit_characters_are_refused(text: str) -> None:
    with pytest.raises(BadMessage):
        compose(SENDER, "ann@example.org", "Hello", text)


def test_development_keeps_files(tmp_path: Path) -> None:
    mail = FolderMail(tmp_path / "mail", SENDER)
    for number in range(3):
        mail.send("ann@example.org", f"Number {number}", "Hello")
    files = sorted((tmp_path / "mail").glob("*.eml"))
    read = [message_from_bytes(file.read_bytes(), policy=policy.default)["Subject"] for file in files]
    assert read == ["Number 0", "Number 1", "Number 2"]


class Server(socketserver.ThreadingTCPServer):
    """As much of a mail server as sending needs; ``seen`` is what it was told."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None, *, offers: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.context = context
        self.offers = offers
        self.seen: list[str] = []


class _Session(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        if self.server.context and not self.server.offers:
            self._encrypt()
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            self.server.seen.append(line)
            verb = line.split()[0].upper()
            if verb == "EHLO":
                self._say(
                    "250-test", *(["250-STARTTLS"] if self.server.offers else []), "250-8BITMIME", "250 AUTH PLAIN"
                )
            elif verb == "STARTTLS":
                self._say("220 go")
                self._encrypt()
            elif verb == "DATA":
                self._say("354 go")
                while (part := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                    self.server.seen.append(part)
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("235 welcome" if verb == "AUTH" else "250 ok")

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def _say(self, *lines: str) -> None:
        self.wfile.write(("\r\n".join(lines) + "\r\n").encode())

    def _encrypt(self) -> None:
        assert self.server.context
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile = self.request.makefile("rb")
        self.wfile = self.request.makefile("wb", buffering=0)


@contextmanager
def serving(context: ssl.SSLContext | None = None, *, offers: bool = False) -> Iterator[Server]:
    with Server(context, offers=offers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate for localhost, and a client that trusts it."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "both.pem").write_bytes(secret + certificate.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "both.pem")
    return server, ssl.create_default_context(cadata=certificate.public_bytes(pem).decode())


def send(server: Server, scheme: str, who: str = "", context: ssl.SSLContext | None = None) -> list[str]:
    url = f"{scheme}://{who}localhost:{server.server_address[1]}"
    mail = SmtpMail(url, SENDER, context) if context else SmtpMail(url, SENDER)
    mail.send("ann@example.org", "Hello", "Hello")
    return server.seen


def test_a_server_without_encryption_is_used_without_a_password() -> None:
    with serving() as server:
        seen = send(server, "smtp")
        assert [line.split(" ")[0] for line in seen if line.startswith(("mail", "rcpt", "AUTH"))] == ["mail", "rcpt"]
        assert "Subject: Hello" in seen
        with pytest.raises(smtplib.SMTPNotSupportedError):
            send(server, "smtp", "ann:secret@")
        assert not any("AUTH" in line for line in seen)


def test_encryption_is_used_where_it_is_offered(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    ours, theirs = contexts
    with serving(ours, offers=True) as server:
        seen = send(server, "smtp", "ann:p%40ss@", theirs)
        assert [line.split()[0] for line in seen[:4]] == ["ehlo", "STARTTLS", "ehlo", "AUTH"]
        assert "Subject: Hello" in seen


def test_encryption_from_the_start(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    ours, theirs = contexts
    with serving(ours) as server:
        assert "Subject: Hello" in send(server, "smtps", "ann:secret@", theirs)


def test_a_certificate_of_nobody_we_trust_is_refused(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    with serving(contexts[0], offers=True) as server:
        with pytest.raises(ssl.SSLError):
            send(server, "smtp")
        assert not any(line.lower().startswith("mail") for line in server.seen)


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(SmtpMail("smtp://ann:secret@localhost", SENDER))

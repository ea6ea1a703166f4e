"""Sending mail: one plain message to one person, in a form that cannot be bent by what it is given."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import make_msgid, parseaddr
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import unquote, urlsplit

from portal.core import clock
from portal.core.text import normal_line, unfit_character

TIMEOUT = 20.0


class _WholeAddress(UnstructuredHeader):
    """An address in a header, written whole on one line: encoded (RFC 2047) as the library does with what is long, no
    mail program would find it."""

    def fold(self, *, policy: Any) -> str:
        """The line of the header."""
        written: Any = self
        return f"{written.name}: {written}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", cast(Any, _WholeAddress))
_POLICY = default.clone(header_factory=_HEADERS)


class BadMessage(ValueError):
    """Not something that can be sent: the address is not one address, or a character is unfit."""


class Mail(Protocol):
    """Sends plain text."""

    def send(self, to: str, subject: str, text: str, *, unsubscribe: str = "") -> None:
        """Send to one address; ``unsubscribe`` is the address at which its kind of mail stops.

        Raises ``BadMessage``, or ``OSError`` when the server cannot take it now.
        """


def compose(sender: str, to: str, subject: str, text: str, unsubscribe: str = "") -> EmailMessage:
    """The message, marked as written by a machine (RFC 3834, so that no absence note answers it).

    With ``unsubscribe``, mail programs may offer a button of their own that stops it (RFC 2369, and RFC 8058 where the
    address is https).

    Line breaks in ``subject`` become spaces. Raises ``BadMessage``.
    """
    subject = normal_line(subject)
    if fault := unfit_character(subject) or unfit_character(text.replace("\r\n", "\n")):
        raise BadMessage(f"the message holds {fault}")
    name, address = parseaddr(sender)
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = _one_address(to)
    message["Subject"] = subject
    message["Date"] = clock.now()
    message["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        if unsubscribe.startswith("https://"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text, charset="utf-8")
    return message


def _one_address(to: str) -> Address:
    if any(character.isspace() or not character.isprintable() or character in ',;<>"()[]\\' for character in to):
        raise BadMessage("not one address")
    try:
        found = Address(addr_spec=to)
    except (ValueError, IndexError, MessageError) as problem:
        raise BadMessage("not an address") from problem
    if not found.username or not found.domain:
        raise BadMessage("not an address")
    return found


@dataclass
class SmtpMail:
    """Mail through a server: ``smtps://`` encrypted from the start, ``smtp://`` as soon as the server offers it.

    A password is never sent unencrypted: then ``OSError``.
    """

    url: str = field(repr=False)
    sender: str
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def send(self, to: str, subject: str, text: str, *, unsubscribe: str = "") -> None:
        """See ``Mail``. Server errors are ``smtplib.SMTPException``, which is an ``OSError``."""
        message = compose(self.sender, to, subject, text, unsubscribe)
        where = urlsplit(self.url)
        host = where.hostname or "localhost"
        if where.scheme == "smtps":
            with smtplib.SMTP_SSL(host, where.port or 465, timeout=TIMEOUT, context=self.context) as server:
                self._hand_over(server, message, encrypted=True)
        else:
            with smtplib.SMTP(host, where.port or 587, timeout=TIMEOUT) as server:
                server.ehlo()
                encrypted = server.has_extn("starttls")
                if encrypted:
                    server.starttls(context=self.context)
                    server.ehlo()
                self._hand_over(server, message, encrypted=encrypted)

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage, *, encrypted: bool) -> None:
        where = urlsplit(self.url)
        if where.username:
            if not encrypted:
                raise smtplib.SMTPNotSupportedError("the server offers no encryption, so no password is sent")
            server.login(unquote(where.username), unquote(where.password or ""))
        server.send_message(message)


@dataclass
class FolderMail:
    """Mail kept as ``.eml`` files, newest last by name: for development."""

    folder: Path
    sender: str

    def send(self, to: str, subject: str, text: str, *, unsubscribe: str = "") -> None:
        """See ``Mail``."""
        message = compose(self.sender, to, subject, text, unsubscribe)
        self.folder.mkdir(parents=True, exist_ok=True)
        unique = message["Message-ID"].strip("<>").partition("@")[0].rpartition(".")[2]
        path = self.folder / f"{clock.now():%Y%m%dT%H%M%S%f}-{unique}.eml"
        path.write_bytes(message.as_bytes(policy=SMTP))


@dataclass
class OutboxMail:
    """Mail kept in a list, for tests to read."""

    sender: str
    outbox: list[EmailMessage] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str, *, unsubscribe: str = "") -> None:
        """See ``Mail``."""
        self.outbox.append(compose(self.sender, to, subject, text, unsubscribe))

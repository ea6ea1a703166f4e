"""Floor 2: the world outside. Each port has a real implementation and one for tests, chosen from the settings.

``adapters.mail()``, ``adapters.storage()`` and ``adapters.scanner()`` give the application's own.
"""

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module

from flask import Flask, current_app

import config
from portal.adapters.mailing import FolderMail, Mail, OutboxMail, SmtpMail
from portal.adapters.scanning import ClamdScanner, EicarScanner, NoScanner, Scanner
from portal.adapters.storing import Oversize, Storage, Stored

__all__ = ["Adapters", "Oversize", "Stored", "init_app", "mail", "scanner", "storage"]

_EXTENSION = "accord.adapters"


@dataclass
class Adapters:
    """What this application sends with, scans with and keeps files in (chosen on first use)."""

    settings: config.Settings
    mail: Mail
    scanner: Scanner

    @cached_property
    def storage(self) -> Storage:
        return _storage(self.settings)


def init_app(app: Flask) -> None:
    """Choose the adapters that ``app.config["SETTINGS"]`` asks for."""
    settings: config.Settings = app.config["SETTINGS"]
    app.extensions[_EXTENSION] = Adapters(settings, _mail(settings), _scanner(settings))


def mail() -> Mail:
    """The application's way of sending mail; in tests an ``OutboxMail``."""
    return _adapters().mail


def storage() -> Storage:
    """The application's place for files."""
    return _adapters().storage


def scanner() -> Scanner:
    """The application's virus scanner; ``NoScanner`` where none is set up."""
    return _adapters().scanner


def _adapters() -> Adapters:
    adapters: Adapters = current_app.extensions[_EXTENSION]
    return adapters


def _mail(settings: config.Settings) -> Mail:
    if settings.portal_env is config.Environment.TEST:
        return OutboxMail(settings.mail_from)
    if settings.mail_url:
        return SmtpMail(settings.mail_url, settings.mail_from)
    return FolderMail(settings.portal_data_dir / "mail", settings.mail_from)


def _storage(settings: config.Settings) -> Storage:
    """Imported on first use: obstore takes 4 MB of every worker, and few handle files."""
    library = import_module("portal.adapters.object_storage")
    url, folder = settings.storage_url, settings.portal_data_dir / "evidence"
    chosen: Storage = library.url_storage(url) if url else library.folder_storage(folder)
    return chosen


def _scanner(settings: config.Settings) -> Scanner:
    if settings.clamd_url:
        return ClamdScanner(settings.clamd_url)
    return EicarScanner() if settings.portal_env is config.Environment.TEST else NoScanner()

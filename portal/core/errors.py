"""What can go wrong by rule. The web floor turns each into a page; the command line into a line."""

from dataclasses import dataclass


class PortalError(Exception):
    """Base of every error that a rule of this portal raises on purpose."""


class NotFound(PortalError):
    """No such record, or not the viewer's to see: the two are never told apart."""


class Forbidden(PortalError):
    """The viewer can see the record but may not do this to it."""


@dataclass
class Invalid(PortalError):
    """Input that breaks a rule: ``errors`` maps a field's name (``""`` for the whole form) to a message."""

    errors: dict[str, str]

    def __str__(self) -> str:
        return "; ".join(f"{field}: {message}" if field else message for field, message in self.errors.items())


class RuleBroken(Invalid):
    """One rule broken at one field: ``RuleBroken("ends_on", "The end date must be after the start date")``."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__({field: message})


class Conflict(PortalError):
    """The record changed after the form was opened. Nothing was written."""

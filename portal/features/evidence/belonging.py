"""The records that evidence belongs to lie in features above: each says here whether a file may still be added."""

from collections.abc import Callable

from flask import Flask, current_app

from portal.features.evidence.models import Evidence

EXTENSION = "accord.evidence"

Check = Callable[[Evidence], None]


def ask_before_adding(app: Flask, check: Check) -> None:
    """Call ``check`` before a newer file is added to evidence; it raises ``RuleBroken`` where none may be."""
    app.extensions.setdefault(EXTENSION, []).append(check)


def check_adding(evidence: Evidence) -> None:
    """Ask every feature. Raises ``RuleBroken``."""
    checks: list[Check] = current_app.extensions.get(EXTENSION, [])
    for check in checks:
        check(evidence)

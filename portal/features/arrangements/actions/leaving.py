"""What features above do when a party leaves whose auditors leave with it."""

from collections.abc import Callable

from flask import Flask, current_app

from portal.features.arrangements.models import Arrangement

EXTENSION = "accord.leaving"

Told = Callable[[Arrangement], None]


def on_leaving(app: Flask, told: Told) -> None:
    """Call ``told`` with an arrangement when auditors were taken off its lists."""
    app.extensions.setdefault(EXTENSION, []).append(told)


def tell_of_leaving(arrangement: Arrangement) -> None:
    """Tell every feature."""
    listening: list[Told] = current_app.extensions.get(EXTENSION, [])
    for told in listening:
        told(arrangement)

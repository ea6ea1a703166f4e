"""Handlers that only these tests know."""

from __future__ import annotations

import pytest

from portal.jobs import job, registry


class Handlers:
    """What the test's jobs did."""

    def __init__(self) -> None:
        self.ran: list[object] = []
        self.failures = 0


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> Handlers:
    """``tests.note`` notes its words; ``tests.fail`` fails as often as ``failures`` says, saying a secret."""
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))
    state = Handlers()

    @job("tests.note")
    def note(words: object) -> None:
        state.ran.append(words)

    @job("tests.fail", retries=2, pause=0)
    def fail(statement_id: int) -> None:
        state.ran.append(statement_id)
        if state.failures:
            state.failures -= 1
            raise RuntimeError("what Mrs Evans said about the day centre")

    return state

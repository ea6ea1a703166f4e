"""What a worker does not load for signing in."""

from __future__ import annotations

import os
import subprocess
import sys

import config

LOADED = "import sys, portal.factory; print(*sorted({name.partition('.')[0] for name in sys.modules}))"


def test_a_worker_does_not_load_ciphers() -> None:
    said = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=config.ROOT, env=os.environ, capture_output=True, check=True
    )
    loaded = said.stdout.decode().split()
    assert "flask_security" in loaded
    assert "cryptography" not in loaded

"""Digests over a canonical form, so that the same facts always give the same hash."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

CHUNK = 1024 * 1024


def canonical(value: Any) -> str:
    """``value`` as JSON with sorted keys, no spaces and no floats, after the idea of RFC 8785."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain, allow_nan=False)


def digest_of(text: str) -> str:
    """SHA-256 of ``text`` in UTF-8, 64 lower-case hexadecimal digits (FIPS 180-4)."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no canonical form")


def moment_text(moment: datetime) -> str:
    """An aware moment as the text that is stored and hashed: ISO 8601, microseconds, UTC."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")

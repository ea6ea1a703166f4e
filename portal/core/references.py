"""References: random, short enough to say on the phone, and silent about other records.

Eight symbols of Crockford's base 32 (40 bits), written ``7K3M-92QD``. The alphabet leaves out
I, L, O and U; the first three are read as 1, 1 and 0 when typed.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 9

_READ_AS = str.maketrans("ILO", "110")
_SHAPE = re.compile(rf"[{ALPHABET}]{{8}}")


def new_reference() -> str:
    """A fresh reference such as ``7K3M-92QD``."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{symbols[:4]}-{symbols[4:]}"


def read_reference(text: str) -> str | None:
    """The canonical form of a reference as somebody typed it, or ``None`` if it cannot be one."""
    symbols = text.strip().upper().replace("-", "").replace(" ", "").translate(_READ_AS)
    return f"{symbols[:4]}-{symbols[4:]}" if _SHAPE.fullmatch(symbols) else None
